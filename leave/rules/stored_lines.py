"""Lines of a statement as plain JSON values, and back. Pure."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from leave.rules.fees import FeeKind, FeeLine

# The same few days and amounts come again in the lines of everybody.
_amount, _day = lru_cache(20_000)(Decimal), lru_cache(20_000)(date.fromisoformat)
_KINDS = {kind.value: kind for kind in FeeKind}


def stored(line: FeeLine) -> dict:
    """The line as a closed statement keeps it."""
    return {
        "kind": str(line.kind),
        "date": line.date.isoformat(),
        "amount": f"{line.amount:.2f}",
        "minutes": f"{line.minutes:.2f}",
        "charge": f"{line.charge:.2f}",
        "reason": line.reason,
        "is_waived": line.is_waived,
        "ref": line.ref,
    }


def read(row: dict) -> FeeLine:
    """The line that was stored."""
    return FeeLine(
        kind=_KINDS[row["kind"]],
        date=_day(row["date"]),
        amount=_amount(row["amount"]),
        minutes=_amount(row["minutes"]),
        charge=_amount(row["charge"]),
        reason=row["reason"],
        is_waived=row["is_waived"],
        ref=row["ref"],
    )

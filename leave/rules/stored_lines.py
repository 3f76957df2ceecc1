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
    # In the order of its fields: everybody's lines of years are read at once.
    return FeeLine(
        _KINDS[row["kind"]],
        _day(row["date"]),
        _amount(row["amount"]),
        _amount(row["minutes"]),
        _amount(row["charge"]),
        row["reason"],
        row["is_waived"],
        row["ref"],
    )

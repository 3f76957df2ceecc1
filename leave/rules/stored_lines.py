"""Lines of a statement as plain JSON values, and back. Pure."""

from datetime import date
from decimal import Decimal

from leave.rules.fees import FeeKind, FeeLine


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
        kind=FeeKind(row["kind"]),
        date=date.fromisoformat(row["date"]),
        amount=Decimal(row["amount"]),
        minutes=Decimal(row["minutes"]),
        charge=Decimal(row["charge"]),
        reason=row["reason"],
        is_waived=row["is_waived"],
        ref=row["ref"],
    )

"""What entries are posted for, as their `source` names it: a sort, and which of it."""

from bson import ObjectId

DEPOSIT, RECEIPT, LINES, OPENING = "deposit:", "receipt:", "lines:", "opening:"
CHALLENGE, REDEMPTION, ADJUSTMENT, MERGE = "challenge:", "redemption:", "adjustment:", "merge:"
# What is brought to what purchases deserve, whenever those are looked at as a whole.
PURCHASES = (DEPOSIT, RECEIPT, LINES, OPENING)


def lines_source(card: str, month: int) -> str:
    """The month (YYYYMM) of sales lines of a card."""
    return f"{LINES}{card}:{month}"


def opening_source(member_id: ObjectId | None = None) -> str:
    """The opening of the member whose entry it is; named, of one who was merged into them."""
    return f"{OPENING}{member_id or ''}"


def id_in(source: str) -> ObjectId | None:
    """The id of what a source names, where it has one."""
    name = source.split(":")[1]
    return ObjectId(name) if ObjectId.is_valid(name) else None


def is_purchase(source: str) -> bool:
    """Whether it is a purchase, or what the registry stated first."""
    return source.startswith(PURCHASES)

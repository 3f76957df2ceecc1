"""Which customers have deposited, as the app that keeps deposits says; nobody without one."""

from collections.abc import Callable, Mapping
from datetime import date

from bson import ObjectId

Customers = dict[ObjectId, set[str]]
# Given a product, customer keys by staff member, and a Jakarta date: those of each who have a
# counted deposit with them in the product on that date or later.
DepositReader = Callable[[ObjectId, Mapping[ObjectId, set[str]], date], Customers]

_readers: list[DepositReader] = []


def register(reader: DepositReader) -> None:
    """Let everybody who has to know ask `reader`."""
    _readers.append(reader)


def depositors(
    product_id: ObjectId, customers: Mapping[ObjectId, set[str]], since: date
) -> Customers:
    """By staff member the customers among theirs who have deposited with them since a date."""
    result: Customers = {person: set() for person in customers}
    for reader in _readers:
        for person, keys in reader(product_id, customers, since).items():
            result[person] |= keys
    return result

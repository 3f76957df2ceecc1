"""Numbers that are given away once: of members, and of minted cards."""

from typing import cast

from pymongo import ReturnDocument

from crm.mongo.rows import collection, current_session
from loyalty.models import NumberSequence


def next_number(name: str) -> int:
    """The next number of a sequence, from 1 on; two at once never get the same.

    In a transaction that is undone it was not given away.
    """
    return take_numbers(name, 1)


def take_numbers(name: str, count: int) -> int:
    """Give away the next `count` numbers of a sequence; the first of them."""
    row = collection(NumberSequence).find_one_and_update(
        {"_id": name},
        {"$inc": {"given": count}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    # An upsert always answers with the row.
    return cast(dict, row)["given"] - count + 1

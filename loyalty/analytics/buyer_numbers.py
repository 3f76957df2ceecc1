"""The numbers by which cards stand in sets of buyers. Given once, for ever."""

from collections.abc import Callable, Collection

from bson import ObjectId
from pymongo import DESCENDING
from pymongo.errors import BulkWriteError

from crm.mongo.rows import collection
from loyalty.models import BuyerNumber

# What gives the numbers of cards of a programme.
NumbersOf = Callable[[ObjectId, Collection[str]], dict[str, int]]
DUPLICATE = 11000


def numbers_of_cards(programme_id: ObjectId, cards: Collection[str]) -> dict[str, int]:
    """The number of each card; one that has none yet is given the next ones.

    Of two who give numbers at once each keeps what it got first.
    """
    wanted = {card for card in cards if card}
    known = known_numbers(programme_id, wanted)
    while missing := sorted(wanted - known.keys()):
        _give(programme_id, missing)
        known |= known_numbers(programme_id, missing)
    return known


def known_numbers(programme_id: ObjectId, cards: Collection[str]) -> dict[str, int]:
    """The number of each of these cards that has one."""
    ids = [_id_of(programme_id, card) for card in cards]
    rows = collection(BuyerNumber).find({"_id": {"$in": ids}}, batch_size=20_000)
    return {row["card"]: row["number"] for row in rows}


def _give(programme_id: ObjectId, cards: list[str]) -> None:
    numbers = collection(BuyerNumber)
    last = numbers.find_one({"programme_id": programme_id}, sort=[("number", DESCENDING)])
    first = last["number"] + 1 if last else 0
    rows = [
        {
            "_id": _id_of(programme_id, card),
            "programme_id": programme_id,
            "card": card,
            "number": first + place,
        }
        for place, card in enumerate(cards)
    ]
    try:
        numbers.insert_many(rows, ordered=False)
    except BulkWriteError as error:
        # Somebody else has given some of them, or their numbers, meanwhile.
        if any(each["code"] != DUPLICATE for each in error.details["writeErrors"]):
            raise


def _id_of(programme_id: ObjectId, card: str) -> str:
    return f"{programme_id}:{card}"

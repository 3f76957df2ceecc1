"""What a programme's buyers have bought: read of the ledger, which stays as it is (LM-1, LP-3)."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session, midnight
from loyalty.members.links import members_of_customers
from loyalty.models import Programme
from loyalty.programmes.reads import product_ids
from loyalty.rules.rfm.purchases import PurchaseSums
from omset.locks import ledger_events
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED

# What begins the key of a buyer says who it is: a member by id, a customer by key, a card that no
# member has by its number.
MEMBER, CUSTOMER, CARD = "member:", "customer:", "card:"

Members = dict[tuple[str, ObjectId | None], ObjectId]


class Source(NamedTuple):
    """Where purchases come from. `read` is given a programme, the first day of a window or None,
    and the last day: what each buyer has bought, who may come in several parts. `state` is another
    text whenever a purchase of the programme, or whose it is, may have changed."""

    read: Callable[[Programme, date | None, date], Iterator[PurchaseSums]]
    state: Callable[[Programme], str]


def counted_purchases(
    programme: Programme, until: date, since: date | None = None
) -> Iterator[PurchaseSums]:
    """What was bought in a programme up to and including a day, of all sources."""
    return chain.from_iterable(source.read(programme, since, until) for source in SOURCES)


def _deposits(programme: Programme, since: date | None, until: date) -> Iterator[PurchaseSums]:
    """The counted deposits in the programme's products.

    A customer who is linked buys as the member, whenever the deposit was made (LM-12).
    """
    members = members_of_customers(programme)
    match = COUNTED | {
        "product_id": {"$in": product_ids(programme)},
        "date": days(since, until),
    }
    buyer = {"customer": "$customer_key", "product": "$product_id"}
    rows = collection(OmsetRecord).aggregate(
        [{"$match": match}, *sums_by(buyer, "$total")],
        session=current_session(),
        batchSize=10_000,
        allowDiskUse=True,
    )
    for row in rows:
        who = row["_id"]
        yield from_stored(_buyer(who["customer"], who["product"], members), row)


def _ledger_state(programme: Programme) -> str:
    """Every event of the ledger counts: there is no cheaper way to miss none."""
    links = sorted(map(str, members_of_customers(programme).items()))
    return f"{ledger_events()} {sorted(product_ids(programme))} {links}"


def days(since: date | None, until: date) -> dict[str, Any]:
    """A match of stored dates from one day, or from the first, to another."""
    first = {"$gte": midnight(since)} if since else {}
    return first | {"$lte": midnight(until)}


def sums_by(buyer: dict[str, str], amount: str) -> list[dict[str, Any]]:
    """The stages that make one row a buyer, for `from_stored`, of rows with a `date`.

    The database adds up, and lays the purchases of a buyer in one list: 69,579 deposits are read
    in a third of the time that they take one by one.
    """
    is_bought = {"$gt": ["$cents", 0]}
    written = {"$dateToString": {"date": "$date", "format": "%Y-%m-%d"}}
    return [
        {"$set": {"cents": {"$toLong": {"$multiply": [amount, 100]}}}},
        {"$match": {"cents": {"$ne": 0}}},
        {
            "$group": {
                "_id": buyer,
                "last": {"$max": {"$cond": [is_bought, "$date", None]}},
                "frequency": {"$sum": {"$cond": [is_bought, 1, 0]}},
                "cents": {"$sum": "$cents"},
                "dated_amounts": {"$push": {"$concat": [written, " ", {"$toString": "$cents"}]}},
            }
        },
    ]


def from_stored(buyer: str, row: dict[str, Any]) -> PurchaseSums:
    """What a row of `sums_by` says of a buyer."""
    last = row["last"]
    return PurchaseSums(
        buyer,
        last.date() if last else None,
        row["frequency"],
        row["cents"],
        dated_amounts=row["dated_amounts"],
    )


def _buyer(key: str, product_id: ObjectId, members: Members) -> str:
    member_id = members.get((key, product_id)) or members.get((key, None))
    return f"{MEMBER}{member_id}" if member_id else f"{CUSTOMER}{key}"


SOURCES: list[Source] = [Source(_deposits, _ledger_state)]

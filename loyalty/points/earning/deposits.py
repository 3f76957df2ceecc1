"""The points of one deposit, in the transaction of what is done to it (LP-6).

For a deposit in a product of no programme it costs one read by id; for a customer who is no member
a row besides, at which a link that is made at the same time waits.
"""

from collections import defaultdict
from typing import Any, NamedTuple, cast

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import stored_instance
from loyalty.models import CustomerLink, ProgrammeProduct
from loyalty.points.earning.members import PostingFacts, facts_of
from loyalty.points.earning.programme import KnownProgramme, known_programme
from loyalty.points.earning.settling import tell_changed
from loyalty.points.ledger.locks import lock_buyers, lock_heads
from loyalty.points.ledger.posting import Cause, Ledger, post_purchases
from loyalty.points.ledger.sources import DEPOSIT
from loyalty.rules.points.deserved import Deserved, Purchase, deserved
from omset.models import RecordWrite


class Buyer(NamedTuple):
    """Whose deposit it is or was: a customer, in a product of a programme."""

    programme_id: ObjectId
    product_id: ObjectId
    key: str


def post_deposit(write: RecordWrite) -> None:
    """Post what the deposit deserves now, for who bought it before and who does now."""
    before, now, links = _buyers(write)
    members: dict[ObjectId, dict[ObjectId, CustomerLink | None]] = defaultdict(dict)
    for buyer in (before, now):
        link = links.get(buyer) if buyer else None
        if buyer and link:
            members[buyer.programme_id][link.member_id] = link if buyer == now else None
    cause = Cause(write.event.verb, write.event.actor)
    for programme_id in sorted(members):
        if known := known_programme(programme_id):
            _post(write, known, members[programme_id], cause)


def _buyers(write: RecordWrite) -> tuple[Buyer | None, Buyer | None, dict[Buyer, CustomerLink]]:
    """Whose it was as it was stored, and whose it is; None outside of any programme.

    And who of them is a member, by the link; the others' rows are written.
    """
    places = [(write.record.product_id, write.record.customer_key)]
    if write.left:
        places.insert(0, (write.left.product_id, write.left.customer_key))
    rows = _programmes(places)
    found = [
        Buyer(rows[product_id]["programme_id"], product_id, key) if product_id in rows else None
        for product_id, key in places
    ]
    before, now = found[0], None if write.is_removal else found[-1]
    buyers = {buyer for buyer in (before, now) if buyer}
    links = {buyer: _link_in(rows[buyer.product_id]["links"], buyer) for buyer in buyers}
    for buyer in sorted(buyer for buyer, link in links.items() if link is None):
        lock_buyers([buyer.programme_id], [buyer.key])
    return before, now, {buyer: link for buyer, link in links.items() if link}


def _programmes(places: list[tuple[ObjectId, str]]) -> dict[ObjectId, dict[str, Any]]:
    """By product its programme, and beside it who of its members these customers are."""
    of_customers = {"customer_key": {"$in": [key for _product, key in places]}}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"_id": {"$in": [product_id for product_id, _key in places]}}},
        {
            "$lookup": {
                "from": CustomerLink._meta.db_table,
                "localField": "programme_id",
                "foreignField": "programme_id",
                "pipeline": [{"$match": of_customers | {"is_in_force": True}}],
                "as": "links",
            }
        },
    ]
    rows = collection(ProgrammeProduct).aggregate(pipeline, session=current_session())
    return {row["_id"]: row for row in rows}


def _link_in(rows: list[dict[str, Any]], buyer: Buyer) -> CustomerLink | None:
    """The link of the product, else that of all products."""
    of_products = {row["product_id"]: row for row in rows if row["customer_key"] == buyer.key}
    row = of_products.get(buyer.product_id) or of_products.get(None)
    return cast(CustomerLink, stored_instance(CustomerLink, row)) if row else None


def _post(
    write: RecordWrite,
    of: KnownProgramme,
    links: dict[ObjectId, CustomerLink | None],
    cause: Cause,
) -> None:
    """Post the deposit for these members; it is bought by the link of one of them, or of none."""
    source = f"{DEPOSIT}{write.record.pk}"
    programme = of.programme
    ledger = Ledger(programme, lock_heads(programme, links), cause)
    buyers = facts_of(list(links))
    known = PostingFacts(buyers, of.versions, of.products, of.challenges, of.has_receipts)
    wanted: dict[ObjectId, dict[str, Deserved]] = {pk: {} for pk in links}
    for member_id, link in links.items():
        record = write.record
        if link and record.is_counted and record.total:
            bought = Purchase(source, record.date, record.total)
            purchase = known.buyers[member_id].dated(bought, link.pk)
            wanted[member_id] = {source: deserved(purchase, known.versions)}
    post_purchases(ledger, wanted, only=source)
    tell_changed(programme, list(links), cause, known)

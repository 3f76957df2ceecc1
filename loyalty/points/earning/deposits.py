"""The points of one deposit, in the transaction of what is done to it (LP-6).

For a deposit in a product of no programme it costs one read by id; for a customer who is no member
one more, and a row at which a link that is made at the same time waits.
"""

from collections import defaultdict
from typing import NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import all_stored, first_stored
from loyalty.models import CustomerLink, Programme, ProgrammeProduct
from loyalty.points.earning.members import PostingFacts, facts_of
from loyalty.points.earning.settling import tell_changed
from loyalty.points.ledger.locks import lock_buyers, lock_heads
from loyalty.points.ledger.posting import Cause, Ledger, post_purchases
from loyalty.points.ledger.sources import DEPOSIT
from loyalty.programmes.reads import versions_of
from loyalty.rules.points.deserved import Deserved, Purchase, deserved
from omset.models import RecordWrite


class Buyer(NamedTuple):
    """Whose deposit it is or was: a customer, in a product of a programme."""

    programme_id: ObjectId
    product_id: ObjectId
    key: str


def post_deposit(write: RecordWrite) -> None:
    """Post what the deposit deserves now, for who bought it before and who does now."""
    before, now = _buyers(write)
    links = _links({buyer for buyer in (before, now) if buyer})
    members: dict[ObjectId, dict[ObjectId, CustomerLink | None]] = defaultdict(dict)
    for buyer in (before, now):
        link = links.get(buyer) if buyer else None
        if buyer and link:
            members[buyer.programme_id][link.member_id] = link if buyer == now else None
    cause = Cause(write.event.verb, write.event.actor)
    for programme_id in sorted(members):
        programme = first_stored(Programme, {"_id": programme_id})
        if isinstance(programme, Programme):
            _post(write, programme, members[programme_id], cause)


def _buyers(write: RecordWrite) -> tuple[Buyer | None, Buyer | None]:
    """Whose it was as it was stored, and whose it is; None outside of any programme."""
    places = [(write.record.product_id, write.record.customer_key)]
    if write.left:
        places.insert(0, (write.left.product_id, write.left.customer_key))
    programmes = _programmes({product_id for product_id, _key in places})
    found = [
        Buyer(programmes[product_id], product_id, key) if product_id in programmes else None
        for product_id, key in places
    ]
    return found[0], None if write.is_removal else found[-1]


def _programmes(product_ids: set[ObjectId]) -> dict[ObjectId, ObjectId]:
    rows = collection(ProgrammeProduct).find(
        {"_id": {"$in": list(product_ids)}}, session=current_session()
    )
    return {row["_id"]: row["programme_id"] for row in rows}


def _links(buyers: set[Buyer]) -> dict[Buyer, CustomerLink]:
    """Who is a member; the others' rows are written."""
    if not buyers:
        return {}
    match = {
        "programme_id": {"$in": sorted({buyer.programme_id for buyer in buyers})},
        "customer_key": {"$in": sorted({buyer.key for buyer in buyers})},
        "is_in_force": True,
    }
    links = [each for each in all_stored(CustomerLink, match) if isinstance(each, CustomerLink)]
    by_place = {(link.programme_id, link.customer_key, link.product_id): link for link in links}
    found = {}
    for buyer in buyers:
        of_all = by_place.get((buyer.programme_id, buyer.key, None))
        if link := by_place.get((buyer.programme_id, buyer.key, buyer.product_id), of_all):
            found[buyer] = link
    for buyer in sorted(buyers - found.keys()):
        lock_buyers([buyer.programme_id], [buyer.key])
    return found


def _post(
    write: RecordWrite,
    programme: Programme,
    links: dict[ObjectId, CustomerLink | None],
    cause: Cause,
) -> None:
    """Post the deposit for these members; it is bought by the link of one of them, or of none."""
    source = f"{DEPOSIT}{write.record.pk}"
    ledger = Ledger(programme, lock_heads(programme, links), cause)
    known = PostingFacts(facts_of(list(links)), versions_of(programme))
    wanted: dict[ObjectId, dict[str, Deserved]] = {pk: {} for pk in links}
    for member_id, link in links.items():
        record = write.record
        if link and record.is_counted and record.total:
            bought = Purchase(source, record.date, record.total)
            purchase = known.buyers[member_id].dated(bought, link.pk)
            wanted[member_id] = {source: deserved(purchase, known.versions)}
    post_purchases(ledger, wanted, only=source)
    tell_changed(programme, list(links), cause, known)

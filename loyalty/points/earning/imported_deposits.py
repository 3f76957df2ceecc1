"""The points of deposits that came in bulk: their import saves none of them one by one (LP-6)."""

from bson import ObjectId

from crm.mongo.rows import collection
from loyalty.models import CustomerLink, Programme
from loyalty.points.earning.settling import settle_all
from loyalty.points.ledger.posting import Cause
from loyalty.programmes.verbs import lock_programme
from omset.models import OmsetRecord

KEYS_AT_ONCE = 1000


def post_imported(batch: str, by_name: str) -> None:
    """Post for every member who is linked to a customer of the import.

    A second time nothing: a run that was killed before is made good by the same file, or at night.
    """
    for programme in Programme.objects.order_by("name_key"):
        # Whoever links a customer at this moment waits, or sees the deposits.
        lock_programme(programme)
        settle_all(programme, sorted(_members(programme, batch)), Cause("import", by_name))


def _members(programme: Programme, batch: str) -> set[ObjectId]:
    links = CustomerLink.objects.in_force().filter(programme=programme)
    pairs = list(links.values_list("customer_key", "member_id"))
    bought = set[str]()
    every = sorted({key for key, _member in pairs})
    for at in range(0, len(every), KEYS_AT_ONCE):
        keys = every[at : at + KEYS_AT_ONCE]
        match = {"customer_key": {"$in": keys}, "batch": batch}
        bought.update(collection(OmsetRecord).distinct("customer_key", match))
    return {member_id for key, member_id in pairs if key in bought}

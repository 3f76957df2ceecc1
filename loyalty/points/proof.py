"""What everybody deserves and their entries come to, against what is stored (LP-2, LP-6)."""

from collections.abc import Iterator

from bson import ObjectId

from crm.mongo.rows import collection
from crm.registry.runs.proofs import StoredDifference
from loyalty.models import Member, MemberPoints, Programme
from loyalty.points.beside import WrongSum, wrong_beside
from loyalty.points.earning.members import PostingFacts, facts_of
from loyalty.points.earning.settling import deserved_by
from loyalty.points.ledger.heads import HeadFacts, counted_heads, read_facts
from loyalty.points.ledger.posting import posted_for
from loyalty.points.ledger.sources import is_purchase
from loyalty.programmes.reads import versions_of

AT_ONCE = 500


def wrong_points() -> Iterator[StoredDifference]:
    """Every source that was not posted what it deserves, and every head that is not its entries."""
    for programme in Programme.objects.order_by("name_key"):
        for ids in groups_of(programme):
            for each in (*wrong_purchases(programme, ids), *wrong_beside(ids)):
                where = f"{programme} {each.member_id} {each.source}"
                yield StoredDifference(where, "posted", each.found, each.expected)
            for pk, name, found, counted in wrong_heads(ids):
                yield StoredDifference(f"{pk} points", name, found, counted)


def groups_of(programme: Programme) -> Iterator[list[ObjectId]]:
    """Everybody who is a member or has entries, so many at a time."""
    known: list[ObjectId] = sorted(
        {
            row["_id"]
            for model in (Member, MemberPoints)
            for row in collection(model).find({"programme_id": programme.pk}, {"_id": True})
        }
    )
    for start in range(0, len(known), AT_ONCE):
        yield known[start : start + AT_ONCE]


def wrong_purchases(programme: Programme, ids: list[ObjectId]) -> Iterator[WrongSum]:
    """Every purchase and opening of these members that was not posted what it deserves."""
    posted = posted_for(ids)
    deserving = deserved_by(programme, PostingFacts(facts_of(ids), versions_of(programme)))
    for pk in ids:
        stored = {
            source: each.points
            for source, each in posted.get(pk, {}).items()
            if is_purchase(source) and each.points
        }
        wanted = {
            source: each.points for source, each in deserving.get(pk, {}).items() if each.points
        }
        for source in sorted(stored.keys() | wanted.keys()):
            if stored.get(source, 0) != wanted.get(source, 0):
                yield WrongSum(pk, source, stored.get(source, 0), wanted.get(source, 0))


def wrong_heads(ids: list[ObjectId]) -> Iterator[tuple[ObjectId, str, object, object]]:
    """Member, fact, what their head says and what their entries come to."""
    rows = collection(MemberPoints).find({"_id": {"$in": ids}})
    stored = {row["_id"]: read_facts(row) for row in rows}
    counted = dict(counted_heads(ids))
    for pk in sorted(stored.keys() | counted.keys()):
        found, expected = stored.get(pk, HeadFacts()), counted.get(pk, HeadFacts())
        for name in HeadFacts._fields:
            if getattr(found, name) != getattr(expected, name):
                yield pk, name, getattr(found, name), getattr(expected, name)

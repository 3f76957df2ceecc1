"""Bringing everything that some members have bought to what it deserves (LP-5).

Whatever has happened, this is what it comes to: for a deposit alone deposits.py, beside this,
does the same with less.
"""

from collections.abc import Collection, Sequence
from datetime import date

from bson import ObjectId
from django.utils import timezone

from crm.mongo.transaction import transactional
from loyalty.models import Programme
from loyalty.points.earning.members import BuyerFacts, PostingFacts, facts_of
from loyalty.points.earning.purchases import purchases_by
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause, Ledger, post_purchases
from loyalty.points.ledger.sources import opening_source
from loyalty.programmes.reads import versions_of
from loyalty.rules.points.deserved import Deserved, deserved
from loyalty.rules.points.lots import last_day_of_points
from loyalty.rules.programmes import version_on
from loyalty.signals import purchases_changed

AT_ONCE = 100
Deserving = dict[ObjectId, dict[str, Deserved]]


@transactional
def settle(programme: Programme, member_ids: Collection[ObjectId], cause: Cause) -> int:
    """Post what is missing of all purchases of these members; how many entries that took.

    A second time none. Whoever listens is told, also if no point has moved.
    """
    if not member_ids:
        return 0
    ledger = Ledger(programme, lock_heads(programme, member_ids), cause)
    # Who is not there any more deserves nothing.
    wanted: Deserving = {pk: {} for pk in member_ids}
    known = PostingFacts(facts_of(member_ids), versions_of(programme))
    wanted |= deserved_by(programme, known)
    posted = post_purchases(ledger, wanted)
    tell_changed(programme, member_ids, cause, known)
    return posted


def settle_all(programme: Programme, member_ids: Sequence[ObjectId], cause: Cause) -> int:
    """The same of many, so many in a transaction; how many entries. It may run again."""
    parts = range(0, len(member_ids), AT_ONCE)
    return sum(settle(programme, member_ids[at : at + AT_ONCE], cause) for at in parts)


def deserved_by(programme: Programme, known: PostingFacts) -> Deserving:
    """By member and source what everything they have bought deserves, their opening with it."""
    versions, bought = known.versions, purchases_by(programme, known)
    version = version_on(today := timezone.localdate(), versions)
    # What no purchase gives lives as long as the terms of its posting say (LP-12).
    ends = last_day_of_points(today, version.terms.expiry_months) if version else None
    return {
        pk: _openings(theirs, ends) | {each.source: deserved(each, versions) for each in bought[pk]}
        for pk, theirs in known.buyers.items()
    }


def tell_changed(
    programme: Programme, member_ids: Collection[ObjectId], cause: Cause, known: PostingFacts
) -> None:
    """Let whoever counts purchases count those of these members anew, in this transaction."""
    purchases_changed.send(
        sender=Programme,
        programme=programme,
        member_ids=member_ids,
        cause=cause.verb,
        by_name=cause.by_name,
        known=known,
    )


def _openings(theirs: BuyerFacts, ends: date | None) -> dict[str, Deserved]:
    """What the registry stated first, on the day it was true (LP-9); also of whom a merge has
    made this member, whose it moves to as what they have bought does (LM-14)."""
    return {
        opening_source(None if pk == theirs.member.pk else pk): Deserved(
            each.points, each.day, last_day=ends
        )
        for pk, each in theirs.openings.items()
        if each.points
    }

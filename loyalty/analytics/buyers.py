"""The cards of the buyers that a filter asks for: one, those of a tier, or of a segment."""

from bson import ObjectId

from crm.mongo.rows import object_id
from loyalty.analytics.filters import SalesFilter
from loyalty.analytics.holders import cards_of_buyer, cards_of_members
from loyalty.analytics.tiers import cards_of_tier
from loyalty.models import SegmentedBuyer, SegmentRun
from loyalty.segments.purchases import CARD, MEMBER


def cards_asked_for(chosen: SalesFilter) -> frozenset[str] | None:
    """The cards of the buyers asked for; None where all are."""
    sets = []
    if chosen.buyer is not None:
        sets.append(cards_of_buyer(chosen.programme, chosen.buyer))
    if chosen.segment:
        sets.append(_cards_of_segment(chosen))
    if chosen.tier:
        sets.append(cards_of_tier(chosen.programme, chosen.tier))
    return frozenset.intersection(*sets) if sets else None


def latest_run(chosen: SalesFilter) -> SegmentRun | None:
    """The run that says who is in which segment now."""
    runs = SegmentRun.objects.filter(programme=chosen.programme, months=0)
    return runs.order_by("-day", "-created_at").first()


def _cards_of_segment(chosen: SalesFilter) -> frozenset[str]:
    run = latest_run(chosen)
    if run is None:
        return frozenset()
    buyers = SegmentedBuyer.objects.filter(run_id=run.pk, segment=chosen.segment)
    names = list(buyers.values_list("buyer", flat=True))
    cards = {name.removeprefix(CARD) for name in names if name.startswith(CARD)}
    return cards_of_members(_members_in(names)) | cards


def _members_in(names: list[str]) -> list[ObjectId]:
    ids = (object_id(name.removeprefix(MEMBER)) for name in names if name.startswith(MEMBER))
    return [pk for pk in ids if pk]

"""What is written down of members' tiers, badges and challenges, against what they deserve."""

from collections.abc import Iterator
from itertools import islice

from django.utils import timezone

from crm.registry.runs.proofs import StoredDifference
from loyalty.achievements.night import recount_everybody
from loyalty.achievements.recount import Standing, standings_of
from loyalty.models import Member, Programme
from loyalty.points.earning.members import PostingFacts, facts_of
from loyalty.points.ledger.posting import Cause
from loyalty.programmes.reads import versions_of
from loyalty.rules.programmes import Terms, version_on

AT_ONCE = 100


def wrong_achievements() -> Iterator[StoredDifference]:
    """Every tier, badge and challenge that a member has and does not deserve, or the reverse."""
    today = timezone.localdate()
    for programme in Programme.objects.order_by("name_key"):
        versions = versions_of(programme)
        version = version_on(today, versions)
        if version is None:
            continue
        ids = iter(Member.objects.filter(programme=programme).values_list("pk", flat=True))
        while part := list(islice(ids, AT_ONCE)):
            known = PostingFacts(facts_of(part), versions)
            for standing in standings_of(programme, known, today):
                yield from _differences(standing, version.terms)


def repair_achievements() -> None:
    """Bring everybody of every programme to what they deserve."""
    for programme in Programme.objects.order_by("name_key"):
        recount_everybody(programme, Cause("recount"))


def _differences(standing: Standing, terms: Terms) -> Iterator[StoredDifference]:
    where = f"{standing.bought.member.programme_id} {standing.bought.member.number}"
    reached, tier = standing.deserves.tier, standing.kept.tier(terms)
    if reached and reached.name != tier:
        yield StoredDifference(where, "tier", tier, reached.name)
    deserved = {key: each.day for key, each in standing.deserves.achievements.items()}
    held = {key: each.day for key, each in standing.kept.held.items()}
    for key in sorted(deserved.keys() | held.keys()):
        if deserved.get(key) != held.get(key):
            place = f"{where} {key[1]}"
            yield StoredDifference(place, key[0], held.get(key), deserved.get(key))

"""What a draft would have done in a past month, beside what the versions of then do (LM-3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import last_day
from loyalty.models import Member, Programme
from loyalty.programmes.preview_departments import with_departments
from loyalty.programmes.reads import versions_of
from loyalty.rules.achievements.tiers import spend_for_tier
from loyalty.rules.personal.figures import MemberPurchase, Opening, stated_opening
from loyalty.rules.preview import MonthOutcome, members_by_tier, month_outcome
from loyalty.rules.programmes import Terms, version_on
from loyalty.rules.rfm.purchases import Purchase
from loyalty.segments.purchases import MEMBER, counted_purchases

# Nobody was a member before.
FIRST_DAY = date(1900, 1, 1)
CENTS = 100
Bought = tuple[list[MemberPurchase], Opening | None]


class Preview(NamedTuple):
    """A month by the versions that were valid in it, and by the draft."""

    month: date
    valid: MonthOutcome
    draft: MonthOutcome

    @property
    def points_difference(self) -> int:
        """The points that the draft would have given more, or less."""
        return self.draft.points - self.valid.points


def preview_of(programme: Programme, draft: Terms, month: date) -> Preview:
    """The month that begins on `month`, up to its end; reads all purchases until then.

    Members alone: whoever bought without being one earns nothing. Nothing is written.
    """
    last = last_day(month)
    versions = versions_of(programme)
    every = list(_of_members(programme, last))
    openings = _openings(programme)
    bought = [each for each in every if each.day >= month]
    own = with_departments(bought, programme, month, versions, draft)
    by_member = _by_member(every, programme)

    def valid_on(day: date) -> Terms | None:
        version = version_on(day, versions)
        return version.terms if version else None

    valid = month_outcome(own, valid_on, openings)
    if (at_the_end := valid_on(last)) is not None:
        valid = replace(valid, tiers=_tiers(by_member, at_the_end, last))
    proposed = month_outcome(own, lambda _day: draft, openings)
    return Preview(month, valid, replace(proposed, tiers=_tiers(by_member, draft, last)))


def _of_members(programme: Programme, until: date) -> Iterator[Purchase]:
    for sums in counted_purchases(programme, until):
        if sums.buyer.startswith(MEMBER):
            for text in sums.dated_amounts:
                day, cents = text.split()
                amount = Decimal(cents) / CENTS
                yield Purchase(sums.buyer, date.fromisoformat(day), amount)


def _openings(programme: Programme) -> dict[str, date]:
    members = Member.objects.filter(programme=programme, opening_day__gte=FIRST_DAY)
    days = members.values_list("pk", "opening_day")
    return {f"{MEMBER}{pk}": day for pk, day in days if day}


def _by_member(purchases: Iterable[Purchase], programme: Programme) -> list[Bought]:
    """What each member who is one still has bought, and her opening (LP-9)."""
    bought: defaultdict[str, list[MemberPurchase]] = defaultdict(list)
    for buyer, day, amount in purchases:
        bought[buyer].append(MemberPurchase(day, amount))
    members = Member.objects.filter(programme=programme, merged_into_id=None)
    stated = members.values_list("pk", "opening_day", "opening_spend")
    return [
        (bought[f"{MEMBER}{pk}"], stated_opening(day, spend, None)) for pk, day, spend in stated
    ]


def _tiers(members: Iterable[Bought], terms: Terms, day: date) -> dict[str, int]:
    """How many are in which tier by some terms (LP-15)."""
    spends = (spend_for_tier(bought, terms, day, opening) for bought, opening in members)
    return members_by_tier(spends, terms.tiers)

"""What a draft would have done in a past month, beside what the versions of then do (LM-3)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import last_day
from loyalty.models import Member, Programme
from loyalty.programmes.reads import versions_of
from loyalty.rules.preview import MonthOutcome, members_by_tier, month_outcome
from loyalty.rules.programmes import Terms, version_on
from loyalty.rules.rfm.purchases import ZERO, Purchase
from loyalty.segments.purchases import MEMBER, counted_purchases

# Nobody was a member before.
FIRST_DAY = date(1900, 1, 1)
CENTS = 100


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
    own = [each for each in every if each.day >= month]
    spends = list(_spends(every, openings, programme).values())

    def valid_on(day: date) -> Terms | None:
        version = version_on(day, versions)
        return version.terms if version else None

    valid = month_outcome(own, valid_on, openings)
    if (at_the_end := valid_on(last)) is not None:
        valid = replace(valid, tiers=members_by_tier(spends, at_the_end.tiers))
    proposed = month_outcome(own, lambda _day: draft, openings)
    return Preview(month, valid, replace(proposed, tiers=members_by_tier(spends, draft.tiers)))


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


def _spends(
    purchases: Iterable[Purchase], openings: dict[str, date], programme: Programme
) -> dict[str, Decimal]:
    """What each member who is one still has bought for, the opening included (LP-9)."""
    members = Member.objects.filter(programme=programme, merged_into_id=None)
    stated = members.values_list("pk", "opening_spend")
    spends = {f"{MEMBER}{pk}": spend or ZERO for pk, spend in stated}
    later: defaultdict[str, Decimal] = defaultdict(Decimal)
    for buyer, day, amount in purchases:
        if day > openings.get(buyer, date.min):
            later[buyer] += amount
    return {buyer: spend + later[buyer] for buyer, spend in spends.items()}

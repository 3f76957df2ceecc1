"""What a draft would have done in a past month, beside what the versions of then do (LM-3).

By what posts points, so that a month by the versions of then is what its purchases were posted.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import last_day
from loyalty.imports.rows.card_months import excluded_by
from loyalty.imports.rows.counted import months_loaded
from loyalty.imports.rows.purchase_months import months_by_lines
from loyalty.models import Member, Programme
from loyalty.points.earning.members import BuyerFacts, PostingFacts, facts_of_programme
from loyalty.points.earning.purchases import Facts, Purchases, purchases_by
from loyalty.programmes.reads import versions_of
from loyalty.rules.achievements.tiers import spend_for_tier
from loyalty.rules.personal.figures import MemberPurchase
from loyalty.rules.points.deserved import Purchase
from loyalty.rules.preview import MonthOutcome, members_by_tier, month_outcome
from loyalty.rules.programmes import Terms, Version, version_on


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
    """The month that begins on `month`, up to its end; reads all purchases of members.

    Members alone: whoever bought without being one earns nothing. Nothing is written.
    """
    versions, always = versions_of(programme), [Version(date.min, 0, draft)]
    buyers = facts_of_programme(programme)
    bought = purchases_by(programme, PostingFacts(buyers, versions))
    valid = _outcome(buyers, bought, versions, month)
    if not _are_read_alike(programme, versions, always):
        bought = purchases_by(programme, PostingFacts(buyers, always))
    return Preview(month, valid, _outcome(buyers, bought, always, month))


def _are_read_alike(programme: Programme, some: list[Version], others: list[Version]) -> bool:
    """Whether the same rows are the purchases, with the sums of the same departments."""
    loaded = months_loaded(programme)
    months = months_by_lines(loaded, some), months_by_lines(loaded, others)
    return months[0] == months[1] and excluded_by(some) == excluded_by(others)


def _outcome(
    buyers: Facts, bought: Purchases, versions: Sequence[Version], month: date
) -> MonthOutcome:
    last = last_day(month)
    own = (
        MemberPurchase.of(each, versions)
        for purchases in bought.values()
        for each in purchases
        if month <= each.day <= last
    )
    version = version_on(last, versions)
    outcome = month_outcome(own)
    if version is None:
        return outcome
    still = (each for each in buyers.values() if _was_there(each.member, month, last))
    spends = (_spend(each, bought[each.member.pk], version.terms, last) for each in still)
    return replace(outcome, tiers=members_by_tier(spends, version.terms.tiers))


def _was_there(member: Member, first: date, last: date) -> bool:
    """Whether somebody was a member at the end of these days, or was closed within them."""
    is_closed = member.closed_on is not None and member.closed_on < first
    return member.created_on <= last and not (is_closed or member.merged_into_id)


def _spend(buyer: BuyerFacts, purchases: Sequence[Purchase], terms: Terms, day: date) -> Decimal:
    bought = [MemberPurchase.of(each, ()) for each in purchases]
    return spend_for_tier(bought, terms, day, buyer.openings.values())

"""Redemptions as pages list them: by state, reward, category and day (LR-11, LR-12)."""

from dataclasses import dataclass, field
from datetime import date

from bson import ObjectId
from django.db.models import QuerySet
from django.http import QueryDict

from crm.mongo.rows import object_id
from loyalty.members.merges import member_ids
from loyalty.models import Member, Programme, Redemption, RedemptionUse
from loyalty.rules.analytics.ranges import DateRange
from loyalty.rules.rewards.figures import APPROVED, DECIDED
from loyalty.rules.rewards.redemptions import TAKEN_STATES, RedemptionState

ALL, GRANTED, ENDED, TAKEN = "all", "granted", "decided", "taken"
# What an address says of the state, and which states these are; without a word what waits.
STATUSES: dict[str, frozenset[RedemptionState]] = {
    ALL: frozenset(RedemptionState),
    GRANTED: APPROVED,
    ENDED: DECIDED,
    TAKEN: TAKEN_STATES,
    **{state.value: frozenset({state}) for state in RedemptionState},
}


@dataclass(frozen=True)
class RedemptionWish:
    """Which redemptions a page shows; None for no condition."""

    programme: Programme | None
    status: str = RedemptionState.PENDING.value
    reward_id: ObjectId | None = None
    member: Member | None = None
    category: str | None = None
    days: DateRange = field(default_factory=DateRange)

    @property
    def is_queue(self) -> bool:
        """Whether it is what waits: the oldest comes first."""
        return self.status == RedemptionState.PENDING

    def rows(self) -> QuerySet[Redemption]:
        """The redemptions, in no order yet."""
        states = sorted(state.value for state in STATUSES[self.status])
        rows = Redemption.objects.filter(state__in=states)
        if self.programme is not None:
            rows = rows.filter(programme=self.programme)
        if self.reward_id is not None:
            rows = rows.filter(reward_id=self.reward_id)
        if self.member is not None:
            rows = rows.filter(member_id__in=member_ids(self.member))
        if self.category is not None:
            rows = rows.filter(category=self.category)
        return _on_days(rows, self.days)


def wish_in(query: QueryDict, programme: Programme | None) -> RedemptionWish:
    """What an address asks for; what cannot be read is no condition."""
    status = query.get("status", "")
    return RedemptionWish(
        programme=programme,
        status=status if status in STATUSES else RedemptionState.PENDING.value,
        reward_id=object_id(query.get("reward")),
        member=_member(query.get("member")),
        category=query.get("category"),
        days=days_in(query),
    )


def days_in(query: QueryDict) -> DateRange:
    """From `first` to `last` in an address, either of them open."""
    return DateRange(_day(query.get("first")), _day(query.get("last")))


def redemptions_of(member: Member) -> QuerySet[Redemption]:
    """All that a member has asked for, or somebody who was merged into her."""
    return Redemption.objects.filter(member_id__in=member_ids(member))


def uses_of(redemption: Redemption) -> list[RedemptionUse]:
    """Each use with its store and till, the first one first."""
    uses = RedemptionUse.objects.select_related("store", "till")
    return list(uses.filter(redemption_id=redemption.pk).order_by("sequence"))


def _on_days(rows: QuerySet[Redemption], days: DateRange) -> QuerySet[Redemption]:
    if days.first:
        rows = rows.filter(requested_on__gte=days.first)
    return rows.filter(requested_on__lte=days.last) if days.last else rows


def _member(text: str | None) -> Member | None:
    pk = object_id(text)
    return Member.objects.filter(pk=pk).first() if pk else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None

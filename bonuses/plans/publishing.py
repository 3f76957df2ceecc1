"""Plans on their way from a draft to what pays. Published ones never change (BO-8)."""

from dataclasses import dataclass
from datetime import date

from bson import ObjectId
from django.utils import timezone

from bonuses import schedule
from bonuses.models import BonusPlan, PlanStatus, Standing
from bonuses.months import adjustments, standings
from bonuses.rules import plans, rates
from bonuses.rules.rates import Earned, Plan
from crm.audit.record import note_event
from crm.calendar import first_day
from crm.mongo.transaction import transactional
from crm.staff.models import User
from omset.locks import lock_everybody
from omset.signals import LedgerEvent


class NoDraft(Exception):
    """It is published already, or gone."""


class StalePlan(Exception):
    """Somebody else changed the draft since it was read."""

    def __init__(self, draft: BonusPlan) -> None:
        super().__init__(draft.version)
        self.draft = draft


class Unsound(Exception):
    """The plan has problems; see plans.problems."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


class TooEarly(Exception):
    """A plan begins this month or later: past months keep the plan they had."""


@dataclass(frozen=True)
class PlanComparison:
    """What a draft would have paid somebody in a month, beside what was paid."""

    staff_id: ObjectId
    paid: Earned
    draft: Earned


@transactional
def save_draft(
    plan: Plan,
    valid_from: date,
    *,
    by: User,
    note: str = "",
    pk: ObjectId | None = None,
    version: int | None = None,
) -> BonusPlan:
    """Write a new draft, or over the one with `pk`. Raises NoDraft, StalePlan."""
    draft = _draft(pk, version) if pk else BonusPlan(created_by_name=by.name)
    draft.version += draft.pk is not None
    draft.content = plans.as_json(plans.in_order(plan))
    draft.valid_from, draft.note = first_day(valid_from), note
    draft.save()
    note_event(draft, "draft", by=by, after=_facts(draft))
    return draft


@transactional
def discard(pk: ObjectId, *, by: User) -> None:
    """Delete a draft; its history stays. Raises NoDraft."""
    draft = _draft(pk)
    note_event(draft, "discard", by=by, before=_facts(draft))
    draft.delete()


@transactional
def publish(pk: ObjectId, *, by: User, version: int | None = None) -> BonusPlan:
    """Let a draft pay from its month on and rewrite the standings of those months.

    Raises NoDraft, StalePlan, Unsound or TooEarly.
    """
    draft = _draft(pk, version)
    if problems := plans.problems(draft.plan):
        raise Unsound(problems)
    if draft.valid_from < first_day(timezone.localdate()):
        raise TooEarly
    # An event that still reads the former plan runs again.
    lock_everybody(User.objects.values_list("pk", flat=True))
    draft.status = PlanStatus.PUBLISHED
    draft.published_at, draft.published_by_name = timezone.now(), by.name
    draft.sequence = schedule.next_place()
    draft.save()
    note_event(draft, "publish", by=by, after=_facts(draft))
    _rewrite_from(draft.valid_from, LedgerEvent(verb="publish", actor=by.name))
    return draft


def preview(draft: Plan, month: date, paid_by: Plan) -> list[PlanComparison]:
    """What `draft` would have paid in the month that begins on `month`, for each who earned.

    `paid_by` is the plan of that month. One command. Nothing is written.
    """
    return [
        PlanComparison(staff_id, rates.earned(days, paid_by), rates.earned(days, draft))
        for staff_id, days in standings.days_of_everybody(month).items()
    ]


def rewritten_by(plan: BonusPlan) -> int:
    """How many standings publishing it would rewrite."""
    return Standing.objects.filter(month__gte=plan.valid_from).count()


def _draft(pk: ObjectId, version: int | None = None) -> BonusPlan:
    draft = BonusPlan.objects.filter(pk=pk, status=PlanStatus.DRAFT).first()
    if draft is None:
        raise NoDraft
    if version is not None and version != draft.version:
        raise StalePlan(draft)
    return draft


def _rewrite_from(month: date, event: LedgerEvent) -> None:
    months: dict[ObjectId, list[date]] = {}
    standing_rows = Standing.objects.filter(month__gte=month)
    for staff_id, later in standing_rows.values_list("staff_id", "month"):
        months.setdefault(staff_id, []).append(later)
    for staff_id, mine in months.items():
        adjustments.adjust_closed_months(staff_id, standings.rewrite(staff_id, mine), event)


def _facts(plan: BonusPlan) -> dict:
    return {"valid_from": f"{plan.valid_from:%Y-%m}", "note": plan.note, **plan.content}

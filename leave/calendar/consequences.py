"""Whose leave a decision about a day gives hours back or takes them again, and who is told."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from bson import ObjectId
from django.urls import reverse

from crm.calendar import first_day, last_day
from crm.notifications.send import notify
from crm.staff.models import User
from crm.web.templatetags import formats
from leave.calendar.reads import closed_days
from leave.models import CalendarDay, LeaveRequest
from leave.policies import settings_of_months
from leave.reads import active_requests
from leave.requests.changes import change
from leave.rules.days import ClosedDay
from leave.rules.durations import hours
from leave.rules.reopening import Consequence, Hours, hours_after

MESSAGES = {
    Consequence.COME_BACK: "leave-hours-back",
    Consequence.ARE_TAKEN: "leave-hours-taken",
    Consequence.ARE_KEPT: "leave-hours-kept",
}


class ChangedHours(NamedTuple):
    """How many people's hours came back, were taken again, or are kept for want of room."""

    come_back: int = 0
    taken: int = 0
    kept: int = 0


def give_and_take(day: CalendarDay, held: Mapping[date, ClosedDay], *, by: User) -> ChangedHours:
    """Let every request on `day` follow what it has become; `held` is what it was before.

    Writes `is_given_back`, history and messages. In the transaction of the decision.
    """
    counts: Counter[Consequence] = Counter()
    for request, hours_of_it in _changes(day.date, held):
        counts[hours_of_it.consequence] += 1
        _follow(request, hours_of_it, by)
    if kept := counts[Consequence.ARE_KEPT]:
        _tell_admins(day, kept)
    return ChangedHours(counts[Consequence.COME_BACK], counts[Consequence.ARE_TAKEN], kept)


def tell_owner(request: LeaveRequest, consequence: Consequence, minutes: int) -> None:
    """Say what has become of the hours of a request that was just written."""
    text = str(formats.decimal(hours(minutes)))
    url = f"{reverse('leave:calendar')}?month={request.date:%Y-%m}"
    kind, day = MESSAGES[consequence], request.date.isoformat()
    notify([request.staff_id], kind, url, request.version, date=day, hours=text)


def _changes(day: date, held: Mapping[date, ClosedDay]) -> Iterator[tuple[LeaveRequest, Hours]]:
    """The requests on the day whose hours change, with how."""
    months = _months_of_people_on(day)
    if not months:
        return
    month = first_day(day)
    quota = settings_of_months([month])[month].quota
    after = closed_days(month, last_day(day))
    # Every other day is what it was.
    before = {other: closed for other, closed in after.items() if other != day} | dict(held)
    for requests in months:
        own = next(each for each in requests if each.date == day)
        others = [each.facts for each in requests if each is not own]
        result = hours_after(own.facts, others, quota, before, after)
        if result.consequence != Consequence.STAY:
            yield own, result


def _months_of_people_on(day: date) -> list[list[LeaveRequest]]:
    """The requests that hold hours in the month, of each person who has one on the day."""
    people = [each.staff_id for each in active_requests(day, day)]
    by_person: dict[ObjectId, list[LeaveRequest]] = defaultdict(list)
    for each in active_requests(first_day(day), last_day(day), people) if people else []:
        by_person[each.staff_id].append(each)
    return list(by_person.values())


def _follow(request: LeaveRequest, result: Hours, by: User) -> None:
    keeps = result.consequence == Consequence.ARE_KEPT
    change(request, f"hours {result.consequence}", by=by, is_given_back=keeps)
    tell_owner(request, result.consequence, result.minutes)


def _tell_admins(day: CalendarDay, kept: int) -> None:
    admins = User.objects.admins().values_list("pk", flat=True)
    facts = {"date": day.date.isoformat(), "count": str(kept)}
    notify(admins, "leave-hours-to-settle", reverse("leave:kept_hours"), 0, **facts)

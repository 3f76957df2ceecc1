"""Months against the targets as pages write them: each text is ready, numbers open records."""

from datetime import date
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from bonuses import links
from bonuses.progress import DayResult, PersonProgress
from bonuses.rules.targets import REQUIRED_DAYS
from bonuses.templatetags.targets import of, target_badges
from crm.staff.accounts.display_names import labels
from crm.staff.models import User
from crm.web.templatetags.formats import NO_VALUE, weekday
from crm.web.templatetags.shell import badge, opens


class PersonTargetTexts(NamedTuple):
    """What stands in the cells of a person's row."""

    pk: str
    name: str
    badges: str
    ndp_today: str
    rdp_today: str
    success_days: str
    needed: str
    remaining: str
    projected: str
    streak: str


class DayTargetTexts(NamedTuple):
    """What stands in the cells of a day's row."""

    pk: str
    date: str
    ndp: str
    rdp: str
    met: str


def person_texts(user: User, people: list[PersonProgress], day: date) -> list[PersonTargetTexts]:
    """A row for each person, as seen on `day`."""
    staff = [own.staff for own in people]
    names = labels((person.pk, person.name, person.username) for person in staff)
    return [_person(user, own, names[own.staff.pk], day) for own in people]


def day_texts(user: User, own: PersonProgress) -> list[DayTargetTexts]:
    """A row for each of a person's days with counted deposits, the newest first."""
    return [_day(user, own, day) for day in reversed(own.days)]


def _person(user: User, own: PersonProgress, name: str, day: date) -> PersonTargetTexts:
    staff, today, progress = own.staff.pk, own.today, own.progress
    url, records = escape(links.progress(staff, day)), links.of_day(user, staff, day)
    return PersonTargetTexts(
        pk=str(staff),
        name=format_html('<a class="link" href="{}">{}</a>', url, name),
        badges=target_badges(own),
        ndp_today=opens(records["ndp"], of(today.ndp, own.daily_targets.ndp)),
        rdp_today=opens(records["rdp"], of(today.rdp, own.daily_targets.rdp)),
        success_days=_opens_days(url, of(progress.success_days, REQUIRED_DAYS)),
        needed=_opens_days(url, progress.needed),
        remaining=str(progress.remaining),
        projected=_opens_days(url, progress.projected),
        streak=_opens_days(url, own.streak),
    )


def _opens_days(url: SafeString, number: int | str) -> SafeString:
    """A number that opens the person's days."""
    return format_html('<a href="{}#days">{}</a>', url, number)


def _day(user: User, own: PersonProgress, day: DayResult) -> DayTargetTexts:
    records = links.of_day(user, own.staff.pk, day.date)
    return DayTargetTexts(
        pk=day.date.isoformat(),
        date=opens(records["records"], weekday(day.date)),
        ndp=opens(records["ndp"], of(day.ndp, own.daily_targets.ndp)),
        rdp=opens(records["rdp"], of(day.rdp, own.daily_targets.rdp)),
        met=badge("kind", day.met.upper()) if day.met else NO_VALUE,
    )

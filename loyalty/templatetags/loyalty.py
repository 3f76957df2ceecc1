"""Figures of loyalty in the reader's words: a value, no data, or unavailable."""

from datetime import date

from babel.dates import get_day_names
from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm.calendar import first_day
from crm.web.templatetags import formats
from crm.web.templatetags.charts import ChartValue
from loyalty.members.forms import CONSENTS, SEXES, SUBJECTS
from loyalty.members.page.member import MemberActivity, MemberPage
from loyalty.models import CustomerLink, Programme
from loyalty.notices.words import in_words
from loyalty.personal.achievements import News, OpenChallenge
from loyalty.programmes.words import in_points, point_word
from loyalty.rules.achievements.challenges import ChallengeMetric
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.figures import Figure, FigureState
from loyalty.rules.identity import Sex
from loyalty.rules.points.account import Movement
from loyalty.rules.programmes import Badge, BadgeMetric

MOVEMENTS = {
    Movement.BROUGHT_IN: gettext_lazy("Brought in"),
    Movement.EARNED: gettext_lazy("Earned"),
    Movement.REVERSED: gettext_lazy("Reversed"),
    Movement.REDEEMED: gettext_lazy("Redeemed"),
    Movement.REFUNDED: gettext_lazy("Refunded"),
    Movement.EXPIRED: gettext_lazy("Expired"),
    Movement.ADJUSTED: gettext_lazy("Adjusted"),
}

register = template.Library()
register.filter("in_points", in_points)


@register.filter
def counted(figure: Figure) -> str:
    """A number, or which state it is in instead: never a 0 that nobody counted."""
    return formats.decimal(figure.value) if figure.has_value else _state_of(figure)


@register.filter
def some(number: int) -> str:
    """How many there are; a word where there is none yet (LA-8)."""
    return formats.decimal(number) if number else _("none yet")


@register.filter
def tenths(figure: Figure) -> str:
    """A number with one decimal, or which state it is in instead."""
    if not figure.has_value:
        return _state_of(figure)
    return format_decimal(figure.value, "#,##0.0", locale=formats.INDONESIAN)


@register.filter
def amount(figure: Figure, programme: Programme) -> str:
    """An amount in the programme's currency, or which state it is in instead."""
    if not figure.has_value:
        return _state_of(figure)
    return formats.money(figure.value, programme.currency)


@register.filter
def points_word(programme: Programme | str) -> str:
    """What a programme calls its points; where a page is about several, just that (LM-2)."""
    return point_word(programme) if isinstance(programme, Programme) else _("points")


@register.filter
def share(figure: Figure) -> str:
    """Percent, or which state it is in instead."""
    return formats.percent(figure.value) if figure.has_value else _state_of(figure)


@register.filter
def badge_text(badge: Badge, programme: Programme) -> str:
    """What a badge is awarded for."""
    if badge.metric == BadgeMetric.SPEND:
        return _("spend of %s") % formats.money(badge.least, programme.currency)
    if badge.metric == BadgeMetric.POINTS:
        return _("%s earned") % in_points(badge.least, programme)
    least = formats.decimal(badge.least)
    if badge.metric == BadgeMetric.PURCHASES:
        return _("%s purchases") % least
    return _("%s purchases a month") % least


@register.simple_tag
def challenge_progress(opened: OpenChallenge, programme: Programme) -> str:
    """How far a member is in a challenge: `1 of 2`."""
    done, target = opened.counted, opened.challenge.target
    if opened.challenge.metric == ChallengeMetric.SPEND:
        amounts = (formats.money(each, programme.currency) for each in (done, target))
        return _("%s of %s") % tuple(amounts)
    return _("%s of %s") % (formats.decimal(done.normalize()), formats.decimal(target.normalize()))


@register.simple_tag
def news_text(news: News, programme: Programme) -> str:
    """What came or went, in a line: a tier, a badge, a challenge (LA-9)."""
    if news.notices:
        return " ".join(in_words(news.notices, programme))
    if news.change:
        steps = {"before": news.change.from_tier, "now": news.change.to_tier}
        return _("Tier: %(now)s, before %(before)s") % steps
    if news.badge:
        name = badge_text(news.badge, programme)
        return (_("Badge no longer held: %s") if news.is_lost else _("New badge: %s")) % name
    name = news.achievement.name if news.achievement else ""
    return (_("No longer reached: %s") if news.is_lost else _("Reached: %s")) % name


@register.filter
def signed(number: int) -> str:
    """A difference with its sign."""
    return f"+{formats.decimal(number)}" if number > 0 else formats.decimal(number)


@register.filter
def movement_word(movement: Movement) -> str:
    """What a column of the points account is called."""
    return str(MOVEMENTS[movement])


@register.filter
def sex_word(sex: str) -> str:
    """What is known of a member's sex."""
    return str(SEXES[Sex(sex)])


@register.filter
def consent_subject(subject: ConsentSubject) -> str:
    """What consent is asked for."""
    return str(SUBJECTS[subject])


@register.filter
def consent_word(consent: str) -> str:
    """Yes, no or unknown."""
    return str(CONSENTS[Consent(consent)])


@register.filter
def consent_source(source: str) -> str:
    """Who has said it."""
    return {
        ConsentSource.FILE: _("a file"),
        ConsentSource.STAFF: _("staff"),
        ConsentSource.MEMBER: _("the member"),
        ConsentSource.ADMIN: _("an admin"),
    }[ConsentSource(source)]


@register.filter
def product_of(link: CustomerLink, page: MemberPage) -> str:
    """In which product a link holds."""
    if link.product_id is None:
        return _("all products")
    names = {product.pk: product.name for product in page.products}
    return names.get(link.product_id, formats.NO_VALUE)


@register.filter
def time_of_day(minute: int) -> str:
    """Minutes after midnight as people write them."""
    hours, minutes = divmod(minute, 60)
    return f"{hours:02}:{minutes:02}"


@register.simple_tag
def month_points(activity: MemberActivity) -> list[ChartValue]:
    """Spend by month for a chart; the present month is marked as running (LA-4)."""
    running = first_day(activity.today)
    return [
        {"label": _month_label(month, is_running=month == running), "value": spend}
        for month, spend in activity.months.items()
    ]


@register.simple_tag
def weekday_points(activity: MemberActivity) -> list[ChartValue]:
    """Purchases by weekday for a chart, Monday first."""
    names = get_day_names("abbreviated", locale=get_language() or "en")
    return [
        {"label": names[weekday], "value": count} for weekday, count in enumerate(activity.weekdays)
    ]


@register.simple_tag
def hour_points(activity: MemberActivity) -> list[ChartValue]:
    """Purchases by hour for a chart, from the first hour with one to the last; none without."""
    visits = activity.hours.visits
    hours = range(min(visits), max(visits) + 1) if visits else []
    return [{"label": f"{hour:02}", "value": visits[hour]} for hour in hours]


def _month_label(month: date, *, is_running: bool) -> str:
    name = formats.month(month)
    return _("%s, still running") % name if is_running else name


def _state_of(figure: Figure) -> str:
    return _("unavailable") if figure.state == FigureState.UNAVAILABLE else _("no data")

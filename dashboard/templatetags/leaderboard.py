"""Small parts of which a leaderboard has hundreds: too many for templates of their own."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext

from crm.web.templatetags.formats import decimal, rupiah
from crm.web.templatetags.shell import icon, opens
from dashboard.leaderboard.people import Leaderboard, Meter, RankedPerson

register = template.Library()


@register.filter
@lru_cache(maxsize=2048)
def average(value: Decimal) -> str:
    """To one place: 4, 2,5 (LB-3)."""
    return decimal(value.quantize(Decimal("0.1"), ROUND_HALF_UP).normalize())


@register.filter
def whole(amount: Decimal) -> Decimal:
    """An average amount without the cents that nobody deposits."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


@register.simple_tag
@lru_cache(maxsize=512)
def meter(reached: Meter) -> str:
    """A bar in the colour of its level with the percentage beside it (LB-5)."""
    return format_html(
        '<span class="meter meter-{}"><progress value="{}" max="100" aria-hidden="true"></progress>'
        "{} %</span>",
        reached.level,
        reached.percent,
        reached.percent,
    )


@register.simple_tag
def medal(person: RankedPerson, by: str, wall: bool | str = False) -> str:
    """What a place on the podium is for; it opens its records, but on the wall nothing does."""
    value = getattr(person.row, by)
    text = rupiah(value) if by == "total" else f"{decimal(value)} {by.upper()}"
    return opens("" if wall else person.urls.get(by, ""), text)


@register.simple_tag
def now_beside(person: RankedPerson, name: str) -> str:
    """A number of a closed month as it is now, where that is another one."""
    return _now(getattr(person.row, name), getattr(person.row.now or person.row, name), name)


@register.simple_tag
def total_now_beside(leaderboard: Leaderboard, name: str) -> str:
    """What everybody together comes to now, of a closed month where that is something else."""
    return _now(getattr(leaderboard.total, name), getattr(leaderboard.total_now, name), name)


@register.simple_tag
def moved(places: int | None) -> str:
    """Up or down so many places, or the same; nothing for None. Made once a language."""
    return "" if places is None else _moved(places, get_language())


@lru_cache(maxsize=512)
def _moved(places: int, _language: str | None) -> str:
    if not places:
        return _trend("", "minus", gettext("same"))
    if places > 0:
        return _trend("trend-up", "arrow-up", ngettext("up %d", "up %d", places) % places)
    return _trend("trend-down", "arrow-down", ngettext("down %d", "down %d", -places) % -places)


def _trend(look: str, name: str, text: str) -> str:
    return format_html('<span class="trend {}">{}{}</span>', look, icon(name), text)


def _now(closed: Decimal | int, value: Decimal | int, name: str) -> str:
    if value == closed:
        return ""
    text = rupiah(value) if name == "total" else decimal(value)
    return format_html(
        ' <small class="block text-xs font-normal text-muted">{}</small>',
        gettext("now %(figure)s") % {"figure": text},
    )

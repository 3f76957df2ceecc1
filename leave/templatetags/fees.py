"""Figures of fees and of the report, for people."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from leave import report
from leave.views.fees import month as fee_month
from leave.views.fees.month import PersonFees

register = template.Library()

MINUTES = 60
HOURS = ("used_minutes", "pending_minutes", "available_minutes")
# Of a month of fees: numbers of days, minutes, what stands out, and where it is not from the lines.
COUNTS, MINUTES_OF_FEES = ("late_days", "over_days"), ("late_minutes", "over_minutes")
TOTALS = ("total", "due")
PARTS = {"changes": "changes", "paid": "payments", "due": "payments", "credit": "payments"}


@register.filter
def plain_number(value: Decimal | int) -> str:
    """`15,5`: without the zeros that an amount has."""
    return formats.decimal(Decimal(value).normalize() + 0)


@register.filter
def minutes_or_dash(value: Decimal) -> str:
    """The same; a dash for what is no time."""
    return plain_number(value) if value else formats.NO_VALUE


@register.filter
def hour(value: datetime) -> str:
    """`11:00`, in Jakarta time."""
    return f"{timezone.localtime(value):%H:%M}"


@register.simple_tag
def fee_cells(fees: PersonFees, page: str = "") -> SafeString:
    """The figures of a month, each opening its part of the statement at `page`.

    One that is nothing opens none. Written in one go: there are eleven hundred on a page.
    """
    values = {name: getattr(fees, name) for name in fee_month.FIGURES}
    opening = tuple(name for name, value in values.items() if page and value)
    texts = {name: _figure(name, value) for name, value in values.items()}
    return format_html(_fee_format(opening, get_language()), page=page, **texts)


@register.simple_tag
def report_cells(figures: Iterable[tuple[str, Decimal | int, str]]) -> SafeString:
    """The cells of the report: names of figures, values, and where their records are, if anywhere.

    Dollars, hours of leave, or minutes.
    """
    headings = _escaped_headings(get_language())
    cells = (
        (headings[name], opens_records(value, _reported(name, value), url))
        for name, value, url in figures
    )
    return format_html_join("", '<td class="num" data-label="{}">{}</td>', cells)


def opens_records(value: Decimal | int, text: str, url: str) -> str:
    """A figure that opens its records; as it is where it has none, or no page to open."""
    if not (url and value):
        return text
    return format_html('<a class="link" href="{}">{}</a>', url, text)


@lru_cache(maxsize=256)
def _fee_format(opening: tuple[str, ...], _language: str | None) -> str:
    """A line for format_html: nothing in it was typed by anybody."""
    return "".join(
        f'<td class="{"num total" if name in TOTALS else "num"}" data-label="{escape(label)}">'
        + _opening(name, is_link=name in opening)
        + "</td>"
        for name, label in fee_month.HEADINGS.items()
    )


def _opening(name: str, *, is_link: bool) -> str:
    part = PARTS.get(name, "lines")
    return f'<a class="link" href="{{page}}#{part}">{{{name}}}</a>' if is_link else f"{{{name}}}"


def _figure(name: str, value: Decimal | int) -> str:
    if name in COUNTS:
        return formats.decimal(value)
    return plain_number(value) if name in MINUTES_OF_FEES else formats.money(value, "USD")


@lru_cache
def _escaped_headings(_language: str | None) -> dict[str, SafeString]:
    return {name: escape(heading) for name, heading in report.HEADINGS.items()}


def _reported(name: str, value: Decimal | int) -> str:
    if name.endswith("_usd"):
        return formats.money(value, "USD")
    if name in HOURS:
        return _("%s h") % plain_number(round(Decimal(value) / MINUTES, 2))
    return _("%s min") % plain_number(value)

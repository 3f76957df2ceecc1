"""Figures of fees and of the report, for people."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from leave.report import HEADINGS

register = template.Library()

MINUTES = 60
HOURS = ("used_minutes", "pending_minutes", "available_minutes")


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
def linked(value: Decimal | int, text: str, url: str) -> SafeString:
    """A figure that opens its records; as it is where it has none, or no page to open."""
    if not (url and value):
        return format_html("{}", text)
    return format_html('<a class="link" href="{}">{}</a>', url, text)


@register.simple_tag
def report_cell(name: str, value: Decimal | int, url: str = "") -> SafeString:
    """A cell of the report: dollars, hours of leave, or minutes; it opens its records."""
    if name.endswith("_usd"):
        text = formats.money(value, "USD")
    elif name in HOURS:
        text = _("%s h") % plain_number(round(Decimal(value) / MINUTES, 2))
    else:
        text = _("%s min") % plain_number(value)
    cell = linked(value, text, url)
    return format_html('<td class="num" data-label="{}">{}</td>', HEADINGS[name], cell)

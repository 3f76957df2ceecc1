"""Amounts, numbers, dates for people, by Babel.

Figures read the Indonesian way in both languages: one screen must not hold 1.234 and 1,234 for
the same number. Names of days and months follow the language. What is kept is kept escaped: a page
shows hundreds of them.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.web.lists.months import MonthChoice

register = template.Library()

# A number of a page; a template gives "" for what is not there.
Number = Decimal | int | float | str | None

INDONESIAN = Locale("id")
ENGLISH_DAY_FIRST = Locale("en", "GB")
NO_VALUE = "\N{EN DASH}"
SYMBOLS = {"USD": "$"}


@register.filter
def rupiah(amount: Number) -> str:
    """`Rp 1.234.567`, with two decimals only if there are any; a dash for None."""
    return NO_VALUE if amount is None or amount == "" else _rupiah(Decimal(amount))


@lru_cache(maxsize=8192)
def _rupiah(amount: Decimal) -> SafeString:
    cents = "" if amount == amount.to_integral_value() else ".00"
    return escape(
        format_currency(
            amount, "IDR", format=f"¤ #,##0{cents}", locale=INDONESIAN, currency_digits=False
        )
    )


@register.filter
def money(amount: Number, currency: str) -> str:
    """A bonus in its currency: `$ 2,50`, or as `rupiah`; a dash for None."""
    if currency == "IDR":
        return rupiah(amount)
    return NO_VALUE if amount is None or amount == "" else _money(Decimal(amount), currency)


@lru_cache(maxsize=2048)
def _money(amount: Decimal, currency: str) -> SafeString:
    symbol = SYMBOLS.get(currency, currency)
    pattern = f"'{symbol}' #,##0.00" if symbol else "#,##0.00"
    return escape(format_currency(amount, currency, format=pattern, locale=INDONESIAN))


@register.filter
def decimal(number: Number) -> str:
    """`1.234,5`: as many decimals as the number needs; a dash for None."""
    if number is None or number == "":
        return NO_VALUE
    return _decimal(Decimal(str(number) if isinstance(number, float) else number))


@lru_cache(maxsize=2048)
def _decimal(number: Decimal) -> SafeString:
    return escape(format_decimal(number, locale=INDONESIAN, decimal_quantization=False))


@register.filter
def percent(change: Number) -> str:
    """`12,5 %`, without a sign: an arrow beside it tells the direction."""
    if change is None or change == "":
        return NO_VALUE
    return f"{_decimal(round(abs(Decimal(change)), 1))} %"


@register.filter
def whole_percent(value: Decimal | int, most: Decimal | int) -> int:
    """How many percent of `most`, rounded down: 100 is all of it and nothing less (LB-5)."""
    return int(Decimal(value) * 100 / Decimal(most))


@register.filter
def day(value: date | None) -> str:
    """`21 Nov 2026`."""
    return _date(value, "d MMM y")


@register.filter
def weekday(value: date | None) -> str:
    """`Sat, 21 Nov 2026`."""
    return _date(value, "EEE, d MMM y")


@register.filter
def month(value: date | None) -> str:
    """`November 2026`."""
    return _date(value, "MMMM y")


@register.simple_tag
def month_options(months: MonthChoice) -> SafeString:
    """The options of a select of months; there are more of them each month."""
    return _month_options(months, get_language())


@lru_cache(maxsize=64)
def _month_options(months: MonthChoice, _language: str | None) -> SafeString:
    options = (
        (value, " selected" if first == months.chosen else "", month(first))
        for value, first in months.choices
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


def _date(value: date | None, pattern: str) -> str:
    if not value:
        return NO_VALUE
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _formatted_date(value, pattern, get_language())


@lru_cache(maxsize=2048)
def _formatted_date(value: date, pattern: str, language: str | None) -> SafeString:
    return escape(format_date(value, pattern, locale=_locale(language)))


@register.filter
def moment(value: datetime | None) -> str:
    """`21 Nov 2026 14:05`, in Jakarta time (G-1)."""
    if not value:
        return NO_VALUE
    return format_datetime(timezone.localtime(value), "d MMM y HH:mm", locale=_current_locale())


@register.filter
def clock(value: datetime) -> str:
    """`14:05:31 WIB`: when numbers were read, in Jakarta time (G-1)."""
    return format_datetime(timezone.localtime(value), "HH:mm:ss", locale=ENGLISH_DAY_FIRST) + " WIB"


@register.simple_tag
def as_of(read_at: datetime | None = None) -> SafeString:
    """`as of 14:05:31 WIB`: when the numbers beside it were read, now unless it is given."""
    read_at = timezone.localtime(read_at)
    return format_html(
        '<span class="as-of">{} <time datetime="{}">{}</time></span>',
        _("as of"),
        read_at.isoformat(timespec="seconds"),
        clock(read_at),
    )


def _current_locale() -> Locale:
    return _locale(get_language())


def _locale(language: str | None) -> Locale:
    return INDONESIAN if (language or "").startswith("id") else ENGLISH_DAY_FIRST

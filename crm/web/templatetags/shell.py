"""What the page frame and the components need beyond Django's own tags."""

from collections.abc import Hashable
from decimal import Decimal
from functools import lru_cache

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language

from crm.web.cached_reverse import cached_reverse, cached_reverse_of
from crm.web.forms.reasons import LONGEST_REASON
from crm.web.preferences import THEME_COOKIE, THEMES

register = template.Library()

register.simple_tag(cached_reverse)
register.simple_tag(cached_reverse_of)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> str:
    """A decorative icon out of static/icons.svg; what it means must stand beside it as text."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def badge(name: str, value: str | None) -> str:
    """The component `name` for its one value: kind, status or role. Made once a language."""
    return _badge(name, value, get_language())


@lru_cache(maxsize=256)
def _badge(name: str, value: str | None, language: str) -> str:
    return render_to_string(f"components/{name}.html", {name: value})


@register.simple_tag
def unchanging(name: str, **values: Hashable) -> str:
    """A template that is given these values alone. Made once for them and a language.

    So it says the same on every page, and to everybody for whom they are the same.
    """
    render = _unchanging.__wrapped__ if settings.DEBUG else _unchanging
    return render(name, get_language(), **values)


@lru_cache(maxsize=256)
def _unchanging(name: str, _language: str, **values: Hashable) -> str:
    return render_to_string(name, values)


@register.simple_tag
def opens(url: str, text: str) -> str:
    """A number that opens its records, or only the number where there is no way to them."""
    if not url:
        return text
    return format_html('<a class="link link-hover" href="{}">{}</a>', url, text)


@register.simple_tag
def longest_reason() -> int:
    """How many characters of a reason are stored."""
    return LONGEST_REASON


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """`light`, `dark` or `system`: the account's choice, else the cookie's."""
    request = context.get("request")
    if request is None:
        return "system"
    chosen = getattr(context.get("user"), "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"


@register.simple_tag(takes_context=True)
def remembered(context: Context, name: str) -> str:
    """What this browser has kept under `name` (static/src/js/preferences.js), else nothing."""
    request = context.get("request")
    return request.COOKIES.get(name, "") if request else ""


@register.simple_tag(takes_context=True)
def closed_groups(context: Context) -> frozenset[str]:
    """The ids of the sidebar groups that this browser has closed."""
    return frozenset(remembered(context, "closed_groups").split("."))


@register.filter
def capped(number: int | None, most: int = 99) -> str:
    """Nothing for zero, `99+` above `most` (NO-3, NO-4)."""
    if not number:
        return ""
    return f"{most}+" if number > most else str(number)


@register.filter
def trend_direction(change: Decimal | float | None) -> str:
    """`up`, `down` or `flat` for a change in percent."""
    if not change:
        return "flat"
    return "up" if change > 0 else "down"

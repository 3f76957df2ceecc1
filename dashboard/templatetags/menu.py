"""The links of the menu. Written in one go: every page has all of them."""

from functools import lru_cache

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from crm.web.templatetags.shell import capped, icon
from dashboard.navigation.sidebar import MenuItem

register = template.Library()

CURRENT = SafeString(' aria-current="page"')


@register.simple_tag
def menu_link(item: MenuItem) -> SafeString:
    """An item of the sidebar with what waits there."""
    frame = _frame(item.url, item.label, item.icon, item.key)
    return format_html(frame, current=CURRENT if item.active else "", count=_count(item))


@lru_cache
def _frame(url: str, label: str, name: str, key: str) -> str:
    """A link for format_html: nothing in it was typed by anybody."""
    label, go = escape(label), f' data-go="{key}"' if key else ""
    return (
        f'<a class="sidebar-link" href="{url}"{{current}}{go} title="{label}">'
        f'{icon(name)}<span class="sidebar-label">{label}</span>{{count}}</a>'
    )


def _count(item: MenuItem) -> str:
    if item.badge is None:
        return ""
    text = capped(item.badge)
    return format_html('<span id="badge-{}" class="count">{}</span>', item.page, text)

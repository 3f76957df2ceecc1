"""What a badge reply and a page show, read out of their HTML."""

import re
from html import unescape

COUNT = re.compile(r'<span id="(badge-\w+|unread)" class="count"[^>]*>([^<]*)</span>')
LINK = re.compile(r'<a class="sidebar-link" href="([^"]+)"( aria-current="page")?[^>]*>')


def counts(response) -> dict[str, str]:
    """The text of each count by the id of its element."""
    return dict(COUNT.findall(response.content.decode()))


def menu(response) -> list[str]:
    """The addresses of the menu's items, in order."""
    return [unescape(url) for url, _ in _menu_links(response)]


def here(response) -> list[str]:
    """The menu's items that are marked as the page one is on."""
    return [url for url, active in _menu_links(response) if active]


def _menu_links(response):
    side = response.content.decode().partition('id="sidebar"')[2].partition("</nav>")[0]
    return LINK.findall(side)

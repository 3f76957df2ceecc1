"""What a badge reply and a page show."""

from django.http import HttpResponse

from tests.parsed import Part, parsed


def counts(response: HttpResponse) -> dict[str, str]:
    """The text of each count by the id of its element."""
    spans = parsed(response).all("span")
    return {span["id"]: span.text for span in spans if _is_count(span.get("id"))}


def menu(response: HttpResponse) -> list[str]:
    """The addresses of the menu's items, in order."""
    return [link["href"] for link in _menu_links(response)]


def here(response: HttpResponse) -> list[str]:
    """The menu's items that are marked as the page one is on."""
    return [link["href"] for link in _menu_links(response) if link.get("aria-current") == "page"]


def _is_count(name: str) -> bool:
    return name == "unread" or name.startswith("badge-")


def _menu_links(response: HttpResponse) -> list[Part]:
    (sidebar,) = parsed(response).all("nav", id="sidebar")
    return sidebar.all("a", **{"class": "sidebar-link"})

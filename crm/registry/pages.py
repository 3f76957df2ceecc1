"""Every page that can be blocked for an admin (RO-5). A test holds them against the URLs."""

from django.utils.functional import Promise

# What people call it, by the id that access rules name; in the order of the menu.
PAGES: dict[str, str | Promise] = {}
_places: dict[str, int] = {}


def register(page: str, label: str | Promise, place: int) -> None:
    """Let a master admin block `page` for an admin; `place` says where it stands in the list.

    Raises ValueError if another app has a page of that id.
    """
    if page in PAGES:
        raise ValueError(f"the page {page!r} is registered twice")
    _places[page] = place
    PAGES[page] = label
    ordered = sorted(PAGES.items(), key=lambda item: _places[item[0]])
    PAGES.clear()
    PAGES.update(ordered)

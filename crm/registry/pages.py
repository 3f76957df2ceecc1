"""Every page that can be blocked for an admin (RO-5). A test holds them against the URLs."""

from django.conf import settings
from django.utils.functional import Promise

# What people call it, by the id that access rules name; in the order of the menu.
PAGES: dict[str, str | Promise] = {}
_places: dict[str, int] = {}
# The name of the setting that a page is there by, of those that may be switched off.
_settings: dict[str, str] = {}


def register(page: str, label: str | Promise, place: int, *, setting: str = "") -> None:
    """Let a master admin block `page` for an admin; `place` says where it stands in the list.

    While `setting` is off the page is not there, for anybody. Raises ValueError if another app has
    a page of that id.
    """
    if page in PAGES:
        raise ValueError(f"the page {page!r} is registered twice")
    if setting:
        _settings[page] = setting
    _places[page] = place
    PAGES[page] = label
    ordered = sorted(PAGES.items(), key=lambda item: _places[item[0]])
    PAGES.clear()
    PAGES.update(ordered)


def is_there(page: str | None) -> bool:
    """Whether the page is there: not while the setting that it needs is off."""
    return page not in _settings or getattr(settings, _settings[page])

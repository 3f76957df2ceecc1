"""The entries of the menu, the pages that only the palette names, the installed app's shortcuts."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The groups of the menu in their order: what people do there. Apps join one; a new one is a line.
GROUPS: dict[str, str | Promise] = {
    "overview": _("Overview"),
    "work": _("Work"),
    "members": _("Members"),
    "loyalty": _("Loyalty"),
    "leave": _("Leave and attendance"),
    "check": _("Check"),
    "earnings": _("Earnings"),
    "manage": _("Manage"),
}


class Often(NamedTuple):
    """The place of an entry among those used most, smallest first; 0: not among them."""

    staff: int = 0
    admins: int = 0


class MenuEntry(NamedTuple):
    """A page as the menu and the palette name it."""

    view: str
    icon: str
    label: str | Promise
    # The key that opens it after a `g`; `n` works alone (static/src/js/keys.js).
    key: str = ""
    # The one role that it is for; anybody who may open it, when empty.
    only: str = ""
    # The most used of those that a person may open stand at the foot of a phone.
    often: Often = Often()
    # Whose count stands beside it, if not its page's (crm/registry/queues.py).
    badge: str = ""


class Shortcut(NamedTuple):
    """What a long press on the icon of the installed app offers."""

    view: str
    label: str | Promise


_entries: dict[str, list[tuple[int, MenuEntry]]] = {group: [] for group in GROUPS}
# Pages that the menu does not name.
OTHER_PAGES: list[MenuEntry] = []
SHORTCUTS: list[Shortcut] = []


def register(group: str, place: int, entry: MenuEntry) -> None:
    """Put an entry into a group of the menu; of two, the smaller `place` stands first."""
    _entries[group].append((place, entry))
    _entries[group].sort(key=lambda pair: pair[0])


def register_other(*entries: MenuEntry) -> None:
    """Let the palette find pages that the menu does not name."""
    OTHER_PAGES.extend(entries)


def register_shortcut(view: str, label: str | Promise) -> None:
    """Offer a page on the icon of the installed app."""
    SHORTCUTS.append(Shortcut(view, label))


def groups() -> list[tuple[str, str | Promise, list[MenuEntry]]]:
    """The menu: id, label and entries of each group, in their order."""
    return [(name, label, _in_order(name)) for name, label in GROUPS.items()]


def entries() -> list[MenuEntry]:
    """All entries of the menu in its order."""
    return [entry for name in GROUPS for entry in _in_order(name)]


def _in_order(group: str) -> list[MenuEntry]:
    return [entry for _place, entry in _entries[group]]

"""How an account wants its lists: which columns, how close the rows. Kept in User.list_layout."""

from dataclasses import dataclass

from django.utils.functional import Promise

from crm.filters.lists import LISTS
from crm.staff.models import User

DENSITIES = ("comfortable", "compact")


@dataclass(frozen=True)
class Layout:
    """One list as one account sees it."""

    page: str
    hidden: frozenset[str]
    density: str

    @property
    def columns(self) -> list[tuple[str, str | Promise, bool]]:
        """What may be hidden: name, label, and whether it is visible."""
        optional = LISTS[self.page].columns.items()
        return [(name, label, name not in self.hidden) for name, label in optional]


def layout_of(user: User, page: str) -> Layout:
    """The account's choice; everything shown and comfortable until it has made one."""
    kept = user.list_layout or {}
    hidden = kept.get("hidden", {}).get(page, ())
    return Layout(page, frozenset(hidden), kept.get("density", DENSITIES[0]))


def keep(user: User, page: str, visible: set[str], density: str) -> None:
    """Remember which of a list's columns are visible, and the density of all lists."""
    kept = user.list_layout or {}
    hidden = [name for name in LISTS[page].columns if name not in visible]
    layout = {"density": density, "hidden": kept.get("hidden", {}) | {page: hidden}}
    User.objects.filter(pk=user.pk).update(list_layout=layout)

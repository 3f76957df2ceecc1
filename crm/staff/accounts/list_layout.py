"""How an account wants its lists: which columns, how close the rows. Kept in User.list_layout."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm.staff.models import User

DENSITIES = ("comfortable", "compact")


@dataclass(frozen=True)
class ListLayout:
    """One list as one account sees it."""

    page: str
    hidden: frozenset[str]
    density: str


def layout_of(user: User, page: str) -> ListLayout:
    """The account's choice; everything shown and comfortable until it has made one."""
    kept = user.list_layout or {}
    hidden = kept.get("hidden", {}).get(page, ())
    return ListLayout(page, frozenset(hidden), kept.get("density", DENSITIES[0]))


def keep(user: User, page: str, hidden: Iterable[str], density: str) -> None:
    """Remember which of a list's columns are hidden, and the density of all lists."""
    kept = user.list_layout or {}
    layout = {"density": density, "hidden": kept.get("hidden", {}) | {page: list(hidden)}}
    User.objects.filter(pk=user.pk).update(list_layout=layout)

"""The menu: what this person may open, where they are, and what waits there (NO-4)."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.http import HttpRequest

from crm.mongo.unions import read_union
from crm.registry import menu
from crm.registry.menu import MenuEntry
from crm.staff.access import OPEN_TO_ALL, is_open, rule_of
from crm.staff.models import User
from crm.web.cached_reverse import cached_reverse
from crm.witness.reads import alarm_of, open_alarm_part, sentence
from dashboard.navigation import badges
from dashboard.status.integrity import Integrity, integrity_of, query
from omset.demo.accounts import demo_part

# No page has this name.
INTEGRITY = "integrity"
# Neither have these.
ALARM, DEMO = "alarm", "demo"
# How many pages fit the foot of a phone.
MOST_USED = 5


class MenuItem(NamedTuple):
    """A page of the menu as this request shows it."""

    url: str
    label: str
    icon: str
    key: str
    page: str
    # How much waits there; None where nothing is ever counted.
    badge: int | None
    active: bool


class MenuGroup(NamedTuple):
    """Items of the menu under one heading; `id` is what a browser remembers it by."""

    id: str
    label: str
    items: tuple[MenuItem, ...]

    @property
    def waiting(self) -> int:
        """What waits on all its pages, for a group that is closed."""
        return sum(item.badge or 0 for item in self.items)


class Sidebar:
    """What stands around every page.

    Asks the database only when a template prints it: a fragment costs nothing.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.match = request, request.resolver_match

    @cached_property
    def user(self) -> User | None:
        """Who is signed in; None for a visitor."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def groups(self) -> tuple[MenuGroup, ...]:
        """The menu's groups with the items that this person may open; none when signed out."""
        if self.user is None:
            return ()
        groups = (
            MenuGroup(id=name, label=str(label), items=self._items(self.user, entries))
            for name, label, entries in menu.groups()
        )
        return tuple(group for group in groups if group.items)

    @cached_property
    def most_used(self) -> tuple[MenuItem, ...]:
        """The pages of the menu that this person uses most, for the foot of a phone."""
        return () if self.user is None else self._items(self.user, most_used(self.user))

    @cached_property
    def counts(self) -> dict[str, int]:
        """What waits, by page id."""
        return {page: count for page, count in self._counted.items() if page != badges.UNREAD}

    @cached_property
    def unread(self) -> int:
        """The number on the bell."""
        return self._counted.get(badges.UNREAD, 0)

    @cached_property
    def integrity(self) -> Integrity | None:
        """Whether the numbers agree with the ledger, for those who may open the details."""
        return integrity_of(self._rows[INTEGRITY]) if INTEGRITY in self._rows else None

    @cached_property
    def alarm(self) -> str:
        """What the witness says to all admins, in a sentence; "" where it says nothing."""
        alarm = alarm_of(self._rows.get(ALARM, []))
        return sentence(alarm) if alarm else ""

    @cached_property
    def is_demo(self) -> bool:
        """Whether people and numbers are made up, which every page says (LI-19)."""
        return bool(self._rows.get(DEMO))

    @cached_property
    def _counted(self) -> dict[str, int]:
        others = (INTEGRITY, ALARM, DEMO)
        rows_by_page = {name: rows for name, rows in self._rows.items() if name not in others}
        return badges.counts_of(rows_by_page)

    @cached_property
    def _rows(self) -> dict[str, list[dict]]:
        """What the page's frame is made of, read with one command."""
        if self.user is None:
            return {}
        queries = badges.queries(self.user) | {DEMO: demo_part()}
        if is_open(self.user, "dashboard:status"):
            queries[INTEGRITY] = query()
        if self.user.is_admin:
            queries[ALARM] = open_alarm_part()
        return read_union(queries)

    def _items(self, user: User, entries: Iterable[MenuEntry]) -> tuple[MenuItem, ...]:
        return tuple(self._item(entry) for entry in entries if is_for(user, entry))

    def _item(self, entry: MenuEntry) -> MenuItem:
        page = entry.badge or rule_of(entry.view).page or ""
        return MenuItem(
            url=cached_reverse(entry.view),
            label=str(entry.label),
            icon=entry.icon,
            key=entry.key,
            page=page,
            badge=self.counts.get(page),
            active=entry.view == self._here,
        )

    @cached_property
    def _here(self) -> str | None:
        """The menu's view for this request: the very one, else the first of the same page."""
        if self.match is None:
            return None
        views = [entry.view for entry in menu.entries()]
        if self.match.view_name in views:
            return self.match.view_name
        page = getattr(self.match.func, "access", OPEN_TO_ALL).page
        return next((view for view in views if page and rule_of(view).page == page), None)


def allowed(user: User) -> list[MenuEntry]:
    """The entries of the menu that this person may open (RO-5)."""
    return [entry for entry in menu.entries() if is_for(user, entry)]


def most_used(user: User) -> list[MenuEntry]:
    """The MOST_USED entries that people of this role use most, of those this person may open."""
    often = [(_often(user, entry), entry) for entry in allowed(user)]
    ranked = sorted((pair for pair in often if pair[0]), key=lambda pair: pair[0])
    return [entry for _place, entry in ranked[:MOST_USED]]


def _often(user: User, entry: MenuEntry) -> int:
    return entry.often.admins if user.is_admin else entry.often.staff


def is_for(user: User, entry: MenuEntry) -> bool:
    """True if the menu of this person has the entry: it may be opened and is for their role."""
    return entry.only in ("", user.role) and is_open(user, entry.view)


def sidebar_of(request: HttpRequest) -> Sidebar:
    """The one sidebar of a request, so that its counts are read once."""
    return vars(request).setdefault("sidebar", Sidebar(request))


def sidebar(request: HttpRequest) -> dict[str, Sidebar]:
    """Context processor: `sidebar` for templates/sidebar.html and topbar.html."""
    return {"sidebar": sidebar_of(request)}

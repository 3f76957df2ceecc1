"""Keeping a filter under a name, alone or for everybody."""

from functools import cached_property
from operator import attrgetter

from bson import ObjectId
from django.db import IntegrityError

from crm.filters.lists import LISTS
from crm.filters.models import LONGEST_NAME, SavedFilter
from crm.mongo.stored import all_stored
from crm.staff.models import User
from crm.staff.rules import roles
from crm.staff.rules.names import clean_name
from crm.web.cached_reverse import cached_reverse_of

MOST_OF_ONE = 30


class BadName(Exception):
    """No name, or too long a one."""


class FilterNameTaken(Exception):
    """The person has a filter of that name for the list."""


class TooManyFilters(Exception):
    """The person keeps as many as one may."""


class NotAllowed(Exception):
    """Only admins share."""


class SavedFilters:
    """The filters that one person finds at a list; reads them when a template prints them."""

    def __init__(self, user: User, page: str, query: str) -> None:
        self.user, self.page, self.query = user, page, LISTS[page].normalised(query)

    @cached_property
    def rows(self) -> list[SavedFilter]:
        """Own ones and shared ones, by their names."""
        return sorted(_visible_to(self.user, self.page), key=attrgetter("name_key"))

    @property
    def manageable(self) -> list[SavedFilter]:
        """Those that this person can do something about: own ones, and for admins shared ones."""
        return [row for row in self.rows if self.user.is_admin or row.owner_id == self.user.pk]


def save(owner: User, page: str, name: str, query: str, *, shared: bool = False) -> SavedFilter:
    """Keep a filter. Raises BadName, FilterNameTaken, TooManyFilters, NotAllowed if staff share."""
    _check_name(name)
    if shared and not owner.is_admin:
        raise NotAllowed
    if SavedFilter.objects.filter(owner=owner, page=page)[:MOST_OF_ONE].count() == MOST_OF_ONE:
        raise TooManyFilters
    query = LISTS[page].normalised(query)
    return _store(SavedFilter(owner=owner, page=page, name=name, query=query, is_shared=shared))


def rename(row: SavedFilter, name: str) -> SavedFilter:
    """Give a filter another name. Raises BadName, FilterNameTaken."""
    _check_name(name)
    row.name = name
    return _store(row)


def share(row: SavedFilter, *, by: User, shared: bool) -> None:
    """Let everybody find it, or only its owner again. Raises NotAllowed if staff share."""
    if shared and not by.is_admin:
        raise NotAllowed
    SavedFilter.objects.filter(pk=row.pk).update(is_shared=shared)


def url_of(row: SavedFilter) -> str:
    """Where the list opens with the filter; by way of a page of its own if it names somebody."""
    return LISTS[row.page].address(row.query) or cached_reverse_of("filters:open", str(row.pk))


def _visible_to(user: User, page: str) -> list[SavedFilter]:
    """A person's own filters of a list, and those that an admin shares with everybody.

    Whoever shared one and is no admin any more shares nothing, nor do they mark theirs as shared.
    """
    either = [{"page": page, "owner_id": user.pk}, {"page": page, "is_shared": True}]
    rows = all_stored(SavedFilter, {"$or": either})
    sharing = _who_shares(user, {row.owner_id for row in rows if row.is_shared})
    for row in rows:
        row.is_shared = row.is_shared and row.owner_id in sharing
    return [row for row in rows if row.is_shared or row.owner_id == user.pk]


def _who_shares(user: User, owners: set[ObjectId]) -> set[ObjectId]:
    """Those of the owners who may share, deactivated ones too; asks about others only."""
    own, others = owners & {user.pk}, list(owners - {user.pk})
    admins = {"_id": {"$in": others}, "role": {"$in": list(roles.ADMIN_ROLES)}}
    sharing = {person.pk for person in all_stored(User, admins)} if others else set()
    return sharing | own if user.is_admin else sharing


def _check_name(name: str) -> None:
    if not clean_name(name) or len(clean_name(name)) > LONGEST_NAME or "\0" in name:
        raise BadName


def _store(row: SavedFilter) -> SavedFilter:
    try:
        row.save()
    except IntegrityError as error:
        raise FilterNameTaken from error
    return row

"""Who the buyers of a run are: members by name, others by card number or customer (LF-9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from crm.mongo.rows import object_id
from crm.staff.models import User
from loyalty.members.visible import own_member_ids
from loyalty.models import Member
from loyalty.rules.rfm.segments import ScoredBuyer
from loyalty.segments.purchases import CARD, CUSTOMER, MEMBER
from loyalty.segments.stored import scored_buyer

SORTS = {MEMBER: _("Loyalty member"), CUSTOMER: _("Customer"), CARD: _("Card")}


@dataclass(frozen=True)
class ListedBuyer:
    """A row of a run, and who it is."""

    pk: ObjectId
    scored: ScoredBuyer
    # Which of SORTS.
    sort: str
    text: str
    # Of a member, and whom a merge has made of them.
    member: Member | None = None
    merged_into: Member | None = None

    @property
    def sort_label(self) -> str:
        return str(SORTS[self.sort])


def keys_for(user: User) -> list[str] | None:
    """The buyers that somebody may see: None for all, to admins; staff see their own members."""
    if user.is_admin:
        return None
    return [f"{MEMBER}{pk}" for pk in sorted(own_member_ids(user))]


def listed_buyers(rows: Iterable[Mapping[str, Any]]) -> list[ListedBuyer]:
    """Stored rows with who they are, read at once."""
    rows = list(rows)
    members = _members(rows)
    return [_listed(row, members) for row in rows]


def parted(key: str) -> tuple[str, str]:
    """Which sort of buyer a key names, and the rest of it."""
    sort = next(sort for sort in SORTS if key.startswith(sort))
    return sort, key.removeprefix(sort)


def _listed(row: Mapping[str, Any], members: Mapping[ObjectId, Member]) -> ListedBuyer:
    sort, text = parted(row["buyer"])
    member = members.get(ObjectId(text)) if sort == MEMBER else None
    into = members.get(member.merged_into_id) if member and member.merged_into_id else None
    name = str(member) if member else text
    return ListedBuyer(row["_id"], scored_buyer(row), sort, name, member, into)


def _members(rows: Iterable[Mapping[str, Any]]) -> dict[ObjectId, Member]:
    """The members among them, and those into whom some of them were merged."""
    pairs = (parted(row["buyer"]) for row in rows)
    ids = {pk for sort, text in pairs if sort == MEMBER and (pk := object_id(text))}
    members = Member.objects.in_bulk(list(ids)) if ids else {}
    into = {each.merged_into_id for each in members.values() if each.merged_into_id}
    return members | (Member.objects.in_bulk(list(into)) if into else {})

"""The addresses by which tills and staff bring members (LM-17)."""

import secrets
from typing import NamedTuple

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.rows import aggregate, collection, current_session
from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.staff.models import User
from loyalty.members.errors import MemberRefused
from loyalty.models import Member, Programme, Store, StoreState, Till, TillState
from loyalty.models.accounts import Attribution, JoinLink

TOKEN_BYTES = 16


class Bringer(NamedTuple):
    """Who brings a member: a till in its store, or a staff member."""

    programme: Programme
    till: Till | None = None
    staff: User | None = None

    @property
    def store(self) -> Store | None:
        return self.till.store if self.till else None

    @property
    def is_active(self) -> bool:
        """Whether members may come by it: store, till and staff member are at work."""
        if self.till:
            is_open = self.till.store.state == StoreState.ACTIVE
            return is_open and self.till.state == TillState.ACTIVE
        return self.staff is not None and self.staff.is_active

    @property
    def ids(self) -> dict[str, ObjectId | None]:
        """How rows name it."""
        return {
            "till_id": self.till.pk if self.till else None,
            "staff_id": self.staff.pk if self.staff else None,
        }

    @property
    def id(self) -> ObjectId:
        """The one of the till or of the staff member."""
        either = self.till or self.staff
        assert either is not None
        return either.pk

    @property
    def key(self) -> str:
        """What its link is stored under."""
        return f"{self.programme.pk}:{self.id}"

    def __str__(self) -> str:
        if self.till:
            return _("%(store)s, till %(till)s") % {"store": self.till.store, "till": self.till}
        return str(self.staff)


@transactional
def renew_join_link(bringer: Bringer, *, by: User) -> str:
    """The token of a new link, which takes the place of the one before.

    Raises MemberRefused for a till whose store is in no or another programme.
    """
    if bringer.store and bringer.store.programme_id != bringer.programme.pk:
        raise MemberRefused("till", _("The store does not belong to the programme."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {"programme_id": bringer.programme.pk, **bringer.ids, "token": token}
    collection(JoinLink).update_one(
        {"_id": bringer.key},
        {"$set": row | {"since": timezone.now()}},
        upsert=True,
        session=current_session(),
    )
    subject = bringer.till or bringer.programme
    note_event(subject, "renew join link", by=by, after={"for": str(bringer)})
    return token


def join_link_of(bringer: Bringer) -> JoinLink | None:
    """The link of a till or staff member; None while it has none."""
    return first_stored(JoinLink, {"_id": bringer.key})


def bringer_of(token: str) -> Bringer | None:
    """Who brings members by this address; None for no link, or one that is no longer valid."""
    link = JoinLink.objects.select_related("programme").filter(token=token).first()
    if link is None:
        return None
    bringer = bringer_with(link.programme, till_id=link.till_id, staff_id=link.staff_id)
    return bringer if bringer and bringer.is_active else None


def bringer_with(
    programme: Programme, *, till_id: ObjectId | None = None, staff_id: ObjectId | None = None
) -> Bringer | None:
    """The till or the staff member with this id; None if there is neither."""
    if till_id:
        till = Till.objects.select_related("store").filter(pk=till_id).first()
        return Bringer(programme, till=till) if till else None
    staff = User.objects.filter(pk=staff_id).first() if staff_id else None
    return Bringer(programme, staff=staff) if staff else None


def attribute(member: Member, bringer: Bringer) -> None:
    """Say who has brought a member; who was brought before stays with whoever it was."""
    row = {"programme_id": bringer.programme.pk, **bringer.ids, "at": timezone.now()}
    collection(Attribution).update_one(
        {"_id": member.pk}, {"$setOnInsert": row}, upsert=True, session=current_session()
    )


def brought_by(member: Member) -> Bringer | None:
    """By whose link a member has come; None if by nobody's."""
    row = first_stored(Attribution, {"_id": member.pk})
    if row is None:
        return None
    return bringer_with(member.programme, till_id=row.till_id, staff_id=row.staff_id)


def registrations_by(programme: Programme) -> dict[ObjectId, int]:
    """How many members came by each till and staff member, counted in the database."""
    by = {"$ifNull": ["$till_id", "$staff_id"]}
    pipeline: list[dict] = [
        {"$match": {"programme_id": programme.pk}},
        {"$group": {"_id": {"by": by}, "members": {"$sum": 1}}},
    ]
    return {row["by"]: row["members"] for row in aggregate(Attribution, pipeline)}

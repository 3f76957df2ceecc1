"""Nobody decides about a member record that is their own, also once it no longer looks so (LM-18).

All records that merges have made one are one person's.
"""

from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.staff.models import User
from crm.staff.usage import refer_to
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.models import (
    CardDispute,
    DisputeState,
    Member,
    MemberAccount,
    MemberMerge,
    Programme,
)
from loyalty.rules.identity import email_key


def is_own(person: User, *members: Member) -> bool:
    """Whether one of these records is the person's. One command, and none if it is seen at once.

    It is marked as theirs, or has the e-mail of their account, or its own account has that; so is
    every record that was merged with one.
    """
    email = email_key(person.email or "")
    if any(_is_of(person, email, each.staff_id, each.email_key) for each in members):
        return True
    return any(
        _is_of(person, email, row.get("staff_id"), row.get("email_key", ""))
        for row in _records_of(members)
    )


def refuse_own(person: User, *members: Member, contact: str = "") -> None:
    """Raise MemberRefused if one of these records is the person's own, or the contact is."""
    is_theirs = bool(contact) and email_key(contact) == email_key(person.email or "")
    if is_theirs or is_own(person, *members):
        raise MemberRefused("", _("Nobody decides about their own member record."))


def keep_own(emails: Iterable[tuple[ObjectId, str]]) -> None:
    """Mark locked members whose e-mail goes, or is confirmed, and is a colleague's.

    Each as compared. In the transaction of what is done to it; one command for e-mails of others.
    """
    known = [(pk, key) for pk, key in emails if key]
    if not known:
        return
    keys = sorted({key for _pk, key in known})
    people = {each.email: each for each in User.objects.filter(email__in=keys)}
    for pk, key in known:
        if person := people.get(key):
            _mark(pk, person)


def keep_own_of(person: User, email: str) -> None:
    """The same for every member with the e-mail that goes from a colleague's account, or whose card
    is disputed with it.
    """
    key = email_key(email)
    programmes = list(Programme.objects.values_list("pk", flat=True))
    known = Member.objects.filter(programme__in=programmes, email_key=key)
    accounts = MemberAccount.objects.filter(email_key=key)
    disputes = CardDispute.objects.filter(state=DisputeState.OPEN)
    disputed = [each.member_id for each in disputes if email_key(each.contact) == key]
    ids = [each.values_list("pk", flat=True) for each in (known, accounts)]
    for pk in sorted({*disputed, *ids[0], *ids[1]}):
        lock_member(pk)
        _mark(pk, person)


def _is_of(person: User, email: str, staff_id: ObjectId | None, key: str) -> bool:
    return (staff_id is not None and staff_id == person.pk) or bool(email and key == email)


def _mark(pk: ObjectId, person: User) -> None:
    """Whoever it was marked for by somebody who gave a reason stays."""
    written = collection(Member).update_one(
        {"_id": pk, "staff_id": None}, {"$set": {"staff_id": person.pk}}, session=current_session()
    )
    if written.matched_count:
        refer_to(person)
        after = {"staff": person.name}
        note_event(Member(pk=pk), "mark own", before={"staff": ""}, after=after)


def _records_of(members: Iterable[Member]) -> Iterable[dict[str, Any]]:
    """The rows of all records that are one with these, and of their accounts."""
    member, account = Member._meta.db_table, MemberAccount._meta.db_table
    above = {
        "from": member,
        "startWith": "$merged_into_id",
        "connectFromField": "merged_into_id",
        "connectToField": "_id",
        "as": "above",
    }
    below = {
        "from": MemberMerge._meta.db_table,
        "startWith": {"$concatArrays": [["$_id"], "$above._id"]},
        "connectFromField": "from_member_id",
        "connectToField": "into_member_id",
        "restrictSearchWithMatch": {"is_undone": False},
        "as": "below",
    }
    ids = {"$setUnion": [["$_id"], "$above._id", "$below.from_member_id"]}
    looked_up = {"localField": "ids", "foreignField": "_id"}
    steps: list[dict[str, Any]] = [
        {"$match": {"_id": {"$in": [each.pk for each in members]}}},
        {"$graphLookup": above},
        {"$graphLookup": below},
        {"$project": {"ids": ids}},
        {"$lookup": {"from": member, **looked_up, "as": "members"}},
        {"$lookup": {"from": account, **looked_up, "as": "accounts"}},
        {"$project": {"rows": {"$concatArrays": ["$members", "$accounts"]}}},
        {"$project": {"_id": False, "rows.staff_id": True, "rows.email_key": True}},
    ]
    for found in collection(Member).aggregate(steps, session=current_session()):
        yield from found["rows"]

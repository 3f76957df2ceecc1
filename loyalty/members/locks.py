"""The member's own row, which every verb about them writes first."""

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from loyalty.members.errors import StaleMember
from loyalty.models import Member


def lock_member(pk: ObjectId, version: int | None = None) -> Member:
    """Wait for, or collide with, whatever else is done to the member; how they are now.

    `version` is the one that somebody was looking at. Raises Member.DoesNotExist, StaleMember.
    """
    match = {"_id": pk} if version is None else {"_id": pk, "version": version}
    written = collection(Member).update_one(
        match, {"$inc": {"version": 1}}, session=current_session()
    )
    member = Member.objects.select_related("programme").get(pk=pk)
    if not written.matched_count:
        raise StaleMember(member)
    return member


def lock_both(first: ObjectId, second: ObjectId) -> tuple[Member, Member]:
    """Lock two members, always in one order; as they were named."""
    locked = {pk: lock_member(pk) for pk in sorted({first, second})}
    return locked[first], locked[second]

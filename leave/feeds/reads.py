"""What a secret address answers: an ETag with few commands, the text only when it is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.calendar import add_months, last_day
from crm.mongo.rows import collection, midnight
from crm.mongo.stored import first_stored
from crm.staff.access import is_open
from crm.staff.models import User
from leave.feeds.links import hash_of
from leave.feeds.text import feed_text
from leave.models import CalendarFeed, FeedScope, LeaveRequest, TeamMember
from leave.rules.feed_entries import (
    MONTHS_AHEAD,
    MONTHS_BACK,
    LeaveOfFeed,
    feed_entry,
)

# Whoever may not open it has no feed of it.
CALENDAR = "leave:calendar"
MOST_PEOPLE = 1000
# Raised with each change of what a feed says: programs then read it anew.
FORMAT = 1


@dataclass(frozen=True)
class OpenFeed:
    """A feed that answers, whose leave it has, and the names of these people."""

    feed: CalendarFeed
    owner: User
    people: dict[ObjectId, str]
    first: date
    last: date


def open_feed(token: str) -> OpenFeed | None:
    """The feed of a token; None if there is none (any more). Four commands at most."""
    feed = first_stored(CalendarFeed, {"token_hash": hash_of(token), "revoked_at": None})
    if feed is None:
        return None
    owner = first_stored(User, {"_id": feed.owner_id, "is_active": True})
    if owner is None or not is_open(owner, CALENDAR):
        return None
    today = timezone.localdate()
    first, last = add_months(today, -MONTHS_BACK), last_day(add_months(today, MONTHS_AHEAD))
    return OpenFeed(feed, owner, _people(feed, owner), first, last)


def etag_of(feed: OpenFeed) -> str:
    """Changes with whatever the feed says; one command.

    Requests are never deleted and each change of one raises its version.
    """
    stages: list[dict] = [
        {"$match": _match(feed)},
        {"$group": {"_id": None, "n": {"$sum": 1}, "versions": {"$sum": "$version"}}},
    ]
    rows = list(collection(LeaveRequest).aggregate(stages))
    counts = (rows[0]["n"], rows[0]["versions"]) if rows else (0, 0)
    names = sorted((str(pk), name) for pk, name in feed.people.items())
    facts = (FORMAT, timezone.localdate(), feed.feed.scope, feed.owner.language, names, counts)
    return f'"{sha256(repr(facts).encode()).hexdigest()[:32]}"'


def text_of(feed: OpenFeed) -> bytes:
    """The feed in the active language; one command."""
    now = timezone.now()
    requests = _requests(feed)
    entries = [feed_entry(_leave(each), feed.owner.pk, now) for each in requests]
    own = {str(each.pk): each.get_type_display() for each in requests}
    name = _("My leave") if feed.feed.scope == FeedScope.PERSONAL else _("Leave of the team")
    return feed_text(name, [entry for entry in entries if entry], feed.people, own)


def note_reading(feed: CalendarFeed) -> None:
    """Remember that it was read today: one command a day."""
    today = timezone.localdate()
    if feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)


def _people(feed: CalendarFeed, owner: User) -> dict[ObjectId, str]:
    """Of a team its active members; staff without a team are one, admins see everybody."""
    if feed.scope == FeedScope.PERSONAL:
        return {owner.pk: owner.name}
    # In one answer: the driver's first one ends at 101 rows.
    active = collection(User).find({"is_active": True}, {"name": True}, batch_size=MOST_PEOPLE)
    names = {row["_id"]: row["name"] for row in active.sort("username_key", 1)}
    if owner.is_admin:
        return names
    members = collection(TeamMember).find({}, {"product_id": True}, batch_size=MOST_PEOPLE)
    teams = {row["_id"]: row["product_id"] for row in members}
    return {pk: name for pk, name in names.items() if teams.get(pk) == teams.get(owner.pk)}


def _match(feed: OpenFeed) -> dict:
    return {
        "staff_id": {"$in": list(feed.people)},
        "date": {"$gte": midnight(feed.first), "$lte": midnight(feed.last)},
    }


def _requests(feed: OpenFeed) -> Iterable[LeaveRequest]:
    rows = LeaveRequest.objects.filter(
        staff_id__in=list(feed.people), date__gte=feed.first, date__lte=feed.last
    )
    return rows.defer("reason", "note", "override_reason").order_by("date", "pk")


def _leave(request: LeaveRequest) -> LeaveOfFeed:
    changed_at: datetime = request.decided_at or request.created_at
    return LeaveOfFeed(
        request_id=str(request.pk),
        staff_id=request.staff_id,
        date=request.date,
        starts=request.starts,
        ends=request.ends,
        state=request.state,
        changed_at=changed_at,
        version=request.version,
    )

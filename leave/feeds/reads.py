"""What a secret address answers: an ETag with few commands, the text only when it is needed.

Whatever writes a request counts itself at the person's month (leave/locks.py): feeds go by that.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.calendar import add_months, last_day
from crm.mongo.rows import collection, midnight
from crm.mongo.stored import first_stored
from crm.mongo.unions import UnionPart, read_union
from crm.staff.access import is_open
from crm.staff.models import User
from leave.feeds.links import hash_of
from leave.feeds.text import feed_text
from leave.locks import LEAVE_EVENTS, month_key
from leave.models import (
    CalendarFeed,
    FeedScope,
    LeaveRequest,
    LeaveType,
    StaffMonth,
    TeamMember,
)
from leave.rules.feed_entries import (
    JAKARTA,
    MONTHS_AHEAD,
    MONTHS_BACK,
    LeaveOfFeed,
    feed_entry,
)
from leave.rules.states import State, state_on
from leave.spans import MANY

# Whoever may not open it has no feed of it.
CALENDAR = "leave:calendar"
# Raised with each change of what a feed says: programs then read it anew.
FORMAT = 2
COLUMNS = (
    *("staff_id", "date", "type", "starts", "ends", "status", "decide_by", "version"),
    *("decided_at", "created_at"),
)


@dataclass(frozen=True)
class OpenFeed:
    """A feed that answers, whose leave it has, and the names of these people."""

    feed: CalendarFeed
    owner: User
    people: dict[ObjectId, str]
    today: date
    # The days that it is about.
    first: date
    last: date
    # How often a request of these people for those months was written.
    leave_events: int


def open_feed(token: str) -> OpenFeed | None:
    """The feed of a token; None if there is none (any more). Three commands at most."""
    feed = first_stored(CalendarFeed, {"token_hash": hash_of(token), "revoked_at": None})
    if feed is None:
        return None
    owner = first_stored(User, {"_id": feed.owner_id, "is_active": True})
    if owner is None or not is_open(owner, CALENDAR):
        return None
    today = timezone.localdate()
    first, last = add_months(today, -MONTHS_BACK), last_day(add_months(today, MONTHS_AHEAD))
    rows = read_union(_parts(feed, owner, first, last))
    people = _people(feed, owner, rows)
    events = {row["_id"]: row["events"] for row in rows["months"]}
    written = sum(events.get(pk, 0) for pk in people)
    return OpenFeed(feed, owner, people, today, first, last, written)


def etag_of(feed: OpenFeed) -> str:
    """Changes with whatever the feed says, and each day; no command."""
    names = sorted((str(pk), name) for pk, name in feed.people.items())
    scope, language = feed.feed.scope, feed.owner.language
    facts = (FORMAT, feed.today, scope, language, names, feed.leave_events)
    return f'"{sha256(repr(facts).encode()).hexdigest()[:32]}"'


def text_of(feed: OpenFeed) -> bytes:
    """The feed in the active language; one command."""
    # All day the same: what was cancelled long ago goes at midnight.
    now = datetime.combine(feed.today, time(), JAKARTA)
    rows = _rows(feed)
    entries = [feed_entry(_leave(row, feed.today), feed.owner.pk, now) for row in rows]
    types = {str(row["_id"]): row["type"] for row in rows if row["staff_id"] == feed.owner.pk}
    own = {pk: str(LeaveType(each).label) for pk, each in types.items()}
    name = _("My leave") if feed.feed.scope == FeedScope.PERSONAL else _("Leave of the team")
    return feed_text(name, [entry for entry in entries if entry], feed.people, own)


def note_reading(feed: CalendarFeed) -> None:
    """Remember that it was read today: one command a day."""
    today = timezone.localdate()
    if feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)


def _parts(feed: CalendarFeed, owner: User, first: date, last: date) -> dict[str, UnionPart]:
    """What a feed is recognised by: how often leave was written; of a team who is in it."""
    months: dict[str, Any] = {"month": {"$gte": month_key(first), "$lte": month_key(last)}}
    if feed.scope == FeedScope.PERSONAL:
        months["staff_id"] = owner.pk
    events = {"$group": {"_id": "$staff_id", "events": {"$sum": f"${LEAVE_EVENTS}"}}}
    written = UnionPart(StaffMonth._meta.db_table, [{"$match": months}, events])
    if feed.scope == FeedScope.PERSONAL:
        return {"months": written}
    active: list[dict] = [
        {"$match": {"is_active": True}},
        {"$sort": {"username_key": 1}},
        {"$project": {"name": 1}},
    ]
    return {
        "teams": UnionPart(TeamMember._meta.db_table, [{"$project": {"product_id": 1}}]),
        "people": UnionPart(User._meta.db_table, active),
        "months": written,
    }


def _people(feed: CalendarFeed, owner: User, rows: dict[str, list[dict]]) -> dict[ObjectId, str]:
    """Of a team its active members; staff without a team are one, admins see everybody."""
    if feed.scope == FeedScope.PERSONAL:
        return {owner.pk: owner.name}
    names = {row["_id"]: row["name"] for row in rows["people"]}
    if owner.is_admin:
        return names
    teams = {row["_id"]: row["product_id"] for row in rows["teams"]}
    return {pk: name for pk, name in names.items() if teams.get(pk) == teams.get(owner.pk)}


def _rows(feed: OpenFeed) -> list[dict]:
    """The requests as they are stored, in the order of their days; nothing that is not said."""
    match = {
        "staff_id": {"$in": list(feed.people)},
        "date": {"$gte": midnight(feed.first), "$lte": midnight(feed.last)},
    }
    rows = collection(LeaveRequest).find(match, dict.fromkeys(COLUMNS, True), batch_size=MANY)
    return rows.sort([("date", 1), ("_id", 1)]).to_list()


def _leave(row: dict, today: date) -> LeaveOfFeed:
    changed_at: datetime = row["decided_at"] or row["created_at"]
    return LeaveOfFeed(
        request_id=str(row["_id"]),
        staff_id=row["staff_id"],
        date=row["date"].date(),
        starts=row["starts"],
        ends=row["ends"],
        state=state_on(State(row["status"]), row["decide_by"].date(), today),
        changed_at=changed_at.replace(tzinfo=UTC),
        version=row["version"],
    )

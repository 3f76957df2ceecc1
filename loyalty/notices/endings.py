"""Points that end within thirty days, and within seven (LA-9)."""

from collections.abc import Iterator
from datetime import date, timedelta

from bson import ObjectId

from crm.mongo.rows import collection, midnight
from loyalty.models import Member, MemberNotice, MemberPoints, MemberState, NoticeSort, Programme
from loyalty.notices.stored import store_once
from loyalty.points.ledger.stock import lots_of
from loyalty.rules.points.lots import Ending

# So many days before it is told, each once; a night that did not run is made up for by the next.
DAYS_BEFORE = (7, 30)
AT_ONCE = 100


def note_endings(programme: Programme, today: date) -> int:
    """Tell each member of each lot that ends within thirty or seven days; how many notices."""
    return sum(store_once(part) for part in _in_parts(programme, today))


def _in_parts(programme: Programme, today: date) -> Iterator[list[MemberNotice]]:
    ids = _with_an_end(programme, today)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        active = Member.objects.filter(pk__in=part, state=MemberState.ACTIVE)
        yield [
            _notice(programme, pk, ending, today)
            for pk in active.values_list("pk", flat=True)
            for ending in lots_of(pk).ending(today, today + timedelta(days=max(DAYS_BEFORE)))
        ]


def _with_an_end(programme: Programme, today: date) -> list[ObjectId]:
    until = midnight(today + timedelta(days=max(DAYS_BEFORE)))
    match = {"next_end": {"$lte": until}, "programme_id": programme.pk}
    return sorted(row["_id"] for row in collection(MemberPoints).find(match, {"_id": True}))


def _notice(programme: Programme, member_id: ObjectId, ending: Ending, today: date) -> MemberNotice:
    days = (ending.last_day - today).days
    before = next(each for each in DAYS_BEFORE if days <= each)
    return MemberNotice(
        key=f"{member_id}:{before}:{ending.last_day}:{ending.source}",
        programme=programme,
        member_id=member_id,
        sort=NoticeSort.ENDING,
        day=ending.last_day,
        points=ending.points,
        days_before=before,
    )

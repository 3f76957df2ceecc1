"""Looking at a cell that is masked: written down and counted; too many a day alarm (DB-10)."""

from typing import cast

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone
from pymongo import ReturnDocument

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import store_new
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.history import note_access
from crm.staff.models import User
from crm.staff.usage import refer_to
from members.batches.rows import stored_row
from members.models import MemberDatabase, Reveal, RevealCount
from members.rules.columns import hidden_columns

# Nobody needs more of them for their work.
MOST_A_DAY = 200
# Who looks at so many reads a database out: nothing more today.
NO_MORE_A_DAY = 2 * MOST_A_DAY


class NothingToReveal(Exception):
    """There is no such cell, or it is not masked for this person."""


class EnoughRevealed(Exception):
    """The person has looked at NO_MORE_A_DAY cells today."""


@transactional
def reveal(row_id: ObjectId, place: int, *, by: User) -> str:
    """The text of the cell in the column at `place` of a row, for an admin.

    Writes who looked at what; the first beyond MOST_A_DAY tells every admin. Raises
    NothingToReveal, EnoughRevealed.
    """
    row = stored_row(row_id)
    if row is None:
        raise NothingToReveal
    database = MemberDatabase.objects.get(pk=row["database_id"])
    hidden = hidden_columns(database.columns, database.kind, is_admin=True)
    if place not in hidden or place >= len(row["cells"]):
        raise NothingToReveal
    refer_to(by)
    day = timezone.localdate()
    number = _next_number(by, day.isoformat())
    if number > NO_MORE_A_DAY:
        raise EnoughRevealed
    seen = Reveal(
        row_id=row_id,
        database_id=row["database_id"],
        column=database.columns[place],
        by=by,
        by_name=by.name,
        day=day,
        number=number,
    )
    store_new([seen])
    note_access("reveal", by, by=by, database=str(row["database_id"]), column=seen.column)
    if number == MOST_A_DAY + 1:
        _alarm(by, day.isoformat())
    return row["cells"][place]


def _next_number(by: User, day: str) -> int:
    row = collection(RevealCount).find_one_and_update(
        {"_id": f"{by.pk}:{day}"},
        {"$inc": {"count": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=current_session(),
    )
    return cast(dict, row)["count"]


def _alarm(by: User, day: str) -> None:
    admins = User.objects.admins().values_list("pk", flat=True)
    notify(
        admins,
        "many-reveals",
        reverse("members:reveals"),
        staff=by.name,
        number=str(MOST_A_DAY),
        date=day,
    )

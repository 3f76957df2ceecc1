"""An admin draws rows for somebody: they are assigned at once, as a batch of theirs."""

from typing import cast

from bson import ObjectId
from django.urls import reverse

from crm.mongo.stored import first_stored
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.models import User
from members.batches.cards import new_batch
from members.databases.pool import lock_pool
from members.databases.turns import turn_at
from members.draws.take import take
from members.models import Draw, DrawPurpose, MemberDatabase, RowStatus


def draw_for(
    staff: User,
    database_id: ObjectId,
    count: int,
    *,
    by: User,
    purpose: DrawPurpose = DrawPurpose.ASSIGNMENT,
) -> Draw:
    """Assign the next `count` rows of a database to `staff`, tell them; return the draw.

    Raises TooFew, NoReceiver, MemberDatabase.DoesNotExist; ValueError for a count below 1.
    """
    with turn_at(database_id):
        return _draw_for(staff, database_id, count, by, purpose)


@transactional
def _draw_for(
    staff: User, database_id: ObjectId, count: int, by: User, purpose: DrawPurpose
) -> Draw:
    pool = lock_pool(database_id)
    database = cast(MemberDatabase, first_stored(MemberDatabase, {"_id": database_id}))
    batch = new_batch(database, staff, by_name=by.name)
    draw = take(pool, staff, count, purpose, by=by, status=RowStatus.ASSIGNED, batch_id=batch.pk)
    words = {"count": str(len(draw.taken)), "database": database.name}
    notify([staff.pk], "rows-approved", reverse("members:mine"), 0, **words)
    return draw

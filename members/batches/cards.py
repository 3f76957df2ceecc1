"""A batch is made, called and pinned."""

from bson import ObjectId

from crm.mongo.stored import store_new
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.staff.usage import refer_to
from members.models import Batch, MemberDatabase


def new_batch(database: MemberDatabase, staff: User, *, by_name: str) -> Batch:
    """Write and return a card of `staff` for rows of `database`. In the transaction that fills it.

    `by_name` is who assigns; crm.audit.record.SYSTEM where nobody does.
    """
    refer_to(staff)
    batch = Batch(
        pk=ObjectId(),
        database=database,
        database_name=database.name,
        kind=database.kind,
        product_id=database.product_id,
        product_name=database.product_name,
        staff=staff,
        staff_name=staff.name,
        created_by_name=by_name,
    )
    store_new([batch])
    return batch


@transactional
def rename_batch(pk: ObjectId, title: str, *, by: User) -> None:
    """Call a batch of one's own `title`; the name of its database when that is empty (WD-1)."""
    Batch.objects.filter(pk=pk, staff_id=by.pk).update(title=title)


@transactional
def pin_batch(pk: ObjectId, *, is_pinned: bool, by: User) -> None:
    """Keep a batch of one's own above the others, or not any more (DB-9)."""
    Batch.objects.filter(pk=pk, staff_id=by.pk).update(is_pinned=is_pinned)

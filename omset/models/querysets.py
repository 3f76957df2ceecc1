"""The questions about deposits that have a name."""

from collections.abc import Iterable
from typing import Self, TypeVar

from bson import ObjectId
from django.db import models

from crm.mongo.transaction import transactional
from crm.staff.models import User
from omset.models.statuses import Status

# The records themselves: their model has these questions, so it stands above them.
Record = TypeVar("Record", bound=models.Model)


class OmsetRecordQuerySet(models.QuerySet[Record]):
    """Deposits, and the ways they are chosen by."""

    @transactional
    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove each row for good by its own delete(), which recounts what it touched."""
        deleted = _delete_each(self)
        return deleted, {self.model._meta.label: deleted}

    # Django asks the method itself; a manager must not offer the removal of everything.
    delete.queryset_only = True  # type: ignore[attr-defined]

    def live(self) -> Self:
        """Everything outside the trash."""
        return self.filter(is_deleted=False)

    def counted(self) -> Self:
        """The records that numbers are made of (OM-4). See also OmsetRecord.is_counted."""
        return self.live().filter(status=Status.APPROVED)

    def pending(self) -> Self:
        """Waiting for approval, outside the trash (OM-7)."""
        return self.live().filter(status=Status.PENDING)

    def trashed(self) -> Self:
        """In the trash (OM-10)."""
        return self.filter(is_deleted=True)

    def group(self, staff_id: ObjectId, key: str, product_id: ObjectId) -> Self:
        """All counted records that decide about each other's kind (OM-12)."""
        return self.counted().filter(staff_id=staff_id, customer_key=key, product_id=product_id)

    def visible_to(self, user: User) -> Self:
        """Staff see their own records, admins all (RO-6)."""
        return self if user.is_admin else self.filter(staff_id=user.pk)


def _delete_each(records: Iterable[models.Model]) -> int:
    return sum(record.delete()[0] for record in records)

"""The ledger: one record a deposit."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from bson import ObjectId
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from crm.web.cached_reverse import cached_reverse_of
from crm.web.forms.reasons import LONGEST_REASON
from members.rules.keys import customer_key
from omset.models.fields import money_field
from omset.models.group_day import GroupDay
from omset.models.querysets import OmsetRecordQuerySet
from omset.models.statuses import DepositorKind, Status
from omset.models.submissions import DepositContent, Submission, submission_of
from omset.rules import classify
from omset.rules.money import cents, deposit_total
from omset.signals import UNNAMED_CHANGE, LedgerEvent, record_writing, record_written


def new_key() -> str:
    """A key that no form has sent, for a record that was not made by one."""
    return uuid.uuid4().hex


@dataclass(kw_only=True)
class RecordWrite:
    """One writing of one record: made by its save() or delete(), and gone when that returns."""

    record: "OmsetRecord"
    event: LedgerEvent
    # Where the stored row counts, which an edit leaves behind; None if there is no row yet.
    left: GroupDay | None
    is_removal: bool = False
    # Filled in before the row is written: the days whose numbers it may change.
    touched_days: frozenset[date] = frozenset()


class OmsetRecord(models.Model):
    """One deposit that a staff member reports for a customer."""

    staff_id: ObjectId
    product_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("staff"),
        on_delete=models.PROTECT,
        db_index=False,
    )
    staff_name = models.CharField(max_length=80, editable=False)
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, db_index=False
    )
    product_name = models.CharField(max_length=60, editable=False)
    date = models.DateField(_("date"))
    customer_id = models.CharField(_("customer"), max_length=120)
    nominal = money_field(_("nominal"))
    multiplier = models.DecimalField(_("multiplier"), max_digits=8, decimal_places=2, default=1)
    note = models.CharField(_("note"), max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.APPROVED)

    # Made from the fields above by save().
    customer_key = models.CharField(max_length=240, editable=False)
    is_tambahan = models.BooleanField(default=False, editable=False)
    total = money_field(_("total"), editable=False)

    # Written only by omset/tallies/tally.py; None while the record is not counted.
    kind = models.CharField(max_length=3, choices=DepositorKind, null=True, editable=False)

    # Why it waits: the colleague's reservation at the time (OM-3).
    conflict = models.JSONField(null=True, editable=False)
    # Why else: the limits that it is beyond (omset/rules/limits.py).
    beyond_limits = models.JSONField(null=True, editable=False)
    decided_by_name = models.CharField(max_length=80, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    is_unseen = models.BooleanField(default=False, editable=False)
    decline_reason = models.CharField(max_length=LONGEST_REASON, blank=True, editable=False)

    is_deleted = models.BooleanField(default=False, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by_name = models.CharField(max_length=80, blank=True, editable=False)

    version = models.IntegerField(default=1, editable=False)
    # The import that brought it; its history event carries the same id.
    batch = models.CharField(max_length=24, blank=True, editable=False)
    # Of its Submission, which is what keeps it from being recorded twice.
    idempotency_key = models.CharField(max_length=80, default=new_key, editable=False)
    created_by_name = models.CharField(max_length=80, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OmsetRecordQuerySet.as_manager()

    # As the row is stored, whatever the fields say by now; None if no row was read whole.
    stored_group_day: GroupDay | None = None

    class Meta:
        indexes = [
            models.Index(fields=["is_deleted", "-date", "-id"], name="omset_by_date"),
            models.Index(fields=["staff", "is_deleted", "-date", "-id"], name="omset_by_staff"),
            models.Index(
                fields=["product", "is_deleted", "-date", "-id"],
                name="omset_by_product",
            ),
            models.Index(fields=["staff", "product", "date"], name="omset_by_cell"),
            models.Index(fields=["staff", "customer_key", "product"], name="omset_by_group"),
            models.Index(fields=["customer_key", "product", "date"], name="omset_by_customer"),
            models.Index(
                fields=["is_deleted", "status", "-date", "-id", "total"],
                name="omset_waiting",
                condition=Q(status="pending"),
            ),
            models.Index(
                fields=["staff", "is_deleted", "status", "-date", "-id", "total"],
                name="omset_waiting_of_staff",
                condition=Q(status="pending"),
            ),
            models.Index(
                fields=["is_deleted", "status", "-date", "-id"],
                name="omset_declined",
                condition=Q(status="declined"),
            ),
            models.Index(
                fields=["is_deleted", "-deleted_at", "-id"],
                name="omset_trash",
                condition=Q(is_deleted=True),
            ),
            # Of what was imported alone.
            models.Index(
                fields=["batch", "-date", "-id"], name="omset_by_batch", condition=Q(batch__gt="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.date}"

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **options: Any,
    ) -> Self:
        record = super().from_db(db, field_names, values, **options)
        if len(field_names) == len(cls._meta.concrete_fields):
            record.stored_group_day = record.group_day
        return record

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet["OmsetRecord"] | None = None,
    ) -> None:
        """Read the row again, with where it counts."""
        super().refresh_from_db(using, fields, from_queryset)
        self.stored_group_day = None if fields else self.group_day

    def save(self, *args: Any, event: LedgerEvent = UNNAMED_CHANGE, **kwargs: Any) -> None:
        """Write the record and every number that depends on it; without `event` as the system."""
        self.make_fields()
        is_new = self._state.adding
        left = None if is_new else self.stored_group_day or self._read_group_day()
        write = RecordWrite(record=self, event=event, left=left)
        if is_new:
            self.pk = self.pk or ObjectId()
            self._add(write, *args, **kwargs | {"force_insert": True})
        else:
            self._change(write)
        self.stored_group_day = self.group_day

    def delete(
        self, *args: Any, event: LedgerEvent = UNNAMED_CHANGE, **kwargs: Any
    ) -> tuple[int, dict[str, int]]:
        """Remove the row for good. The product's own verb for this is omset.ledger.trash.purge."""
        left = self.stored_group_day or self._read_group_day()
        write = RecordWrite(record=self, event=event, left=left, is_removal=True)
        deleted = self._delete(write, self.pk, *args, **kwargs)
        self.pk = None
        return deleted

    def make_fields(self) -> None:
        """Set (unsaved) what follows from what was entered."""
        self.customer_id = self.customer_id.strip()
        self.customer_key = customer_key(self.customer_id)
        self.is_tambahan = classify.is_tambahan(self.note)
        self.nominal, self.multiplier = cents(self.nominal), cents(self.multiplier)
        self.total = deposit_total(self.nominal, self.multiplier)
        self.updated_at = timezone.now()

    @transactional
    def _add(self, write: RecordWrite, *args: Any, **kwargs: Any) -> None:
        """Save a new record with its Submission. Raises IntegrityError if its key is taken."""
        submission = submission_of(self.idempotency_key, self.pk, self.content)
        collection(Submission).insert_one(submission, session=current_session())
        record_writing.send(sender=OmsetRecord, write=write)
        super().save(*args, **kwargs)
        record_written.send(sender=OmsetRecord, write=write)

    @transactional
    def _change(self, write: RecordWrite) -> None:
        record_writing.send(sender=OmsetRecord, write=write)
        self._rewrite(write.left or self.group_day)
        record_written.send(sender=OmsetRecord, write=write)

    @transactional
    def _delete(
        self, write: RecordWrite, pk: ObjectId, *args: Any, **kwargs: Any
    ) -> tuple[int, dict[str, int]]:
        # Django takes the id away from what it has removed: whoever counts names the deposit by it.
        self.pk = pk
        record_writing.send(sender=OmsetRecord, write=write)
        submission = {"_id": self.idempotency_key}
        collection(Submission).delete_one(submission, session=current_session())
        place = {"_id": pk, "staff_id": self.staff_id}
        result = collection(OmsetRecord).delete_one(place, session=current_session())
        record_written.send(sender=OmsetRecord, write=write)
        return result.deleted_count, {self._meta.label: result.deleted_count}

    def _rewrite(self, left: GroupDay) -> None:
        """Write the row where it lies: a cluster moves it only if the whole shard key is said.

        Raises DoesNotExist if it is not there any more, or not where it was read.
        """
        place = {"_id": self.pk, "staff_id": left.staff_id, "date": midnight(left.date)}
        fields = {
            field.column: field.get_db_prep_save(getattr(self, field.attname), connection)
            for field in self._meta.concrete_fields
            if not field.primary_key
        }
        result = collection(OmsetRecord).update_one(
            place, {"$set": fields}, session=current_session()
        )
        if not result.matched_count:
            raise OmsetRecord.DoesNotExist(f"{self.pk} is not stored as it was read")

    def _read_group_day(self) -> GroupDay | None:
        """Where the stored row counts. Only asked of a record that was not read whole."""
        if self.pk is None:
            return None
        fields = OmsetRecord.objects.filter(pk=self.pk).values_list(*GroupDay._fields)
        return next((GroupDay(*values) for values in fields), None)

    def get_absolute_url(self) -> str:
        """The page of the deposit."""
        return cached_reverse_of("omset:record", self.pk)

    def is_visible_to(self, user: User) -> bool:
        """The same idea as OmsetRecordQuerySet.visible_to(), for one record (RO-6)."""
        return user.is_admin or self.staff_id == user.pk

    @property
    def is_counted(self) -> bool:
        """The same idea as OmsetRecordQuerySet.counted(), for one record (OM-4)."""
        return self.status == Status.APPROVED and not self.is_deleted

    @property
    def is_editable(self) -> bool:
        """False once it was declined or deleted (OM-9)."""
        return self.status != Status.DECLINED and not self.is_deleted

    @property
    def is_pending(self) -> bool:
        """True while an admin has to decide about it (OM-7)."""
        return self.status == Status.PENDING

    @property
    def conflict_evidence(self) -> dict[str, Any]:
        """The `conflict` of a record that waits because of one; empty without."""
        return self.conflict or {}

    @property
    def group_day(self) -> GroupDay:
        """Where it counts as its fields are now, stored or not."""
        return GroupDay(self.staff_id, self.product_id, self.customer_key, self.date)

    @property
    def content(self) -> DepositContent:
        """What is told apart when one key is sent again."""
        return DepositContent(
            staff_id=self.staff_id,
            product_id=self.product_id,
            date=self.date,
            customer_id=self.customer_id,
            nominal=self.nominal,
            multiplier=self.multiplier,
            note=self.note,
        )

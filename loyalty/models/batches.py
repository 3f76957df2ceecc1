"""Imports of files, each a batch whose rows are counted (LI-3), and the months that lines cover."""

from typing import Any

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ArrayField, ObjectIdField

from crm.web.forms.reasons import LONGEST_REASON
from loyalty.models.programmes import Programme


class Dataset(models.TextChoices):
    """Which of the three files it is (LI-1)."""

    REGISTRY = "registry", _("Registry")
    SALES = "sales", _("Sales lines")
    RECEIPTS = "receipts", _("Receipts")


class BatchState(models.TextChoices):
    """HELD waits for a master admin (LI-5); only what is COMPLETE counts anywhere.

    FAILED and LOADING go on when the same file is imported again (LI-4).
    """

    READING = "reading", _("Being read")
    REFUSED = "refused", _("Refused")
    HELD = "held", _("Held")
    LOADING = "loading", _("Being loaded")
    FAILED = "failed", _("Failed")
    COMPLETE = "complete", _("Complete")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    CANCELLED = "cancelled", _("Cancelled")


class ImportBatch(models.Model):
    """One import of one file; read = inserted + updated + unchanged + rejected."""

    # By which it is named everywhere, and its rows name it.
    number = models.IntegerField(unique=True)
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    dataset = models.CharField(max_length=8, choices=Dataset)
    state = models.CharField(max_length=9, choices=BatchState, default=BatchState.READING)
    file_name = models.CharField(max_length=255)
    file_size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    # Columns as they were mapped, the snapshot day, whether months are replaced.
    options = models.JSONField(default=dict)
    # Of a registry: the day on which it was true.
    as_of = models.DateField(null=True)
    upload_id = ObjectIdField(null=True)
    by_id: ObjectId | None
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    read = models.IntegerField(default=0)
    inserted = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    repaired = models.IntegerField(default=0)
    remarks = models.IntegerField(default=0)
    # How many rows of each field have which reason, and the first of them.
    reasons = models.JSONField(default=list)
    first_rejects = models.JSONField(default=list)
    rejects_id = ObjectIdField(null=True)
    # Columns of the file that nothing was kept of (LM-7).
    columns_not_kept = ArrayField(models.CharField(max_length=200), default=list)
    # Why it is held, refused or failed.
    problem = models.TextField(blank=True)
    accepted_by_name = models.CharField(max_length=80, blank=True)
    accept_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # Counted in the database when it was complete, and proven by them (LW-5).
    rows = models.IntegerField(default=0)
    amount = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    points = models.IntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "dataset", "number"], name="batches_of_programme"),
            models.Index(fields=["sha256"], name="batches_of_file"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class SalesMonth(models.Model):
    """Which batch's lines are the ones of a month: both are never counted, nor neither (LI-17).

    Its id is the programme's with the month; swapping two batches is one update of it.
    """

    id = models.CharField(primary_key=True, db_column="_id", max_length=40)
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # YYYYMM.
    month = models.IntegerField()
    # None once every batch that had it is undone.
    batch_number = models.IntegerField(null=True)
    # Those it had before, the last one last: an undo goes back along them.
    earlier_batches = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["programme", "month"], name="months_of_programme")]

    @staticmethod
    def id_of(programme_id: ObjectId, month: int) -> str:
        """The one id of a programme's month."""
        return f"{programme_id}:{month}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.id = self.id_of(self.programme_id, self.month)
        super().save(*args, **kwargs)

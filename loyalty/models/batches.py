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
from loyalty.rules.files.datasets import Dataset


class BatchState(models.TextChoices):
    """READY waits for whoever sent the file, HELD for a master admin (LI-5).

    Only what is COMPLETE counts anywhere.
    FAILED and LOADING go on when the same file is imported again (LI-4).
    """

    READING = "reading", _("Being read")
    REFUSED = "refused", _("Refused")
    READY = "ready", _("Waits to be confirmed")
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
    dataset = models.CharField(max_length=8, choices=[(each.value, each.label) for each in Dataset])
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
    # What a worker does with it now, or has done last.
    job_id = ObjectIdField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
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
    # Why it is held, refused or failed, as loyalty/imports/judging/problems.py says it.
    problem = models.TextField(blank=True)
    # Up to which row of the file everything is stored; an import that goes on begins behind it.
    reached = models.IntegerField(default=0)
    # What the whole file has, by what the database is counted against: rows, amounts, months.
    judged = models.JSONField(null=True)
    seconds = models.FloatField(default=0)
    # Whether figures that follow from it are still to be made; see loyalty/imports/after.py.
    figures_due = models.BooleanField(default=False)
    # How many members an undo has left as they are, by why.
    left_alone = models.JSONField(null=True)
    undone_by_name = models.CharField(max_length=80, blank=True)
    undo_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
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


class ImportLock(models.Model):
    """Who imports or undoes a dataset of a programme: one at a time (loyalty/imports/locks.py)."""

    # The programme's id with the dataset.
    id = models.CharField(primary_key=True, db_column="_id", max_length=40)
    owner = models.CharField(max_length=120)
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    until = models.DateTimeField()


class NoteKind(models.TextChoices):
    """What is said of single rows of a file."""

    REJECTED = "rejected", _("Rejected")
    REPAIRED = "repaired", _("Repaired")
    REMARK = "remark", _("Kept without a field")
    OWN_WORD = "own word", _("Own statement of the member kept")
    OPENING = "opening", _("States another opening")


class RowNote(models.Model):
    """What is said of one row of a batch's file: found by its card too (LI-7)."""

    batch_number = models.IntegerField()
    kind = models.CharField(max_length=8, choices=NoteKind)
    row = models.IntegerField()
    field = models.CharField(max_length=60, blank=True)
    # As crm/imports/reasons.py keeps it, in no language.
    reason = models.TextField(blank=True)
    # What the row says there; of a rejected row nothing: that is in the file of rejects.
    text = models.CharField(max_length=200, blank=True)
    # The card that the row is about, as far as it can be read.
    card = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["batch_number", "kind", "row"], name="notes_of_batch"),
            models.Index(fields=["card", "kind"], name="notes_of_card"),
        ]


class MemberBefore(models.Model):
    """How a registry found a member whom it has changed, so that it can be undone (LI-6)."""

    batch_number = models.IntegerField()
    member_id = ObjectIdField()
    # Whether the row changed anything, or was only seen by another registry before.
    is_change = models.BooleanField(default=True)
    # The version that the member had by it.
    version = models.IntegerField(default=1)
    # The changed columns as they were and as the registry made them.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["batch_number", "member_id"], name="befores_of_batch"),
            models.Index(fields=["member_id"], name="befores_of_member"),
        ]

"""Uploads of rows into members' databases: how the file is read, what became of its rows."""

from typing import ClassVar

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.regions import HOME
from crm.staff.models import Product
from members.models.databases import DatabaseKind


class UploadState(models.TextChoices):
    READING = "reading", _("Being read")
    COLUMNS = "columns", _("Waits for its columns")
    COUNTING = "counting", _("Being counted")
    READY = "ready", _("Ready to upload")
    REFUSED = "refused", _("Cannot be read")
    LOADING = "loading", _("Being uploaded")
    DONE = "done", _("Uploaded")
    CANCELLED = "cancelled", _("Cancelled")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


# What a worker does something with.
WORKED_ON = (UploadState.READING, UploadState.COUNTING, UploadState.LOADING, UploadState.UNDOING)


class MemberImport(models.Model):
    """One file and what became of each of its rows. Kept for good: its rows name it."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    by_name = models.CharField(max_length=80)
    created_at = models.DateTimeField(default=timezone.now)
    # None where a command has read the file of its own machine.
    upload_id = ObjectIdField(null=True)
    file_name = models.CharField(max_length=200)
    # Of the file's bytes and all that was chosen: the same again goes on where it was interrupted.
    identity = models.CharField(max_length=64, blank=True)

    # None until it is opened, when the upload is confirmed.
    database_id = ObjectIdField(null=True)
    database_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=DatabaseKind)
    product_id: ObjectId
    product = models.ForeignKey(Product, models.PROTECT, db_index=False, related_name="+")
    # Where the rows come from, and what allows to write to these people.
    source = models.CharField(max_length=200)
    lawful_basis = models.CharField(max_length=200)

    # How the file is to be read; empty or 0 is found out.
    sheet = models.CharField(max_length=60, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    heading_row = models.IntegerField(default=0)
    # The headings of the file, a hash of their set, and the place of each field among them.
    headings = models.JSONField(default=list)
    headings_key = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict)
    # Where phone numbers belonged when the columns were chosen: what was begun goes on like that.
    phone_region = models.CharField(max_length=2, default=HOME)
    # What is done with a duplicate, by its scope (members/rules/duplicates.py).
    choices = models.JSONField(default=dict)
    # Only the rows that this earlier upload has rejected.
    rerun_of_id = ObjectIdField(null=True)
    # The last further upload of the rows that this one has rejected.
    rerun_id = ObjectIdField(null=True)

    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.READING)
    job_id = ObjectIdField(null=True)
    # Why it cannot be read.
    problem = models.TextField(blank=True)
    # What is shown of the file before it is uploaded, and how many rows it has.
    reading = models.JSONField(null=True)
    rows = models.IntegerField(default=0)
    # How many rows would have which outcome.
    forecast = models.JSONField(null=True)
    # The last row of the file whose outcome is stored, and the outcomes up to there.
    reached = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    # Why rows were rejected: [field, reason, how many].
    reasons = models.JSONField(default=list)
    # The stored file of the rejected rows.
    rejects_id = ObjectIdField(null=True)
    # The stored file of the rows that were left out.
    skipped_id = ObjectIdField(null=True)
    seconds = models.FloatField(default=0.0)
    # How many rows were taken back, and how many stay by why.
    undo = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity"],
                condition=models.Q(state="loading"),
                name="one_open_upload_per_identity",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="uploads_of_members_newest"),
            models.Index(fields=["database_id", "-created_at", "-id"], name="uploads_of_database"),
            models.Index(fields=["headings_key", "-created_at"], name="uploads_by_headings"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def step(self) -> str:
        """Where it is on its way, of all the ways there were: a form sends the one it was of."""
        return f"{self.state}-{self.job_id or ''}"

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has something to do with it."""
        return self.state in WORKED_ON


class RowScopes(models.Model):
    """What was true of the rows of a part of an upload when they were loaded, written with the
    part: by it the outcomes of an upload open their rows.

    What is known of a customer changes: nobody could say it later.
    """

    import_id = ObjectIdField()
    # The last row of the part.
    last = models.IntegerField()
    # The numbers of the rows by all that was true of them, in words with a blank between them. A
    # row of which nothing was is in none.
    numbers = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_id", "last"], name="one_list_of_row_scopes")
        ]


class SkippedRows(models.Model):
    """Which rows of a part of an upload were left out, and for what; written with the part.

    What is known of a customer changes: nobody could say it later.
    """

    import_id = ObjectIdField()
    # The last row of the part.
    last = models.IntegerField()
    # [number of the row, its scope] in the order of the file.
    rows = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_id", "last"], name="one_list_of_skipped_rows")
        ]

"""Imports from the page: the file that was sent, how it is understood, what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField


class ImportState(models.TextChoices):
    READING = "reading", _("Being read")
    READY = "ready", _("Ready to import")
    REFUSED = "refused", _("Cannot be read")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    CANCELLED = "cancelled", _("Cancelled")


# What a worker does something with.
UNDER_WAY = (ImportState.READING, ImportState.IMPORTING)


class DepositImport(models.Model):
    """One file and its import. Kept as long as the file; the deposits and their history stay."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    upload_id = ObjectIdField()
    file_name = models.CharField(max_length=200)
    # Names that stand for rows which give none, as on the command line.
    staff = models.CharField(max_length=150, blank=True)
    product = models.CharField(max_length=150, blank=True)
    status = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READING)
    job_id = ObjectIdField(null=True)
    # Why it cannot be read.
    problem = models.TextField(blank=True)
    # How the file is understood (FileReading), and how many rows it has.
    reading = models.JSONField(null=True)
    rows = models.IntegerField(default=0)
    # ImportOutcome, and the stored file of the rows that were not taken.
    outcome = models.JSONField(null=True)
    rejects_id = ObjectIdField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-created_at", "-id"], name="imports_newest")]

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has something to do with it."""
        return self.state in UNDER_WAY

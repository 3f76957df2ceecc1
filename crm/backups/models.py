"""Who was erased, as long as a backup from before may bring them back; what drills came to."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class ErasedKey(models.Model):
    """Somebody who was erased: nothing that names them. Written by crm/backups/erased.py."""

    # The kind and the key.
    id = models.CharField(primary_key=True, db_column="_id", max_length=120)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    # What it takes to erase them again.
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.id


class Drill(models.Model):
    """One restore for practice. Written by crm/backups/drills.py."""

    # The backup's folder, by its name.
    backup = models.CharField(max_length=40)
    # The moment that the backup is of.
    taken_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=timezone.now)
    # How long it took until everything was proved; None where it did not come so far.
    seconds = models.FloatField(null=True)
    well = models.BooleanField(default=False)
    # What was wrong, or why it could not be done.
    problem = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="drills_newest")]

    def __str__(self) -> str:
        return f"{self.backup} {self.well}"

"""Who was erased, as long as a backup from before may bring them back; what drills came to."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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


class Outcome(models.TextChoices):
    """What a drill came to."""

    GOOD = "good", _("Restored and proved")
    BAD = "bad", _("Not restored, or not all of it holds")
    NO_BACKUP = "no backup", _("There was no backup to restore")
    NO_KEY = "no key", _("The backup is encrypted, and its key is not here")
    NOT_ALLOWED = "not allowed", _("The account may not make and drop the database beside")


class Drill(models.Model):
    """One restore for practice. Written by crm/backups/drills.py."""

    # The backup's folder, by its name.
    backup = models.CharField(max_length=40)
    # The moment that the backup is of.
    taken_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=timezone.now)
    # How long it took until everything was proved; None where it did not come so far.
    seconds = models.FloatField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.BAD)
    # The lines of what did not hold.
    problem = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="drills_newest")]

    def __str__(self) -> str:
        return f"{self.backup} {self.outcome}"

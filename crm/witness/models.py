"""What the witness keeps in the database: its entries, the batches that ended, the alarm."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from crm.mongo.append_only import AppendOnlyModel
from crm.web.forms.reasons import LONGEST_REASON


class WitnessEntry(AppendOnlyModel):
    """An entry as the file has it. Only ever added, by crm/witness/comparison/chain.py."""

    number = models.IntegerField(primary_key=True, db_column="_id")
    at = models.DateTimeField()
    reason = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)
    # The line of the file (crm/witness/rules/entries.py).
    line = models.TextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reason", "-number"], name="witness_by_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.reason}"


class WitnessedBatch(models.Model):
    """A batch that has ended, with its rows as they were then."""

    # The kind and the key.
    id = models.CharField(primary_key=True, db_column="_id", max_length=120)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    rows = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    # How many of its rows were lawfully removed, and how many of them before it was counted.
    removed = models.IntegerField(default=0)
    removed_before = models.IntegerField(default=0)
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-counted_at", "-id"], name="witness_newest")]

    def __str__(self) -> str:
        return self.id


class WitnessAlarm(models.Model):
    """That file and database contradict each other, until a master admin has decided about it."""

    # At most one is open.
    is_open = models.BooleanField(default=True)
    verdict = models.CharField(max_length=20)
    entry = models.IntegerField()
    host = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    # As of when the database is; None where that is not what it is about.
    as_of = models.DateTimeField(null=True)
    # [{"kind", "key", "rows"}], and for rows that are gone {"now"} as well.
    batches = models.JSONField(default=list)
    # [[name, before, now]]
    counts = models.JSONField(default=list)
    # The entries of the file that the database does not have: {"first", "last", "hash"}, or {}.
    given_up = models.JSONField(default=dict)
    accepted_at = models.DateTimeField(null=True)
    accepted_by_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_open"], condition=models.Q(is_open=True), name="one_open_alarm"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="witness_alarms_newest")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.entry}"


class PulseLease(models.Model):
    """Which process has written the last pulse, and from when another one is due."""

    id = models.CharField(primary_key=True, db_column="_id", max_length=10, default="pulse")
    owner = models.CharField(max_length=160)
    until = models.DateTimeField()

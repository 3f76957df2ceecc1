"""What was done to the whole ledger by the clock or by hand: checks, purges, nights."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.mongo.append_only import AppendOnlyModel, AppendOnlyQuerySet


class Source(models.TextChoices):
    COMMAND = "command", _("Command line")
    NIGHTLY = "nightly", _("Nightly")
    PAGE = "page", _("By hand")


# The turns of one comparison have one beginning.
NEWEST_FIRST = ("-started_at", "-turn", "-id")


class ReconciliationQuerySet(AppendOnlyQuerySet):
    def conclusive(self) -> Self:
        """The ones that say something about all numbers, or that some are wrong; newest first."""
        conclusive_runs = models.Q(complete=True) | models.Q(drift__gt=0)
        return self.filter(conclusive_runs).order_by(*NEWEST_FIRST)


class Reconciliation(AppendOnlyModel):
    """One comparison of all derived numbers with the ledger. See omset/reconciliation/reconcile.py.

    One that ran out of time is not `complete`; the one that goes on from there has its sums too.
    """

    started_at = models.DateTimeField(default=timezone.now)
    turn = models.IntegerField(default=1)
    milliseconds = models.IntegerField()
    source = models.CharField(max_length=10, choices=Source)
    by_name = models.CharField(max_length=80, blank=True)
    repaired = models.BooleanField()
    complete = models.BooleanField()
    # The last staff member looked at, and how many more there are.
    last_staff = ObjectIdField(null=True)
    staff_left = models.IntegerField(default=0)
    staff = models.IntegerField()
    records = models.IntegerField()
    groups = models.IntegerField(default=0)
    days = models.IntegerField()
    months = models.IntegerField()
    # How many differences there are; the first of them are kept in full.
    drift = models.IntegerField()
    differences = models.JSONField(default=list)

    objects: ClassVar = ReconciliationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=NEWEST_FIRST, name="reconciliations_newest")]

    @property
    def is_wrong(self) -> bool:
        """True if numbers differed and were left as they are."""
        return bool(self.drift) and not self.repaired

    @property
    def more(self) -> int:
        """How many differences are not kept."""
        return self.drift - len(self.differences)

    @property
    def seconds(self) -> float:
        """How long it took, to a tenth."""
        return round(self.milliseconds / 1000, 1)


class PurgeRun(AppendOnlyModel):
    """One removal of many trashed deposits (OM-10, OM-11). See omset/ledger/trash.py."""

    started_at = models.DateTimeField(default=timezone.now)
    # Empty for the clock.
    by_name = models.CharField(max_length=80, blank=True)
    # True if what retention has ended was removed, False if the trash was emptied.
    expired = models.BooleanField()
    purged = models.IntegerField()
    remaining = models.IntegerField()

    objects: ClassVar = AppendOnlyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="purge_run_newest")]


class NightlyRun(models.Model):
    """One Jakarta day's nightly work; the unique day keeps a second host from doing it again."""

    day = models.DateField(unique=True)
    host = models.CharField(max_length=120)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    # What each step did, by its name.
    steps = models.JSONField(default=dict)

    class Meta:
        db_table = "omset_night"

"""Runs of RFM: frozen, with a row for each buyer (LF-7)."""

from typing import Self

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ObjectIdField

from loyalty.models.programmes import Programme
from loyalty.rules.rfm.segments import Segment


class SegmentRunQuerySet(models.QuerySet):
    def whole(self) -> Self:
        """Without those made before a run kept its figures: they say nothing of their buyers."""
        return self.filter(purchases__gt=0)

    def newest_first(self) -> Self:
        """By the day they are about; of two for one day the later one."""
        return self.order_by("-day", "-created_at", "-pk")


class SegmentRun(models.Model):
    """Everybody who has bought up to a day, scored; it is stored after its buyers, and stays."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    day = models.DateField()
    # So many months before the day were looked at; 0 for all.
    months = models.IntegerField(default=0)
    buyers = models.IntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=2)
    purchases = models.IntegerField(default=0)
    # By axis the value at which each score begins.
    beginnings = models.JSONField()
    # As loyalty/segments/stored.py writes and reads them: what each segment comes to, how many
    # are in each cell, and what it takes to change one.
    segments = models.JSONField(null=True)
    cells = models.JSONField(null=True)
    steps = models.JSONField(null=True)
    # Of the purchases behind it.
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    # The only ones that are written later, by loyalty/segments/changes.py.
    is_changed = models.BooleanField(default=False)
    compared_at = models.DateTimeField(null=True)
    # What could change purchases had this state then.
    compared_state = models.CharField(max_length=64, blank=True)

    objects = SegmentRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "day", "months", "fingerprint"], name="one_run_of_the_same"
            )
        ]


class SegmentedBuyer(models.Model):
    """One buyer in a run: a member, or the customer or card that no member is known of."""

    run_id = ObjectIdField()
    # As loyalty/segments/purchases.py names buyers.
    buyer = models.CharField(max_length=260)
    recency = models.IntegerField()
    frequency = models.IntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=2)
    recency_score = models.IntegerField()
    frequency_score = models.IntegerField()
    value_score = models.IntegerField()
    # The three scores as the digits of a number.
    cell = models.IntegerField(default=0)
    segment = models.CharField(
        max_length=19, choices=[(each.value, each.value) for each in Segment]
    )
    # How many of the run's buyers are strictly worse.
    recency_worse = models.IntegerField(default=0)
    frequency_worse = models.IntegerField(default=0)
    value_worse = models.IntegerField(default=0)
    # Of the buyer's purchases, without the name: their part in the run's fingerprint.
    purchases_print = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run_id", "buyer"], name="one_place_a_run_and_buyer")
        ]
        indexes = [
            models.Index(fields=["run_id", "cell", "-value", "id"], name="buyers_by_value"),
        ]

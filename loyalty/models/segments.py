"""Runs of RFM: frozen, with a row for each buyer (LF-7)."""

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ObjectIdField

from loyalty.models.programmes import Programme
from loyalty.rules.rfm.segments import Segment


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
    # By axis the value at which each score begins.
    beginnings = models.JSONField()
    # Of the purchases behind it.
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

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
    segment = models.CharField(
        max_length=19, choices=[(each.value, each.value) for each in Segment]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run_id", "buyer"], name="one_place_a_run_and_buyer")
        ]
        indexes = [
            models.Index(fields=["run_id", "segment", "buyer"], name="buyers_of_segment"),
            models.Index(fields=["buyer"], name="runs_of_buyer"),
        ]

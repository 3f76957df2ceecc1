"""The points ledger: entries that are only ever added, and what they come to (LP-2)."""

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.mongo.append_only import AppendOnlyModel
from crm.web.forms.reasons import LONGEST_REASON
from loyalty.models.members import Member
from loyalty.models.programmes import Programme
from loyalty.rules.points.entries import EntryReason


class MemberPoints(models.Model):
    """What a member's entries come to, and the row that whoever posts for them writes first (LP-6).

    All but `events` is recounted from the entries in the transaction of each posting.
    """

    member_id = ObjectIdField(primary_key=True, db_column="_id")
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # How often it was written; two at once collide here.
    events = models.IntegerField(default=0)
    # How many entries there are: the sequence of the last one.
    entries = models.IntegerField(default=0)
    balance = models.IntegerField(default=0)
    # In a life: openings, purchases and challenges, less what was reversed.
    earned = models.IntegerField(default=0)
    # Redeemed, less what was refunded.
    spent = models.IntegerField(default=0)
    # Expired, less what was given back.
    expired = models.IntegerField(default=0)
    # From then on nothing is held any more; None where nothing ever was (LP-8).
    free_from = models.DateField(null=True)
    # When the first points end that are left; None where none do (LP-12).
    next_end = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "balance"], name="points_of_programme"),
            models.Index(fields=["next_end"], name="points_by_end"),
        ]


class PointsEntry(AppendOnlyModel):
    """Points given or taken, and why. Nothing edits or removes one (LP-2)."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id = ObjectIdField()
    # Which of the member's entries it is.
    sequence = models.IntegerField()
    points = models.IntegerField()
    reason = models.CharField(
        max_length=15, choices=[(each.value, each.value) for each in EntryReason]
    )
    # What it is posted for, as loyalty/points/ledger/sources.py names it.
    source = models.CharField(max_length=160)
    # The business date.
    day = models.DateField()
    posted_at = models.DateTimeField(default=timezone.now)
    # The same in Jakarta's days: a closed day of the account stays (LP-14).
    posted_on = models.DateField()
    hold_days = models.IntegerField(default=0)
    last_day = models.DateField(null=True)
    # Of purchases: the amount, the version's sequence, all that it deserves, and by whom it is
    # said: the till, and whether the version would have given less.
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    # What of the amount earns nothing (LP-4); None for nothing of it.
    excluded = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    version = models.IntegerField(null=True)
    deserved = models.IntegerField(default=0)
    is_stated = models.BooleanField(default=False)
    is_above_computed = models.BooleanField(default=False)
    # What was done to its source, as history calls it, and by whom.
    cause = models.CharField(max_length=30, blank=True)
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member_id", "sequence"], name="entries_in_order")
        ]
        indexes = [
            models.Index(fields=["member_id", "source", "sequence"], name="entries_of_source"),
            models.Index(fields=["programme", "posted_on"], name="entries_by_posting"),
            models.Index(
                fields=["programme", "-posted_at"],
                name="entries_above_computed",
                condition=models.Q(is_above_computed=True),
            ),
        ]


class AdjustmentState(models.TextChoices):
    """WAITING is above the limit: a second admin confirms or refuses it."""

    WAITING = "waiting", _("Waits for a second admin")
    POSTED = "posted", _("Posted")
    REFUSED = "refused", _("Refused")


class PointsAdjustment(models.Model):
    """Points that an admin gives or takes, with the reason that the member reads (LP-11)."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id: ObjectId
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="+")
    points = models.IntegerField()
    # Not in its entry, which nothing changes: it goes when the member is erased.
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    state = models.CharField(max_length=7, choices=AdjustmentState)
    # Of the form, so that one that is sent again is the same adjustment.
    key = models.CharField(max_length=80, unique=True)
    asked_by_id: ObjectId
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    asked_by_name = models.CharField(max_length=80)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-asked_at", "-id"], name="adjustments_by_state"),
            models.Index(fields=["-asked_at", "-id"], name="adjustments_by_time"),
            models.Index(fields=["member", "asked_at"], name="adjustments_of_member"),
        ]


class BuyerLock(models.Model):
    """Where a deposit of a customer who is no member meets the link that makes them one (LP-6).

    Its id is a hash of the programme and the customer's key: it names nobody.
    """

    id = models.CharField(primary_key=True, db_column="_id", max_length=64)
    events = models.IntegerField(default=0)

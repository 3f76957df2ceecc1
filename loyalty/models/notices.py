"""What members were told of what is about to happen (LA-9)."""

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from loyalty.models.programmes import Programme
from loyalty.rules.tiers import LONGEST_NAME

LONGEST_KEY = 240


class NoticeSort(models.TextChoices):
    """Points that end soon; a tier that the calendar is about to take."""

    ENDING = "ending", _("Points end")
    TIER_LOSS = "tier loss", _("Tier is lost")


class NoticeMail(models.TextChoices):
    """WITHHELD stays so: a consent that is given later sends nothing of before."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    WITHHELD = "withheld", _("Not allowed")


class MemberNotice(models.Model):
    """One thing that a member was told, once: its key says of what. Her erasure removes it."""

    # The member with the lot and its last day, or the tier and the day on which it is lost.
    key = models.CharField(primary_key=True, db_column="_id", max_length=LONGEST_KEY)
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id = ObjectIdField()
    sort = models.CharField(max_length=9, choices=NoticeSort)
    # The last day of the points; the first one without the tier.
    day = models.DateField()
    # Of points: how many are left, and how many days before it is told.
    points = models.IntegerField(default=0)
    days_before = models.IntegerField(default=0)
    # Of a tier: which, the one below, and what is missing.
    tier = models.CharField(max_length=LONGEST_NAME, blank=True)
    lower = models.CharField(max_length=LONGEST_NAME, blank=True)
    missing = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    at = models.DateTimeField(default=timezone.now)
    mail = models.CharField(max_length=8, choices=NoticeMail, default=NoticeMail.WAITING)

    class Meta:
        indexes = [
            models.Index(fields=["member_id", "-at"], name="notices_of_member"),
            models.Index(
                fields=["member_id"],
                name="notices_to_mail",
                condition=models.Q(mail=NoticeMail.WAITING),
            ),
        ]

"""What members have reached, with history: tiers, badges and challenges (LP-16 to LP-18)."""

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from loyalty.models.programmes import Programme
from loyalty.rules.achievements.challenges import ChallengeMetric

LONGEST_NAME = 80


class Challenge(models.Model):
    """A target within some days, or in each month from a day on; what it asks stays once begun."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    metric = models.CharField(
        max_length=13, choices=[(each.value, each.value) for each in ChallengeMetric]
    )
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=2)
    points = models.IntegerField(_("points"), default=0)
    # What the badge is called that it gives; empty for none.
    badge = models.CharField(_("badge"), max_length=LONGEST_NAME, blank=True)
    # The tier that a member needs at least; empty for none.
    tier = models.CharField(_("tier"), max_length=40, blank=True)
    is_monthly = models.BooleanField(default=False)
    first = models.DateField(_("from"))
    # The last day that counts: that of the plan, or on which an admin has ended it.
    last = models.DateField(_("to"), null=True)
    is_ended = models.BooleanField(default=False)
    author_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["programme", "first"], name="challenges_of_programme")]

    def __str__(self) -> str:
        return self.name


class AchievementSort(models.TextChoices):
    """What was reached: a badge, or a challenge in one of its periods."""

    BADGE = "badge", _("Badge")
    CHALLENGE = "challenge", _("Challenge")


class Achievement(models.Model):
    """Something that a member reached, and may have lost again. Nothing removes one.

    Reached again it is another row. Written by loyalty/achievements/recount.py alone.
    """

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id = ObjectIdField()
    # Which of the member's achievements it is.
    sequence = models.IntegerField()
    sort = models.CharField(max_length=9, choices=AchievementSort)
    # The metric and least of a badge; the id of a challenge, with its period.
    key = models.CharField(max_length=80)
    # Of a challenge or its badge, what they were called then.
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    points = models.IntegerField(default=0)
    # The business date of the purchase that reached it.
    day = models.DateField()
    is_held = models.BooleanField(default=True)
    awarded_at = models.DateTimeField(default=timezone.now)
    # Verbs of history: what was done to a purchase.
    awarded_cause = models.CharField(max_length=40, blank=True)
    awarded_by_name = models.CharField(max_length=80, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_cause = models.CharField(max_length=40, blank=True)
    revoked_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member_id", "sequence"], name="achievements_in_order")
        ]


class TierChange(models.Model):
    """A member's step to another tier; the last one says which tier it is now. Only ever added.

    Who has none is in the lowest tier. Written by loyalty/achievements/recount.py alone.
    """

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id = ObjectIdField()
    # Which of the member's changes it is.
    sequence = models.IntegerField()
    from_tier = models.CharField(max_length=40)
    to_tier = models.CharField(max_length=40)
    # Upwards that of the purchase that reached it, downwards the day on which it was lost.
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    cause = models.CharField(max_length=40, blank=True)
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member_id", "sequence"], name="tiers_in_order")
        ]

"""The secret addresses at which other programs read the calendar."""

from typing import Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FeedScope(models.TextChoices):
    PERSONAL = "personal", _("My leave")
    TEAM = "team", _("My team")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self) -> Self:
        """Those that answer still."""
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """One address. The secret in it is shown once and stored as its hash alone."""

    owner_id: ObjectId
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    scope = models.CharField(max_length=8, choices=FeedScope)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # A Jakarta date; written once a day.
    last_read_on = models.DateField(null=True)
    # For good.
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "revoked_at"], name="calendar_feeds_of_owner")]

    def __str__(self) -> str:
        return f"{self.scope} {self.owner_id}"

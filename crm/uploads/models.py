"""The files that are stored. Their bytes lie beside it, in GridFS, under the id of the row."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from crm.staff.models import User
from crm.staff.rules import roles
from crm.uploads.purposes import PURPOSES

KEPT = timedelta(days=30)


class State(models.TextChoices):
    # Neither is shown to anybody, so neither has a name for people.
    ARRIVING = "arriving"
    STORED = "stored"
    REMOVING = "removing"


class UploadQuerySet(models.QuerySet["Upload"]):
    def stored(self) -> Self:
        """What is there in full and has not expired."""
        return self.filter(state=State.STORED, expires_at__gt=timezone.now())

    def visible_to(self, user: User) -> Self:
        """A person's own, and for admins what was sent for pages that they may see."""
        own = models.Q(owner_id=user.pk)
        if roles.LEVELS[user.role] < roles.LEVELS[roles.ADMIN]:
            return self.filter(own)
        names = [each.name for each in PURPOSES.values() if user.can_see(each.page)]
        return self.filter(own | models.Q(purpose__in=names))


class Upload(models.Model):
    """A file that somebody has sent, or that was made of one. Written by store.py alone."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    # As typed; in no log and no address.
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    # In bytes; of one that arrives, how much the browser has announced.
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "expires_at"], name="uploads_of_owner"),
            models.Index(fields=["expires_at"], name="uploads_by_end"),
        ]

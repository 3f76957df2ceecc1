"""The inbox: what a person should know, in the reader's own language."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ObjectIdField

from crm.notifications.messages import TEXTS, kinds_for, message
from crm.staff.models import User

# Of one instant: as the events of the same thing came after each other.
ORDER = ("at", "sequence", "id")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: User) -> Self:
        """One person's inbox, newest first, without what they may not decide about (NO-1, RO-5)."""
        newest_first = (f"-{field}" for field in ORDER)
        own, kinds = self.filter(user_id=user.pk).order_by(*newest_first), kinds_for(user)
        return own if len(kinds) == len(TEXTS) else own.filter(kind__in=kinds)

    def unread(self) -> Self:
        return self.filter(is_read=False)


class Notification(models.Model):
    """One message. The text is made from `kind` and `facts` when it is read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    # What it asks somebody to decide about; None where there is nothing to decide.
    asks_about = ObjectIdField(null=True)
    is_read = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    # The place of what it tells of in the history of its subject (crm/audit).
    sequence = models.IntegerField()

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "is_read"], name="notification_unread"),
            models.Index(fields=["user", "-at", "-sequence", "-id"], name="notification_order"),
            models.Index(
                fields=["asks_about"], name="notification_asks", condition=models.Q(is_read=False)
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The message in the language now active."""
        return message(self.kind, self.facts)

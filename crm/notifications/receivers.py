"""An inbox goes with its owner."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from crm.notifications.models import Notification
from crm.staff.signals import leaving


@receiver(leaving, dispatch_uid="notifications-leaving")
def empty_the_inbox(subject: Model, **kwargs: Any) -> None:
    """Delete the notifications of an account that is being deleted."""
    Notification.objects.filter(user_id=subject.pk).delete()

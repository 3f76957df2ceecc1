"""What happens to secret addresses when an account ends."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from crm.staff.models import User
from crm.staff.signals import changed
from leave.feeds.links import revoke_all


@receiver(changed, sender=User, dispatch_uid="leave-feeds-deactivated")
def revoke_feeds(subject: Model, verb: str, **kwargs: Any) -> None:
    """Addresses of somebody who is kept out are dead for good, even if they are let in again."""
    if verb == "deactivate":
        revoke_all(subject.pk)

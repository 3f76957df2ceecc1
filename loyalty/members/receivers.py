"""What happens to a colleague's account and concerns their own member record (LM-18)."""

from typing import Any

from django.dispatch import receiver

from crm.staff.models import User
from crm.staff.signals import changed
from loyalty.members.own import keep_own_of


@receiver(changed, sender=User, dispatch_uid="loyalty-own-records")
def on_staff_account(
    subject: User, before: dict[str, Any], after: dict[str, Any], **kwargs: Any
) -> None:
    """A record stays a colleague's own when the e-mail by which it was seen is another one."""
    email = before.get("email")
    if email and after and after.get("email") != email:
        keep_own_of(subject, email)

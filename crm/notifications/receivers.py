"""What happens to an account, for inboxes: who was made or reset; the inbox goes with its owner."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver
from django.urls import reverse

from crm.notifications.models import Notification
from crm.notifications.send import notify
from crm.staff.models import Role, User
from crm.staff.signals import changed, leaving


@receiver(changed, dispatch_uid="notifications-password-reset")
def tell_of_a_reset(subject: Model, verb: str, by: User | None, **kwargs: Any) -> None:
    """Tell whose password an admin has ended, and every master admin besides the one who did it."""
    if verb != "reset password" or not isinstance(subject, User) or by is None:
        return
    notify([subject.pk], "password-reset", reverse("staff:profile"), by=by.name)
    _tell_master_admins("password-reset-of", subject, by)


@receiver(changed, dispatch_uid="notifications-new-account")
def tell_of_an_account(subject: Model, verb: str, by: User | None, **kwargs: Any) -> None:
    """Tell every master admin besides the one who did it who has made an account for whom."""
    if verb == "create" and isinstance(subject, User) and by is not None:
        _tell_master_admins("account-made", subject, by)


@receiver(leaving, dispatch_uid="notifications-leaving")
def empty_the_inbox(subject: Model, **kwargs: Any) -> None:
    """Delete the notifications of an account that is being deleted."""
    Notification.objects.filter(user_id=subject.pk).delete()


def _tell_master_admins(kind: str, subject: User, by: User) -> None:
    masters = User.objects.active().filter(role=Role.MASTER_ADMIN)
    others = [pk for pk in masters.values_list("pk", flat=True) if pk not in (by.pk, subject.pk)]
    url = reverse("staff:edit", args=[subject.pk])
    notify(others, kind, url, by=by.name, name=subject.name)

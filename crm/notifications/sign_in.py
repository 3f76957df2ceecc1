"""Whoever signs in with a second factor is told what was done to it, whoever did it."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.notifications.send import notify
from crm.staff.models import User
from crm.staff.signals import changed

# By what was done (crm/staff/second_factor/verbs.py).
TEXTS = {
    "set up second factor": _("A second factor was set up for your account."),
    "remove second factor": _("The second factor of your account was removed."),
    "reset second factor": _("%(by)s reset your second factor. Set up your new phone."),
    "use recovery code": _("A recovery code of yours was used. Was it not you? Tell an admin."),
    "lock second factor": _(
        "Five wrong codes were typed for your account, by somebody who knows your password. "
        "Was it not you? Change it."
    ),
}
OPERATOR = "-"


def kind_of(verb: str) -> str:
    """The kind of the notification about it."""
    return verb.replace(" ", "-")


@receiver(changed, dispatch_uid="notifications-sign-in")
def tell_the_owner(subject: Model, verb: str, by: User | None, **kwargs: Any) -> None:
    """Tell the owner of an account in their inbox; who resets it by command has no name."""
    if verb in TEXTS:
        url = reverse("staff:second_factor")
        notify([subject.pk], kind_of(verb), url, by=by.name if by else OPERATOR)

"""What people read about check-ins (NO-2)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "attendance-locked": _(
        "%(staff)s has typed five wrong codes for checking in: locked for 15 minutes."
    ),
    "authenticator-reset": _(
        "Your authenticator app was reset: set it up again to check in. %(reason)s"
    ),
    "checked-in-for": _("%(admin)s has checked you in."),
    "correction-requested": _("%(staff)s came at %(time)s on %(date)s, and asks to correct it."),
    "correction-approved": _("Your check-in of %(date)s counts as of %(time)s now."),
    "correction-rejected": _("Your check-in of %(date)s stays as it is, not %(time)s: %(reason)s"),
}
# What tells admins, and where they act on it.
DECIDED_AT = {
    "correction-requested": "leave:approve_correction",
    "attendance-locked": "leave:authenticators",
}

"""What people read about breaks (NO-2)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "break-over": _("The breaks of %(staff)s on %(date)s pass the allowance: %(minutes)s minutes."),
    "break-to-confirm": _(
        "A break of %(staff)s was still open at the end of the shift of %(date)s. Confirm it."
    ),
    "break-confirmed": _("Your break of %(date)s, left open, counts %(minutes)s minutes."),
}
# What tells admins, and where they act on it.
DECIDED_AT = {"break-to-confirm": "leave:confirm_break", "break-over": "leave:confirm_break"}

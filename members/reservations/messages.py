"""What people read about the life of a reservation (NO-2)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "reservation-released": _(
        "%(customer)s in %(product)s is not reserved for you any more: %(reason)s"
    ),
    "reservation-expired": _(
        "%(customer)s in %(product)s is not reserved for you any more: "
        "no deposit for %(days)s days."
    ),
    "reservation-no-deposit": _(
        "%(customer)s in %(product)s is not reserved for you any more: "
        "no deposit since it was approved, %(days)s days ago."
    ),
    "reservation-undecided": _(
        "Nobody has decided about your request for %(customer)s in %(product)s. Ask again."
    ),
    "reservation-expiring": _(
        "%(customer)s in %(product)s is protected until %(date)s. Days left: %(days)s. "
        "A deposit keeps the reservation."
    ),
    "reservation-restored": _("%(customer)s in %(product)s is reserved for you again."),
    "reservation-moved-away": _(
        "%(customer)s in %(product)s is reserved for %(staff)s now, no longer for you."
    ),
    "reservation-moved-to": _(
        "%(customer)s in %(product)s, until now with %(from_staff)s, is reserved for you."
    ),
    "extension-requested": _(
        "%(staff)s asks for more time for %(customer)s in %(product)s: %(reason)s"
    ),
    "extension-granted": _("%(customer)s in %(product)s does not run out before %(date)s."),
    "extension-refused": _("There is no more time for %(customer)s in %(product)s: %(reason)s"),
}
# What asks admins, and where they decide.
DECIDED_AT = {"extension-requested": "members:grant_extension"}

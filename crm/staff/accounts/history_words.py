"""What history calls accounts and products, and what is done to them."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {"staff.user": _("Account"), "staff.product": _("Product")}
# Coming in and going out stands first: it is looked for most.
VERBS = {
    "sign in": _("Signed in"),
    "sign-in failed": _("Sign-in failed"),
    "sign-in limited": _("Sign-in limited"),
    "sign out": _("Signed out"),
    "password refused": _("Password refused"),
    "code refused": _("Code refused"),
    "set password": _("Password set"),
    "reset password": _("Password reset"),
    "choose password": _("Password chosen"),
    "set up second factor": _("Second factor set up"),
    "remove second factor": _("Second factor removed"),
    "reset second factor": _("Second factor reset"),
    "lock second factor": _("Second factor locked"),
    "renew recovery codes": _("Recovery codes renewed"),
    "use recovery code": _("Recovery code used"),
    "end sessions": _("Sessions ended"),
    "block pages": _("Pages blocked"),
    "deactivate": _("Deactivated"),
    "activate": _("Activated"),
    "export": _("File downloaded"),
    "create": _("Created"),
    "edit": _("Edited"),
    "rename": _("Renamed"),
    "profile": _("Own profile changed"),
    "retire": _("Retired"),
    "bring back": _("Brought back"),
    "delete": _("Deleted"),
}

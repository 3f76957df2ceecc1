"""What history calls programmes, members, stores and tills, and what is done to them."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "loyalty.programme": _("Loyalty programme"),
    "loyalty.member": _("Loyalty member"),
    "loyalty.store": _("Store"),
    "loyalty.till": _("Till"),
}
VERBS = {
    "create": _("Created"),
    "edit": _("Edited"),
    "publish version": _("Version published"),
    "join programme": _("Put in a programme"),
    "compute segments": _("Segments computed"),
    "attach card": _("Card attached"),
    "detach card": _("Card taken back"),
    "link": _("Linked to a customer"),
    "unlink": _("Link to a customer ended"),
    "merge": _("Merged"),
    "undo merge": _("Merge undone"),
    "erase": _("Customer forgotten"),
}

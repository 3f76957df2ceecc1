"""What history calls deposits and what is done to them."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "omset.omsetrecord": _("Deposit"),
    "omset.import": _("Import of deposits"),
    "omset.customer_keys": _("Keys of customers"),
    "omset.demo": _("Demo"),
}
VERBS = {
    "submit": _("Entered"),
    "import": _("Imported"),
    "edit": _("Edited"),
    "approve": _("Approved"),
    "decline": _("Declined"),
    "delete": _("Deleted"),
    "restore": _("Restored"),
    "purge": _("Deleted for good"),
    "customer-keys": _("Customers told apart by their marks"),
    "demo begun": _("Demo begun"),
    "demo filled": _("Demo filled"),
}

"""Every page that can be blocked for an admin (RO-5). A test holds this list against the URLs."""

from django.utils.translation import gettext_lazy as _

PAGES = {
    "dashboard": _("Dashboard"),
    "omset": _("Omset CRM"),
    "pending": _("Approval queue"),
    "duplicates": _("Duplicates"),
    "trash": _("Trash"),
    "reserved": _("Reserved members"),
    "leaderboard": _("Leaderboard"),
    "bonuses": _("Bonuses"),
    "targets": _("Targets"),
    "checks": _("Bonus checks"),
    "plans": _("Bonus plans"),
    "staff": _("Staff"),
    "products": _("Products"),
    "status": _("System status"),
}

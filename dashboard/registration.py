"""What the product's own pages bring to the menu."""

from django.utils.translation import gettext_lazy as _

from crm.registry import doctor, menu, notices, pages
from crm.registry.doctor import DoctorCheck
from crm.registry.menu import MenuEntry, Often
from dashboard.history.own_pages import history_of
from dashboard.status.doctor_checks import numbers_agree

pages.register("dashboard", _("Dashboard"), 10)
pages.register("leaderboard", _("Leaderboard"), 70)
pages.register("policies", _("Policies"), 135)
pages.register("status", _("System status"), 140)

menu.register(
    "overview",
    10,
    MenuEntry("dashboard:home", "house", _("Dashboard"), "d", often=Often(staff=30, admins=30)),
)
menu.register(
    "earnings",
    10,
    MenuEntry(
        "dashboard:leaderboard",
        "trophy",
        _("Leaderboard"),
        "l",
        often=Often(staff=50, admins=50),
    ),
)
menu.register("manage", 80, MenuEntry("policies:list", "settings", _("Policies")))
menu.register("manage", 90, MenuEntry("dashboard:status", "activity", _("System status")))
menu.register("manage", 100, MenuEntry("history:list", "history", _("History")))

doctor.register(30, DoctorCheck("numbers", _("Numbers"), numbers_agree))

notices.register("staff:history", history_of)
notices.register("products:history", history_of)
notices.register("plans:history", history_of)
notices.register("loyalty:history", history_of)

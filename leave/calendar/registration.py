"""What this wing brings: which days are closed, and who is away when."""

from django.utils.translation import gettext_lazy as _

from crm.notifications import messages
from crm.registry import menu, pages
from crm.registry.menu import MenuEntry, Often

PAGE = "leave_calendar"

pages.register(PAGE, _("Leave calendar"), 67)
menu.register(
    "leave",
    20,
    MenuEntry("leave:calendar", "calendar-days", _("Leave calendar"), often=Often(staff=75)),
)
menu.register_other(
    MenuEntry("leave:calendar_days", "calendar", _("Holidays and closed days")),
    MenuEntry("leave:kept_hours", "clock", _("Hours without room")),
    MenuEntry("leave:feeds", "link", _("Leave in other calendars")),
)
messages.register(
    "leave-hours-back",
    _("%(date)s is closed: %(hours)s hours of your leave are yours again."),
)
messages.register(
    "leave-hours-taken",
    _("%(date)s is not closed any more: your leave costs %(hours)s hours of the month again."),
)
messages.register(
    "leave-hours-kept",
    _(
        "%(date)s is not closed any more. Your month has no room for the %(hours)s hours of your "
        "leave: you keep them for now."
    ),
)
messages.register(
    "leave-hours-to-settle",
    _("%(date)s is not closed any more: the months of %(count)s people have no room for it."),
    decided_at="leave:take_hours",
)

"""What is said of leave: in inboxes (NO-2), and why a day is refused. Never why somebody is ill."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.web.templatetags import formats
from leave.rules.asking import RefusedDay, Why
from leave.templatetags.leave import hours

TEXTS: dict[str, str | Promise] = {
    "leave-requested": gettext_lazy("%(staff)s asks for leave on %(date)s."),
    "leave-requested-days": gettext_lazy(
        "%(staff)s asks for %(days)s days of leave from %(date)s on."
    ),
    "leave-approved": gettext_lazy("Your leave on %(date)s was approved by %(by)s."),
    "leave-rejected": gettext_lazy("Your leave on %(date)s was rejected by %(by)s%(note)s."),
    "leave-cancelled": gettext_lazy("Your leave on %(date)s was cancelled by %(by)s%(note)s."),
    "leave-undecided": gettext_lazy(
        "Nobody decided about your leave on %(date)s in time: its hours are free again."
    ),
    "leave-waits": gettext_lazy("Requests for leave that wait for a decision: %(count)s."),
}
DECIDED_AT = {
    "leave-requested": "leave:approve",
    "leave-requested-days": "leave:approve",
    "leave-waits": "leave:approve",
}
WHY = {
    Why.TAKEN: gettext_lazy("there is a request for this day already"),
    Why.TOO_MANY_AWAY: gettext_lazy("too many of the team are away"),
    Why.CLOSED: gettext_lazy("the floor is closed and nobody needs leave"),
    Why.TOO_FAR: gettext_lazy("it is more than a year away"),
    Why.NO_LENGTH: gettext_lazy("it ends before it begins: the shift is not over midnight"),
}


def why_refused(day: RefusedDay) -> str:
    """Why a day of a wish can not be had, without the day itself."""
    if day.why == Why.NO_ROOM:
        return _("only %(hours)s of the month are left") % {"hours": hours(day.available)}
    return str(WHY[day.why])


def refusal_text(day: RefusedDay) -> str:
    """The same with its day, in a sentence."""
    return f"{formats.weekday(day.date)}: {why_refused(day)}."

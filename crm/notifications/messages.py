"""The wording of every notification (NO-2), translated when it is read."""

from datetime import date

from django.utils.functional import Promise

from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.templatetags import formats

TEXTS: dict[str, str | Promise] = {}
# Kinds that ask admins to decide about something, and the URL where that is done: whoever may not
# open it now does not see them, whatever they were when it was written (RO-5, RO-6).
DECIDED_AT: dict[str, str] = {}
DATES = {"date": formats.day, "month": formats.month}


def register(kind: str, text: str | Promise, *, decided_at: str = "") -> None:
    """Give notifications of `kind` their wording, with %(name)s for each fact.

    One that asks to decide about something names the URL where that is done.
    """
    TEXTS[kind] = text
    if decided_at:
        DECIDED_AT[kind] = decided_at


def kinds_for(user: User) -> list[str]:
    """The notifications that tell `user` of their own things, or of what they decide about."""
    return [kind for kind in TEXTS if kind not in DECIDED_AT or is_open(user, DECIDED_AT[kind])]


def message(kind: str, facts: dict) -> str:
    """The text of one notification in the active language; `date`, and `month` by its first day,
    are stored as ISO dates.
    """
    dates = {
        name: write(date.fromisoformat(facts[name]))
        for name, write in DATES.items()
        if name in facts
    }
    return str(TEXTS[kind]) % (facts | dates)

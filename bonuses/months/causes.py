"""Closed months that were changed, and what changed them, in words for pages and files."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bonuses.models import Adjustment
from bonuses.months.after_closing import ListChange
from crm.web.templatetags import formats
from omset.history_words import VERBS
from omset.rules.classify import NDP, RDP

# Of many months the latest are named.
MOST_NAMED = 3

CAUSES: dict[str, str | Promise] = {
    **VERBS,
    "correction": gettext_lazy("Correction: the earlier lines did not add up"),
    "publish": gettext_lazy("Bonus plan published"),
    "recount": gettext_lazy("Recounted"),
    "reopen": gettext_lazy("Month reopened"),
}


COUNT_TEXTS: dict[str, Callable[[Any], str]] = {
    "records": lambda n: ngettext("%(n)s record", "%(n)s records", n) % {"n": formats.decimal(n)},
    "total": formats.rupiah,
    "ndp": lambda n: f"{formats.decimal(n)} {NDP}",
    "rdp": lambda n: f"{formats.decimal(n)} {RDP}",
}
# Of a month that is shown as it was closed.
CHANGED = gettext_lazy(
    "Deposits of this month were changed after it was closed. What differs now is shown beside; "
    "it becomes an adjustment in a later month."
)


def change_in_words(change: ListChange) -> str:
    """What counted when the month was closed, what counts now, and what was done meanwhile."""
    facts = {
        "month": formats.month(change.month),
        "then": _counts_in_words(change.then),
        "now": _counts_in_words(change.now),
    }
    if change.then == change.now:
        text = _("When %(month)s was closed, %(then)s counted here, as now.") % facts
    else:
        text = _("When %(month)s was closed, %(then)s counted here; now it is %(now)s.") % facts
    done = ", ".join(f"{CAUSES.get(verb, verb)} ({n})" for verb, n in change.causes.items())
    changes = _("Changes to the month after closing: %(done)s.") % {"done": done}
    return f"{text} {changes}" if done else text


def changed_in_words(months: list[date]) -> str:
    """That closed months were changed since, and that the page shows them as they are now."""
    names = ", ".join(map(formats.month, months[-MOST_NAMED:]))
    if len(months) > MOST_NAMED:
        more = len(months) - MOST_NAMED
        names += " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
    text = ngettext(
        "%(months)s was closed and changed since. The numbers here are those of now.",
        "%(months)s were closed and changed since. The numbers here are those of now.",
        len(months),
    )
    return text % {"months": names}


def _counts_in_words(counts: Mapping[str, Decimal | int]) -> str:
    return ", ".join(COUNT_TEXTS[name](value) for name, value in counts.items())


def cause_of(adjustment: Adjustment) -> str:
    """What was done that made the line."""
    return str(CAUSES.get(adjustment.cause, adjustment.cause))


def deposit_of(adjustment: Adjustment) -> str:
    """The deposit that the line is about: customer, date, amount; nothing where none is known."""
    if not adjustment.customer_id:
        return ""
    day, total = formats.day(adjustment.deposit_date), formats.rupiah(adjustment.deposit_total)
    return f"{adjustment.customer_id}, {day}, {total}"

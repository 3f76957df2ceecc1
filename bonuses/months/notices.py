"""What is said of closed months on the pages of the ledger."""

from datetime import date

from django.template import Context
from django.utils import timezone

from bonuses.months import causes
from bonuses.months.after_closing import change_of, changed_months, days_of_one_month
from bonuses.months.closing import month_if_closed
from crm.calendar import first_day
from crm.registry.notices import Notice
from omset.lists.filters import Filter


def closed_notice(_context: Context, day: date) -> Notice | None:
    """That the month of `day` is closed; one command, none for the running month."""
    month = month_if_closed(day)
    return Notice("bonuses/closed_day.html", {"month": month}) if month else None


def changed_notice(_context: Context, chosen: Filter) -> Notice | None:
    """Why a list of the ledger is not what a closed month says; None where it is the same.

    At most four commands, none for days that are not over.
    """
    start = chosen.period.start
    if not chosen.is_counted or (start and start >= first_day(timezone.localdate())):
        return None
    if change := change_of(chosen):
        facts = {"text": causes.change_in_words(change), "month": change.month}
        return Notice("bonuses/changed.html", facts)
    return None if days_of_one_month(chosen) else ledger_notice(_context, chosen)


def ledger_notice(_context: Context, chosen: Filter) -> Notice | None:
    """That closed months among the days were changed since, where the ledger alone is shown.

    At most two commands, none for days that are not over.
    """
    start = chosen.period.start
    if start and start >= first_day(timezone.localdate()):
        return None
    months = changed_months(start, chosen.period.end, chosen.staff)
    if not months:
        return None
    facts = {"text": causes.changed_in_words(months), "month": None}
    return Notice("bonuses/changed.html", facts)

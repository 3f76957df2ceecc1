"""Exchange rates: what a dollar is in rupiah. What is paid is paid in the plan's currency."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max, Q
from django.utils import timezone

from bonuses import locks
from bonuses.models import Closing, ExchangeRate
from crm.audit.record import facts, note_event
from crm.calendar import first_day, last_day, previous_month
from crm.mongo.transaction import transactional
from crm.staff.models import User
from omset.rules.money import cents

LATEST = ("-valid_from", "-sequence")


class OfAClosedMonth(Exception):
    """The rate would be that of closed `months`, by their first days; from `free` on of none."""

    def __init__(self, months: list[date], free: date) -> None:
        super().__init__(months)
        self.months, self.free = months, free


@transactional
def set_rate(rupiah: Decimal, valid_from: date, *, by: User) -> ExchangeRate:
    """Add a rate: so much rupiah for one dollar from `valid_from` on. Earlier dates keep theirs.

    A closed month keeps the rate it was closed with. Raises OfAClosedMonth.
    """
    locks.lock_books()
    if months := closed_months_moved_by(valid_from):
        raise OfAClosedMonth(months, _first_free(valid_from))
    rate = ExchangeRate.objects.create(
        valid_from=valid_from,
        sequence=_last_of(valid_from) + 1,
        rupiah=cents(rupiah),
        set_by_name=by.name,
    )
    after = facts(rate, ("valid_from", "rupiah"))
    if moved := months_shown_at(rate):
        after["months"] = [f"{month:%Y-%m}" for month in moved]
    note_event(rate, "set", by=by, after=after)
    return rate


def rate_on(day: date) -> ExchangeRate | None:
    """The rate that holds on `day`; None before the first."""
    return ExchangeRate.objects.filter(valid_from__lte=day).order_by(*LATEST).first()


def months_shown_at(rate: ExchangeRate) -> tuple[date, date] | None:
    """The first and last month, up to this one, in rupiah at `rate`; None if there is none.

    All of them are open: see closed_months_moved_by. One command.
    """
    today = timezone.localdate()
    if rate.valid_from > today:
        return None
    later = ExchangeRate.objects.filter(valid_from__gt=rate.valid_from, valid_from__lte=today)
    until = later.order_by("valid_from").values_list("valid_from", flat=True).first()
    first, last = first_day(rate.valid_from), first_day(today)
    if until:
        # It holds on the last day of no month from its own on.
        last = previous_month(until)
    return (first, last) if first <= last else None


def closed_months_moved_by(valid_from: date) -> list[date]:
    """The closed months whose rate one from `valid_from` on would be: none of them may move."""
    earlier = Q(rate_since__isnull=True) | Q(rate_since__lte=valid_from)
    reached = Closing.objects.filter(earlier, month__gte=first_day(valid_from), in_force=True)
    return sorted(reached.values_list("month", flat=True))


def _last_of(day: date) -> int:
    return ExchangeRate.objects.filter(valid_from=day).aggregate(last=Max("sequence"))["last"] or 0


def _first_free(day: date) -> date:
    while months := closed_months_moved_by(day):
        day = last_day(months[-1]) + timedelta(days=1)
    return day

"""Exchange rates, and amounts in their own currency or in rupiah at one of the rates.

What is paid is paid in the currency of the plan.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max, Q
from django.utils import timezone

from bonuses import locks
from bonuses.models import Closing, ExchangeRate
from bonuses.rules import payment
from bonuses.rules.payment import RUPIAH, Rate
from bonuses.rules.rates import Plan
from crm.audit.record import facts, note_event
from crm.calendar import first_day, last_day, previous_month
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.templatetags import formats
from omset.rules.money import cents

LATEST = ("-valid_from", "-sequence")


class RateOfClosedMonth(Exception):
    """The rate would be that of closed `months`, by their first days; from `free` on of none."""

    def __init__(self, months: list[date], free: date) -> None:
        super().__init__(months)
        self.months, self.free = months, free


@transactional
def set_rate(rupiah: Decimal, valid_from: date, *, by: User) -> ExchangeRate:
    """Add a rate: so much rupiah for one dollar from `valid_from` on. Earlier dates keep theirs.

    A closed month keeps the rate it was closed with. Raises RateOfClosedMonth.
    """
    locks.lock_books()
    if months := closed_months_moved_by(valid_from):
        raise RateOfClosedMonth(months, _first_free(valid_from))
    rate = ExchangeRate.objects.create(
        valid_from=valid_from,
        sequence=_last_of(valid_from) + 1,
        rupiah=cents(rupiah),
        set_by_name=by.name,
    )
    after = facts(rate, ("valid_from", "rupiah"))
    if moved := months_converted_at(rate):
        after["months"] = [f"{month:%Y-%m}" for month in moved]
    note_event(rate, "set", by=by, after=after)
    return rate


def rate_on(day: date) -> ExchangeRate | None:
    """The rate that holds on `day`; None before the first."""
    return ExchangeRate.objects.filter(valid_from__lte=day).order_by(*LATEST).first()


def months_converted_at(rate: ExchangeRate) -> tuple[date, date] | None:
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


@dataclass(frozen=True)
class DisplayCurrency:
    """The currency in which somebody looks at bonuses. Without a rate they stay as they are."""

    in_rupiah: bool = False
    rate: Rate | None = None
    # True if the rate, or that there is none, is the one that the month was closed with.
    is_frozen: bool = False

    def amount(self, value: Decimal, currency: str) -> Decimal:
        """One bonus in the currency that it is shown in. Sums are added from these."""
        rate = self._used_rate
        return value if rate is None else payment.in_rupiah(value, currency, rate)

    def currency(self, currency: str) -> str:
        """The currency in which bonuses of `currency` are shown."""
        return RUPIAH if self.converts else currency

    def plan(self, plan: Plan) -> Plan:
        """The plan with its bonuses as they are shown."""
        rate = self._used_rate
        return plan if rate is None else payment.plan_in_rupiah(plan, rate)

    def text(self, value: Decimal, currency: str) -> str:
        """One bonus as people read it."""
        return formats.money(self.amount(value, currency), self.currency(currency))

    @property
    def converts(self) -> bool:
        """True if amounts are in rupiah."""
        return self._used_rate is not None

    @property
    def _used_rate(self) -> Rate | None:
        return self.rate if self.in_rupiah else None


def display_currency(currency: str, month: date, closing: Closing | None) -> DisplayCurrency:
    """The currency of `?currency=`, at the rate the month was closed with.

    An open month takes that of its last day, or of today until then: one command.
    """
    if currency != RUPIAH:
        return DisplayCurrency()
    if closing:
        return DisplayCurrency(True, closing.rate, is_frozen=True)
    rate = rate_on(min(last_day(month), timezone.localdate()))
    return DisplayCurrency(True, rate.rate if rate else None)


def _last_of(day: date) -> int:
    return ExchangeRate.objects.filter(valid_from=day).aggregate(last=Max("sequence"))["last"] or 0


def _first_free(day: date) -> date:
    while months := closed_months_moved_by(day):
        day = last_day(months[-1]) + timedelta(days=1)
    return day

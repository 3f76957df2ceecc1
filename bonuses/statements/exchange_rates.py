"""The exchange rate, a policy (docs/decisions/0014) that no closed month follows any more."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonuses import locks
from bonuses.models import Closing, ExchangeRate
from bonuses.rules.payment import Rate
from crm.calendar import first_day, last_day, previous_month
from crm.policies.reads import dated_value_on, history
from crm.registry.policies import DatedValue, NewValue, Policy, PolicyRefused, Unit
from crm.web.templatetags import formats
from omset.rules.money import cents


class RateOfClosedMonth(PolicyRefused):
    """The rate would be that of closed `months`, by their first days; from `free` on of none."""

    def __init__(self, months: list[date], free: date) -> None:
        super().__init__(_refusal(months, free))
        self.months, self.free = months, free


class RateKeeper:
    """Rates meet closings at the lock of the books, and move no closed month."""

    def check(self, valid_from: date) -> None:
        """A closed month keeps the rate it was closed with. Raises RateOfClosedMonth."""
        locks.lock_books()
        if months := closed_months_moved_by(valid_from):
            raise RateOfClosedMonth(months, _first_free(valid_from))

    def note(self, decided: NewValue) -> dict:
        """Write it where processes of the release before look; the months that it moves."""
        ExchangeRate.objects.create(
            pk=decided.pk,
            valid_from=decided.valid_from,
            sequence=decided.sequence,
            rupiah=cents(decided.value),
            set_by_name=decided.author_name,
        )
        moved = months_converted_from(decided.valid_from)
        return {"months": [f"{month:%Y-%m}" for month in moved]} if moved else {}

    def effect(self, valid_from: date) -> str:
        """Which months are shown in rupiah at a rate from that date on, in words."""
        moved = months_converted_from(valid_from)
        if moved is None:
            return _("It changes no month up to now.")
        first, last = map(formats.month, moved)
        if first == last:
            return _("%s is now shown in rupiah at it.") % first
        facts = {"first": first, "last": last}
        return _("%(first)s to %(last)s are now shown in rupiah at it.") % facts

    def values_elsewhere(self, until: date) -> list[DatedValue]:
        """What the release before has written; its own collection has every rate."""
        return [
            DatedValue(
                valid_from=row.valid_from,
                sequence=row.sequence,
                value=row.rupiah,
                author_name=row.set_by_name,
                decided_at=row.created_at,
            )
            for row in ExchangeRate.objects.filter(valid_from__lte=until)
        ]


EXCHANGE_RATE = Policy(
    key="exchange-rate",
    label=gettext_lazy("Exchange rate"),
    help=gettext_lazy(
        "For those who look at bonuses in rupiah. A closed month keeps the rate it was closed with."
    ),
    unit=Unit.RATE,
    rule="",
    page="plans",
    # Below one rupiah a cent would be worth nothing.
    least=Decimal(1),
    most=Decimal("9999999.99"),
    keeper=RateKeeper(),
    moves=["bonuses:month"],
)


def rate_on(day: date) -> Rate | None:
    """The rate that holds on `day`; None before the first."""
    holding = dated_value_on(EXCHANGE_RATE, day)
    return Rate(cents(holding.value), holding.valid_from) if holding else None


def rupiah_on(day: date) -> Decimal | None:
    """The rate as the apps below ask for it."""
    rate = rate_on(day)
    return rate.rupiah if rate else None


def months_converted_from(valid_from: date) -> tuple[date, date] | None:
    """The first and last month, up to this one, in rupiah at the rate from a date on, if any.

    All of them are open: see closed_months_moved_by.
    """
    today = timezone.localdate()
    if valid_from > today:
        return None
    dates = {each.valid_from for each in history(EXCHANGE_RATE)}
    until = min((day for day in dates if valid_from < day <= today), default=None)
    # Up to a later rate it holds on the last day of no month from that one's own on.
    last = previous_month(until) if until else first_day(today)
    first = first_day(valid_from)
    return (first, last) if first <= last else None


def closed_months_moved_by(valid_from: date) -> list[date]:
    """The closed months whose rate one from `valid_from` on would be: none of them may move."""
    earlier = Q(rate_since__isnull=True) | Q(rate_since__lte=valid_from)
    reached = Closing.objects.filter(earlier, month__gte=first_day(valid_from), in_force=True)
    return sorted(reached.values_list("month", flat=True))


def _first_free(day: date) -> date:
    while months := closed_months_moved_by(day):
        day = last_day(months[-1]) + timedelta(days=1)
    return day


def _refusal(months: list[date], free: date) -> str:
    facts = {"free": formats.day(free), "month": formats.month(months[-1])}
    if len(months) == 1:
        text = _("%(month)s is closed with its rate and keeps it. Choose %(free)s or a later day.")
        return text % facts
    facts |= {"first": formats.month(months[0]), "number": formats.decimal(len(months))}
    text = _(
        "%(number)s months from %(first)s to %(month)s are closed with their rates and keep"
        " them. Choose %(free)s or a later day."
    )
    return text % facts

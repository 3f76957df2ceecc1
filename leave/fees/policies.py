"""What the floor decides about fees (FE-1), and the rate of the baht (FE-2)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.policies.reads import HeldValues, histories, value_on
from crm.registry import exchange_rates
from crm.registry.policies import DatedValue, Policy, Unit, switch
from leave.rules.fees import Terms

PAGE = "fees"
DOLLAR = Decimal(1)
# Until somebody decides (FE-2).
RUPIAH_BY_DEFAULT = Decimal("16700.00")
MOST_DOLLARS = Decimal("99999.99")


def _cap(key: str, label: Promise, explanation: Promise) -> Policy:
    return Policy(
        key=key,
        label=label,
        help=explanation,
        unit=Unit.DOLLARS,
        rule="FE-1",
        page=PAGE,
        most=MOST_DOLLARS,
        default=Decimal(0),
    )


PER_MINUTE = Policy(
    key="fee-per-minute",
    label=_("Fee for a minute"),
    help=_("Of lateness, and of breaks past the allowance of the day."),
    unit=Unit.DOLLARS,
    rule="FE-1",
    page=PAGE,
    most=Decimal(1000),
    default=Decimal(5),
)
GRACE = Policy(
    key="fee-grace",
    label=_("Minutes of lateness without a fee"),
    help=_("Whoever comes later than that pays for all minutes from the start of the shift on."),
    unit=Unit.MINUTES,
    rule="FE-1",
    page=PAGE,
    most=Decimal(720),
    default=Decimal(0),
)
DAY_CAP = _cap(
    "fee-cap-day", _("Most a day costs"), _("Lateness and breaks together. 0: no limit.")
)
MONTH_CAP = _cap(
    "fee-cap-month",
    _("Most a month costs"),
    _("Lateness and breaks together, by the value of the month's first day. 0: no limit."),
)
IN_MONEY = switch(
    key="fee-in-money",
    label=_("Fees cost money"),
    help=_("Off: minutes are counted and shown, and cost nothing."),
    rule="FE-1",
    page=PAGE,
    is_on=True,
)
BAHT_RATE = Policy(
    key="exchange-rate-thb",
    label=_("Exchange rate of the baht"),
    help=_("For payments of fees. A payment keeps the rate of its day."),
    unit=Unit.BAHT_RATE,
    rule="FE-2",
    page=PAGE,
    # Below one baht a cent would be worth nothing.
    least=Decimal(1),
    most=Decimal("9999999.99"),
    default=Decimal(3100),
)
OF_TERMS = (PER_MINUTE, GRACE, DAY_CAP, MONTH_CAP, IN_MONEY)
POLICIES = (*OF_TERMS, BAHT_RATE)

TermsOfDays = Callable[[date], Terms]


def terms_of_days(values: dict[str, list[DatedValue]] | None = None) -> TermsOfDays:
    """What the agreement says on each day; one command for all days, none with `values`.

    `values` are all that were decided about it, if they were read before.
    """
    values = histories(OF_TERMS) if values is None else values
    read_terms: dict[date, Terms] = {}

    def terms_on(day: date) -> Terms:
        if day not in read_terms:
            read_terms[day] = _terms(values, day)
        return read_terms[day]

    return terms_on


def rate_on(currency: str, day: date) -> Decimal:
    """So much of a currency (FE-2) for one dollar on `day`; at most two commands."""
    if currency == "USD":
        return DOLLAR
    if currency == "THB":
        return value_on(BAHT_RATE, day)
    return exchange_rates.rate_on(currency, day) or RUPIAH_BY_DEFAULT


def _terms(values: dict[str, list[DatedValue]], day: date) -> Terms:
    held = HeldValues(values, day)
    return Terms(
        per_minute=held.of(PER_MINUTE),
        grace_minutes=int(held.of(GRACE)),
        day_cap=held.of(DAY_CAP),
        month_cap=held.of(MONTH_CAP),
        in_money=bool(held.of(IN_MONEY)),
    )

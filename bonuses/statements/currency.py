"""Amounts in their own currency or in rupiah at an exchange rate.

What is paid is paid in the currency of the plan.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from bonuses.models import Closing
from bonuses.rules import payment
from bonuses.rules.payment import RUPIAH, Rate
from bonuses.rules.rates import Plan
from bonuses.statements.exchange_rates import rate_on
from crm.calendar import last_day
from crm.web.templatetags import formats


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

    An open month takes that of its last day, or of today until then.
    """
    if currency != RUPIAH:
        return DisplayCurrency()
    if closing:
        return DisplayCurrency(True, closing.rate, is_frozen=True)
    return DisplayCurrency(True, rate_on(min(last_day(month), timezone.localdate())))

"""How amounts are shown: in their own currency, or in rupiah at a named rate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from bonuses.models import Closing
from bonuses.rules import payment
from bonuses.rules.payment import RUPIAH, Rate
from bonuses.rules.rates import Plan
from bonuses.statements.currency import rate_on
from crm.calendar import last_day
from crm.web.templatetags import formats


@dataclass(frozen=True)
class DisplayCurrency:
    """What somebody asked for. Without a rate bonuses stay as they are."""

    in_rupiah: bool = False
    rate: Rate | None = None
    # True if the rate, or that there is none, is the one that the month was closed with.
    is_frozen: bool = False

    def amount(self, value: Decimal, currency: str) -> Decimal:
        """One bonus in the currency that it is shown in. Sums are added from these."""
        return payment.in_rupiah(value, currency, self.rate) if self.converts else value

    def currency(self, currency: str) -> str:
        """The currency in which bonuses of `currency` are shown."""
        return RUPIAH if self.converts else currency

    def plan(self, plan: Plan) -> Plan:
        """The plan with its bonuses as they are shown."""
        return payment.plan_in_rupiah(plan, self.rate) if self.converts else plan

    def text(self, value: Decimal, currency: str) -> str:
        """One bonus as people read it."""
        return formats.money(self.amount(value, currency), self.currency(currency))

    @property
    def converts(self) -> bool:
        return self.in_rupiah and self.rate is not None


def display_currency(asked: str, month: date, closing: Closing | None) -> DisplayCurrency:
    """What `?currency=` asks for: at the rate the month was closed with.

    An open month takes that of its last day, or of today until then: one command.
    """
    if asked != RUPIAH:
        return DisplayCurrency()
    if closing:
        return DisplayCurrency(True, closing.rate, is_frozen=True)
    rate = rate_on(min(last_day(month), timezone.localdate()))
    return DisplayCurrency(True, rate and rate.rate)

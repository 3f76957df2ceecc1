"""How amounts are shown: in their own currency, or in rupiah at a stated rate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from bonuses import currency as money
from bonuses.models import ExchangeRate
from bonuses.standings import last_day
from crm.web.templatetags import formats

RUPIAH = "IDR"


@dataclass(frozen=True)
class Shown:
    """What somebody asked for. Without a rate bonuses stay as they are."""

    in_rupiah: bool = False
    rate: ExchangeRate | None = None

    def amount(self, value: Decimal, currency: str) -> Decimal:
        """A bonus in the currency that it is shown in."""
        if not self.converts:
            return value
        return money.in_rupiah(value, currency, self.rate)

    def currency(self, currency: str) -> str:
        """The currency in which bonuses of `currency` are shown."""
        return RUPIAH if self.converts else currency

    def text(self, value: Decimal, currency: str) -> str:
        """A bonus as people read it."""
        return formats.money(self.amount(value, currency), self.currency(currency))

    def both(self, value, kind: str, currency: str) -> tuple:
        """A figure as a number and as text, whatever its kind (see columns.py)."""
        if kind == "bonus":
            return self.amount(value, currency), self.text(value, currency)
        return value, formats.rupiah(value) if kind == "omset" else formats.decimal(value)

    @property
    def converts(self) -> bool:
        return self.in_rupiah and self.rate is not None


def shown_in(asked: str, month: date) -> Shown:
    """What `?currency=` asks for, at the rate of the month's last day, or of today until then.

    One command if it asks for rupiah.
    """
    if asked != RUPIAH:
        return Shown()
    return Shown(True, money.rate_on(min(last_day(month), timezone.localdate())))

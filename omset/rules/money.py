"""Exact amounts (G-3). Pure."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
LARGEST = Decimal("999999999999.99")


def cents(amount: Decimal) -> Decimal:
    """The amount with two decimal places, rounded half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def deposit_total(nominal: Decimal, multiplier: Decimal) -> Decimal:
    """Depo total = nominal x kelipatan, two places, rounded half up."""
    return cents(nominal * multiplier)

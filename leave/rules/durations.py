"""Minutes as hours, the way people read them. Pure."""

from decimal import ROUND_HALF_UP, Decimal

MINUTES = 60
_CENTS = Decimal("0.01")


def hours(minutes: int) -> Decimal:
    """So many minutes in hours, at most two places: 270 are 4.5."""
    exact = (Decimal(minutes) / MINUTES).quantize(_CENTS, ROUND_HALF_UP)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()

"""What one dollar is worth in other currencies, as the app that keeps a rate says."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

# Given a Jakarta date: so much of the currency for one dollar; None before the first rate.
RateReader = Callable[[date], Decimal | None]

_readers: dict[str, RateReader] = {}


def register(currency: str, reader: RateReader) -> None:
    """Let everybody who converts ask `reader`. Raises ValueError if the currency has one."""
    if currency in _readers:
        raise ValueError(f"the rate of {currency} is registered twice")
    _readers[currency] = reader


def rate_on(currency: str, day: date) -> Decimal | None:
    """So much of `currency` for one dollar on `day`; None where nobody knows one."""
    reader = _readers.get(currency)
    return reader(day) if reader else None

"""Amounts as the database keeps them, several times as fast as pymongo's own way."""

from decimal import Context, Decimal
from functools import lru_cache

from bson import Decimal128

# IEEE 754-2008 decimal128, binary encoding: 1 bit sign, 14 exponent, 113 coefficient.
COEFFICIENT = (1 << 113) - 1
LARGEST = 10**34 - 1
EXPONENT, BIAS = 0x3FFF, 6176
CENTS = -2
WIDEST = Context(prec=34, Emin=-6143, Emax=6144, clamp=1)


def to_decimal(amount: Decimal128) -> Decimal:
    """The very number that `amount.to_decimal()` returns."""
    return _number(amount.bid)


def to_stored(amount: Decimal) -> Decimal128:
    """What `Decimal128` makes of an amount of at most two places, written with two.

    Raises ValueError for any other: nothing is rounded on the way.
    """
    coefficient = int(amount.scaleb(-CENTS))
    if Decimal(coefficient).scaleb(CENTS) != amount or abs(coefficient) > COEFFICIENT:
        raise ValueError(f"{amount} is no amount in cents")
    bits = (coefficient < 0) << 127 | BIAS + CENTS << 113 | abs(coefficient)
    return Decimal128.from_bid(bits.to_bytes(16, "little"))


# Few amounts are not seen again: the multiplier is nearly always 1, and a deposit has three.
@lru_cache(maxsize=20_000)
def _number(bid: bytes) -> Decimal:
    bits = int.from_bytes(bid, "little")
    digits = bits & COEFFICIENT
    if bits >> 125 & 3 == 3 or digits > LARGEST:
        # Not a number, infinite, or written in a way that nothing writes.
        return Decimal128.from_bid(bid).to_decimal()
    number = WIDEST.scaleb(Decimal(digits), (bits >> 113 & EXPONENT) - BIAS)
    return number.copy_negate() if bits >> 127 else number

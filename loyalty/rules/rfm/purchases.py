"""What a buyer's purchases come to: how long ago, how often, how much (LF-1, LP-3). Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
# Of a fingerprint: a sum of hashes that goes round here.
BITS = 256


class Purchase(NamedTuple):
    """A deposit, a receipt or a month of sales lines of one buyer; below 0 it is a return."""

    buyer: str
    day: date
    amount: Decimal


@dataclass(slots=True)
class PurchaseSums:
    """What all purchases of one buyer come to, in cents; an amount of 0 is in none of them.

    A return lowers the value, and is no purchase. Of one who has only returned there is no last
    day.
    """

    buyer: str
    last: date | None = None
    frequency: int = 0
    cents: int = 0
    # Each purchase and return, as `dated_amount` writes it, in whatever order.
    dated_amounts: list[str] = field(default_factory=list)

    def add(self, other: "PurchaseSums") -> None:
        """Take in what somebody else, who is the same buyer, has bought."""
        if other.last and (self.last is None or other.last > self.last):
            self.last = other.last
        self.frequency += other.frequency
        self.cents += other.cents
        self.dated_amounts += other.dated_amounts


@dataclass(frozen=True, slots=True)
class Buyer:
    """What somebody's purchases come to on a day."""

    key: str
    # Whole days since the last purchase.
    recency: int
    frequency: int
    # Returns are taken off.
    value: Decimal


def sums_of(purchases: Iterable[Purchase]) -> Iterator[PurchaseSums]:
    """What each purchase comes to by itself; those of nothing are left out."""
    for buyer, day, amount in purchases:
        if amount:
            cents = int(amount.scaleb(2))
            bought = [dated_amount(day, cents)]
            yield PurchaseSums(
                buyer, day if cents > 0 else None, int(cents > 0), cents, dated_amounts=bought
            )


def dated_amount(day: date, cents: int) -> str:
    """How a purchase stands in a fingerprint; the database writes it the same way."""
    return f"{day.isoformat()} {cents}"


def by_buyer(parts: Iterable[PurchaseSums]) -> list[PurchaseSums]:
    """All that each buyer has bought, whatever it came from; whoever only returned is left out."""
    whole: dict[str, PurchaseSums] = {}
    for part in parts:
        if earlier := whole.get(part.buyer):
            earlier.add(part)
        else:
            whole[part.buyer] = part
    return [whole[key] for key in sorted(whole) if whole[key].last]


def buyer_on(day: date, sums: PurchaseSums) -> Buyer:
    """What the purchases of one who has bought come to on a day."""
    last = sums.last or day
    value = Decimal(sums.cents).scaleb(-2)
    return Buyer(sums.buyer, (day - last).days, sums.frequency, value)


def print_of(sums: PurchaseSums) -> str:
    """A hash of a buyer's purchases without their name: equal ones twice are told apart."""
    return hashlib.sha256("\n".join(sorted(sums.dated_amounts)).encode()).hexdigest()


def fingerprint(prints: Iterable[tuple[str, str]]) -> str:
    """What all buyers, each by key and print, come to, in whatever order.

    A sum, so that one buyer's part can be exchanged without all the others (`renamed`).
    """
    return _hexadecimal(sum(_part(key, its_print) for key, its_print in prints))


def renamed(whole: str, its_print: str, *, before: str, after: str) -> str:
    """A fingerprint in which a buyer's key becomes another one, and nothing else changes."""
    return _hexadecimal(int(whole, 16) - _part(before, its_print) + _part(after, its_print))


def _part(key: str, its_print: str) -> int:
    digest = hashlib.sha256(f"{key}\t{its_print}".encode()).digest()
    return int.from_bytes(digest, "big")


def _hexadecimal(number: int) -> str:
    return f"{number % (1 << BITS):0{BITS // 4}x}"

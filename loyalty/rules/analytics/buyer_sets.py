"""Sets of buyers as bits of one whole number, so that they are united and counted exactly. Pure.

Bit n stands for the card with the number n. Who is a member with several cards is one buyer.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple


def as_bytes(numbers: Iterable[int]) -> bytes:
    """The set of these numbers as it is stored."""
    numbers = list(numbers)
    bits = bytearray(max(numbers, default=-1) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def as_set(stored: bytes) -> int:
    """The set of a stored one."""
    return int.from_bytes(stored, "little")


def as_stored(buyers: int) -> bytes:
    """A set as it is stored."""
    return buyers.to_bytes(-(-buyers.bit_length() // 8), "little")


def set_of(numbers: Iterable[int]) -> int:
    """The set of these numbers."""
    return as_set(as_bytes(numbers))


def united(sets: Iterable[int]) -> int:
    """Everybody who is in any of the sets."""
    return reduce(or_, sets, 0)


def numbers_in(buyers: int) -> list[int]:
    """The numbers of a set, the smallest first."""
    digits = bin(buyers)[:1:-1]
    return [number for number, digit in enumerate(digits) if digit == "1"]


class BuyerCount(NamedTuple):
    """How many buyers there are, and how many of them are members."""

    buyers: int
    members: int

    @property
    def without_member(self) -> int:
        return self.buyers - self.members


@dataclass(frozen=True)
class CardHolders:
    """Which cards have a member, and which several of them have the same one."""

    with_member: int = 0
    shared: tuple[int, ...] = ()
    # The day on which the member of each card was created, as an ordinal, with the card's number.
    created: tuple[tuple[int, int], ...] = ()
    # Which card each number stands for.
    cards: Mapping[int, str] = field(default_factory=dict)

    def of_members_until(self, day: date | None) -> int:
        """The cards of who was a member at the end of a day, or is one now."""
        if day is None:
            return self.with_member
        return set_of(number for created, number in self.created if created <= day.toordinal())

    def with_all_cards(self, buyers: int) -> int:
        """The set with the other cards of the members in it."""
        return united([buyers, *(cards for cards in self.shared if cards & buyers)])

    def count(self, buyers: int) -> BuyerCount:
        """A member is counted once, whatever cards they bought with."""
        again = sum(max(0, (cards & buyers).bit_count() - 1) for cards in self.shared)
        members = (buyers & self.with_member).bit_count() - again
        return BuyerCount(buyers.bit_count() - again, members)


@dataclass(frozen=True)
class MembersByDay:
    """How many members there were at the end of the days on which somebody joined."""

    days: tuple[date, ...] = ()
    counts: tuple[int, ...] = ()

    @classmethod
    def of(cls, joined: Mapping[date, int]) -> "MembersByDay":
        """Of how many joined on each day."""
        days = sorted(joined)
        return cls(tuple(days), tuple(accumulate(joined[day] for day in days)))

    def until(self, day: date | None) -> int:
        """How many there were at the end of a day, or are now."""
        place = len(self.days) if day is None else bisect_right(self.days, day)
        return self.counts[place - 1] if place else 0

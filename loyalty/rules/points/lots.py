"""Points as stocks that redemptions and expiry take from (LP-8, LP-10, LP-12, LP-13). Pure.

Lots follow from a member's entries alone, taken in their order. What is left in all lots, less
what was spent and then reversed, is the balance.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple, Self

from crm.calendar import add_months, last_day
from loyalty.rules.points.entries import Entry, EntryReason

# So long live points that come back after their day.
DAYS_AFTER_RETURN = 30
_SPENT = (EntryReason.REDEEMED, EntryReason.ADJUSTED, EntryReason.MERGED)


class Expiry(NamedTuple):
    """Points of a lot whose last day is over."""

    source: str
    points: int


class Ending(NamedTuple):
    """Points of a lot that can be spent until their last day."""

    source: str
    points: int
    last_day: date


class Taking(NamedTuple):
    """How many points were taken from a lot."""

    lot: "Lot"
    points: int


@dataclass(eq=False)
class Lot:
    """What one source has given, and what is left of it."""

    source: str
    day: date
    spendable_from: date
    last_day: date | None
    left: int = 0
    expired: int = 0
    # Of what had expired: what was given back and reversed, and what came back with its buyer,
    # which the next run takes again.
    returned: int = 0
    over: int = 0
    # What its reversal took of other lots, the last one last.
    borrowed: list[Taking] = field(default_factory=list)
    # What its reversal took below 0.
    owed: int = 0

    def take(self, most: int) -> int:
        """Take what is left, at most so many points; returns how many."""
        taken = min(most, self.left)
        self.left -= taken
        return taken

    def receive(self, points: int, entry: Entry) -> None:
        """Points come back; if the lot's day is over, they live a while more, unless only whose
        they are is another."""
        self.left += points
        if points and self.ends_before(entry.posted_on) and not entry.is_moved:
            self.last_day = entry.posted_on + timedelta(days=DAYS_AFTER_RETURN)

    def reverse(self, most: int) -> int:
        """Take of the lot's own purchase, what had expired first; returns how many points."""
        over = min(most, self.over)
        self.over -= over
        self.returned += over
        return over + self.take(most - over)

    def come_back(self, points: int, entry: Entry) -> None:
        """Points of the lot's own purchase come back; who had lost some of them has lost them."""
        over = min(points, self.returned)
        self.returned -= over
        if entry.is_moved:
            self.over += over
            points -= over
        self.receive(points, entry)

    def due(self, day: date) -> int:
        """How many of its points are to be posted as expired in the night that begins `day`."""
        return self.over + (self.left if self.ends_before(day) else 0)

    def ends_before(self, day: date) -> bool:
        return self.last_day is not None and self.last_day < day


def last_day_of_points(day: date, expiry_months: int | None) -> date | None:
    """The end of the month so many months after that of `day`; None where nothing expires."""
    return None if expiry_months is None else last_day(add_months(day, expiry_months))


def shortest_life(expiry_months: int) -> int:
    """The fewest days from a purchase to the last day of its points, whenever it is."""
    ends = (last_day(date(2026, month, 1)) for month in range(1, 13))
    return min((last_day(add_months(day, expiry_months)) - day).days for day in ends)


class Lots:
    """The lots of one member."""

    def __init__(self) -> None:
        self._lots: dict[str, Lot] = {}
        self._redeemed: dict[str, list[Taking]] = {}
        # Points that were spent and then reversed: what comes next fills it first (LP-10).
        self.missing = 0

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The lots after these entries, which are a member's in the order of their posting."""
        lots = cls()
        for entry in entries:
            lots.post(entry)
        return lots

    @property
    def balance(self) -> int:
        """The sum of all entries; below 0 when points that were spent are reversed."""
        return sum(lot.left + lot.over for lot in self._lots.values()) - self.missing

    def held(self, day: date) -> int:
        """Points that the balance counts and that cannot be spent on that day yet."""
        return sum(lot.left for lot in self._lots.values() if lot.spendable_from > day)

    def available(self, day: date) -> int:
        """What can be spent on a day, once what is due() by then is posted."""
        return self.balance - self.held(day)

    def due(self, day: date) -> list[Expiry]:
        """What is to be posted as expired in the night that begins `day`, the oldest first."""
        ended = (Expiry(lot.source, lot.due(day)) for lot in self._in_order())
        return [each for each in ended if each.points]

    def ending(self, first: date, last: date) -> list[Ending]:
        """What ends within these days, the one that ends first before the others."""
        left = ((lot, lot.last_day) for lot in self._in_order() if lot.left)
        return [
            Ending(lot.source, lot.left, day) for lot, day in left if day and first <= day <= last
        ]

    def next_end(self) -> date | None:
        """The last day of the points that end first, of those that are left; None if none do."""
        lots = self._lots.values()
        ends = [lot.last_day for lot in lots if lot.left and lot.last_day]
        return min(ends + [lot.day for lot in lots if lot.over], default=None)

    def returned_before_reversal(self, source: str, points: int) -> int:
        """Of so many points that are reversed, those that had expired.

        They are given back before: nobody loses more than they were given (LP-13).
        """
        lot = self._lots.get(source)
        return min(max(0, points - lot.left - lot.over), lot.expired) if lot else 0

    def post(self, entry: Entry) -> None:
        """Take one more entry into account."""
        missing = self.missing
        self._post(entry)
        if self.missing < missing:
            self._forgive()

    def _post(self, entry: Entry) -> None:
        if entry.reason == EntryReason.EXPIRED:
            self._expire(entry)
        elif entry.reason == EntryReason.EXPIRY_RETURNED:
            self._return_expired(entry)
        elif entry.reason == EntryReason.REFUNDED:
            self._refund(entry)
        elif entry.points >= 0:
            self._give(entry)
        elif entry.reason in _SPENT:
            takings = self._take(-entry.points, entry.posted_on)
            self._redeemed.setdefault(entry.source, []).extend(takings)
        else:
            self._reverse(entry)

    def _forgive(self) -> None:
        """What others have filled is owed by no lot any more, the oldest first."""
        over = sum(lot.owed for lot in self._lots.values()) - self.missing
        for lot in self._lots.values():
            part = min(lot.owed, max(over, 0))
            lot.owed -= part
            over -= part

    def _give(self, entry: Entry) -> None:
        lot = self._lots.get(entry.source)
        if lot is None:
            # Those that have ended before they came fill nothing.
            self._open(entry, entry.points if entry.is_over else self._fill(entry.points))
            return
        is_over = entry.is_moved and lot.ends_before(entry.posted_on)
        points = self._fill(entry.points, lot.owed if is_over else entry.points)
        lot.owed -= min(lot.owed, entry.points)
        lot.come_back(self._pay_back(lot, points, entry), entry)

    def _open(self, entry: Entry, points: int) -> None:
        spendable_from = entry.day + timedelta(days=entry.hold_days)
        lot = Lot(entry.source, entry.day, spendable_from, entry.last_day, points)
        self._lots[entry.source] = lot

    def _reverse(self, entry: Entry) -> None:
        """Of the purchase's own lot first, then of the others, then below 0 (LP-13)."""
        lot, points = self._lots.get(entry.source), -entry.points
        if lot is None:
            # A return, which never gave anything.
            self._take(points, entry.posted_on)
        else:
            before = self.missing
            lot.borrowed += self._take(points - lot.reverse(points), entry.posted_on)
            lot.owed += self.missing - before

    def _refund(self, entry: Entry) -> None:
        """Back to the lots that the redemption took from (LP-13)."""
        points = self._fill(entry.points)
        for lot, taken in self._redeemed.pop(entry.source, []):
            part = min(points, taken)
            lot.receive(self._pay_back(lot, part, entry), entry)
            points -= part
        if points:
            # It was spent below 0, which has been filled meanwhile.
            self._open(entry, points)

    def _expire(self, entry: Entry) -> None:
        lot = self._lots[entry.source]
        over = min(-entry.points, lot.over)
        lot.over -= over
        lot.expired += over + lot.take(-entry.points - over)

    def _return_expired(self, entry: Entry) -> None:
        lot = self._lots[entry.source]
        lot.expired -= entry.points
        lot.over += entry.points

    def _take(self, points: int, day: date) -> list[Taking]:
        """Take points of the lots in their order, and below 0 what they do not have."""
        takings = []
        for lot in self._in_order(day):
            taken = lot.take(points)
            points -= taken
            takings += [Taking(lot, taken)] if taken else []
        self.missing += points
        return takings

    def _fill(self, points: int, most: int | None = None) -> int:
        """Fill what is missing first, with so many; returns what remains of the points."""
        filled = min(points if most is None else min(points, most), self.missing)
        self.missing -= filled
        return points - filled

    def _pay_back(self, lot: Lot, points: int, entry: Entry) -> int:
        """Give back what the lot's reversal took of others; returns what remains of the points."""
        while points and lot.borrowed:
            lender, taken = lot.borrowed.pop()
            part = min(points, taken)
            lender.receive(part, entry)
            points -= part
            if taken > part:
                lot.borrowed.append(Taking(lender, taken - part))
        return points

    def _in_order(self, day: date | None = None) -> list[Lot]:
        """Those that end first before the others, of equal ones the older; held ones last."""

        def place(lot: Lot) -> tuple[bool, date, date]:
            is_held = day is not None and lot.spendable_from > day
            return is_held, lot.last_day or date.max, lot.day

        return sorted(self._lots.values(), key=place)

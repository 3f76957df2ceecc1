"""A person's statement of a month: fees, what changed after closing, payments. Pure; dollars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from leave.rules.fees import ZERO, FeeKind, FeeLine, total_of

CENTS = 100
MOST_PARTS = 2


@dataclass(frozen=True)
class FeeStatement:
    """What a month says. Its total is the sum of its lines and of the changes to closed months."""

    month: date
    lines: tuple[FeeLine, ...] = ()
    # What changed in closed months: each line's day lies in the month that it is about.
    changes: tuple[FeeLine, ...] = ()
    paid: Decimal = ZERO
    is_closed: bool = False

    @property
    def own_total(self) -> Decimal:
        """What the month itself comes to."""
        return total_of(self.lines)

    @property
    def change_total(self) -> Decimal:
        """What changes to closed months come to."""
        return total_of(self.changes)

    @property
    def total(self) -> Decimal:
        """What is charged; less than nothing if more was taken back."""
        return self.own_total + self.change_total

    @property
    def due(self) -> Decimal:
        """What is left to pay (FE-2)."""
        return max(ZERO, self.total - self.paid)

    @property
    def credit(self) -> Decimal:
        """What was paid too much (case 65)."""
        return max(ZERO, self.paid - self.total)

    def sum_of(self, kind: FeeKind) -> Decimal:
        """What the month's own lines of one sort come to."""
        return total_of(line for line in self.lines if line.kind == kind)

    def minutes_of(self, kind: FeeKind) -> Decimal:
        """Minutes late, or past the allowance, whether or not they are waived."""
        return sum((line.minutes for line in self.lines if line.kind == kind), ZERO)

    def days_of(self, kind: FeeKind) -> int:
        """On how many days."""
        return len({line.date for line in self.lines if line.kind == kind})


def changes_since(in_statements: Iterable[FeeLine], now: Iterable[FeeLine]) -> list[FeeLine]:
    """The lines that take what statements have told of a month to what it comes to now.

    `in_statements` are the lines of the closed statement and those of later ones about the same
    month. Of a line that is gone, or new, all of it. Lines that differ in minutes alone are none:
    they change no amount.
    """
    in_statements, now = list(in_statements), list(now)
    if in_statements == now:
        return []
    before, after = _by_key(in_statements), _by_key(now)
    keys = sorted({*before, *after}, key=lambda key: (key[1], key[0], key[2]))
    both = ((before.get(key), after.get(key)) for key in keys)
    return [change for was, is_now in both if (change := _change(was, is_now))]


def parts_left(due: Decimal, parts: int, paid: int) -> list[Decimal]:
    """What is left to pay in as many equal parts as are not paid yet; odd cents come first."""
    left = parts - paid
    if left <= 0:
        return []
    whole = int(due * CENTS)
    return [
        Decimal(whole // left + (number < whole % left)) / CENTS + ZERO for number in range(left)
    ]


def _by_key(lines: Iterable[FeeLine]) -> dict[tuple[FeeKind, date, str], FeeLine]:
    """One line for each thing: what was told of it in several statements adds up."""
    by_key: dict[tuple[FeeKind, date, str], FeeLine] = {}
    for line in lines:
        before = by_key.get(line.key)
        by_key[line.key] = line if before is None else _sum(before, line)
    return by_key


def _sum(one: FeeLine, other: FeeLine) -> FeeLine:
    return other._replace(amount=one.amount + other.amount, minutes=one.minutes + other.minutes)


def _change(was: FeeLine | None, is_now: FeeLine | None) -> FeeLine | None:
    one = is_now or was
    if one is None:
        return None
    amount = (is_now.amount if is_now else ZERO) - (was.amount if was else ZERO)
    minutes = (is_now.minutes if is_now else ZERO) - (was.minutes if was else ZERO)
    if not amount:
        return None
    return one._replace(amount=amount, minutes=minutes, charge=amount, is_waived=False)

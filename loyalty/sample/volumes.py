"""How much of everything the files hold: at scale 1 what was measured (LI-1)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

SMALLEST_SCALE, LARGEST_SCALE = 0.01, 4
MONTHS = 6
DAYS = 209
STORES = 9
DEPARTMENTS = 18
LEAST_SHARE, LARGEST_SHARE = 0.14, 0.19


@dataclass(frozen=True)
class Volumes:
    """Counts at a scale; of what there is at all there is at least one."""

    scale: float

    def of(self, count: float, least: int = 1) -> int:
        """So many at this scale."""
        return max(least, round(count * self.scale))

    def money(self, amount: str) -> int:
        """An amount at this scale, in cents."""
        return round(Decimal(amount) * 100 * Decimal(str(self.scale)))


def months_until(end: date) -> list[str]:
    """The months of the sales lines, YYYYMM: the last of them is that of `end`."""
    first = end.year * 12 + end.month - MONTHS
    return [f"{month // 12}{month % 12 + 1:02}" for month in range(first, first + MONTHS)]


def days_until(end: date) -> list[date]:
    """The days of the receipts."""
    return [end - timedelta(days=back) for back in reversed(range(DAYS))]


def parts_of(whole: int, random: Random) -> list[int]:
    """The rows of each month, none of which has less than 14 or more than 19 % of them."""
    while True:
        weights = [random.uniform(LEAST_SHARE, LARGEST_SHARE) for _month in range(MONTHS)]
        shares = [weight / sum(weights) for weight in weights]
        if all(LEAST_SHARE < share < LARGEST_SHARE for share in shares):
            counts = [round(whole * share) for share in shares[:-1]]
            return [*counts, whole - sum(counts)]

"""Believable deposits: the same ones for the same seed. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from omset.demo import cast
from omset.imports.rows import ImportRow

FIRST_NAMES, LAST_PARTS = cast.FIRST_NAMES.split(), cast.LAST_PARTS.split()
# Two years, so that every page that looks back has something to show.
DAYS = 730
# Monday to Sunday; and the days around pay-day.
WEEKDAYS = (1.0, 0.95, 0.95, 1.0, 1.2, 1.3, 0.85)
PAY_DAYS, PAY_DAY_FACTOR = (25, 26, 27, 28, 1), 1.3
GROWTH = 1.5
TYPICAL, SPREAD = 400_000, 0.85
SMALLEST, LARGEST = 50_000, 5_000_000
STAFF_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3)
PRODUCT_WEIGHTS = (5, 3, 2, 2)
NEW, BORROWED, RESPELLED, TAMBAHAN, MULTIPLIED = 0.2, 0.02, 0.05, 0.03, 0.12


class DepositGenerator:
    """Deals deposits to staff and products, and remembers whose customers are whose."""

    def __init__(self, seed: int, today: date) -> None:
        self.random, self.today = Random(seed), today
        self.days = [today - timedelta(days=DAYS - 1 - past) for past in range(DAYS)]
        self.customers: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.all_customers: list[str] = []

    def rows(self, count: int) -> Iterator[ImportRow]:
        """`count` approved deposits over DAYS days up to today, in order of date."""
        weights = [_weight(day, place / DAYS) for place, day in enumerate(self.days)]
        for day in sorted(self.random.choices(self.days, weights, k=count)):
            yield self._row(day)

    def _row(self, day: date) -> ImportRow:
        [staff] = self.random.choices(list(cast.STAFF), STAFF_WEIGHTS)
        [product] = self.random.choices(cast.PRODUCTS, PRODUCT_WEIGHTS)
        return ImportRow(
            staff=staff,
            product=product,
            date=day,
            customer_id=self._spelled(self._customer(self.customers[staff, product])),
            nominal=self.nominal(),
            multiplier=self._multiplier(),
            note=self._note(),
            status="approved",
            own_status=False,
        )

    def _customer(self, own: list[str]) -> str:
        """A customer of the staff member, mostly one who came lately, sometimes a new one."""
        if own and self.random.random() > NEW:
            return own[-1 - int(len(own) * self.random.random() ** 1.5)]
        borrowed = self.all_customers and self.random.random() < BORROWED
        customer = self.random.choice(self.all_customers) if borrowed else self.new_customer()
        own.append(customer)
        return customer

    def new_customer(self) -> str:
        """An id that a person may have chosen."""
        first, last = self.random.choice(FIRST_NAMES), self.random.choice(LAST_PARTS)
        number = self.random.randrange(1, 1000)
        shapes = (f"{first}{number}", f"{first}_{last}{number % 100}", f"{first}{last}{number}")
        customer = self.random.choice(shapes)
        self.all_customers.append(customer)
        return customer

    def _spelled(self, customer: str) -> str:
        return customer.upper() if self.random.random() < RESPELLED else customer

    def nominal(self) -> Decimal:
        """A round amount of rupiah."""
        amount = self.random.lognormvariate(math.log(TYPICAL), SPREAD)
        step = 10_000 if amount < 500_000 else 50_000
        rounded = round(amount / step) * step
        return Decimal(min(max(rounded, SMALLEST), LARGEST)).quantize(Decimal("0.01"))

    def _multiplier(self) -> Decimal:
        several = self.random.random() < MULTIPLIED
        return Decimal(self.random.choice(("1.50", "2.00", "3.00")) if several else "1.00")

    def _note(self) -> str:
        tambahan = self.random.random() < TAMBAHAN
        return self.random.choice(cast.TAMBAHAN_NOTES if tambahan else cast.NOTES)


def _weight(day: date, progress: float) -> float:
    pay_day = PAY_DAY_FACTOR if day.day in PAY_DAYS else 1
    return WEEKDAYS[day.weekday()] * pay_day * (1 + GROWTH * progress)

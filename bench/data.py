"""The synthetic year of a sales floor that the measurements run on."""

import csv
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()
STAFF = [f"staff{number:02}" for number in range(1, 21)]
PRODUCTS = ["Alpha", "Beta", "Gamma", "Delta"]
DAYS = 365
# 3% tambahan, 2% pending, 1% declined.
TAMBAHAN, PENDING, DECLINED = 0.03, 0.02, 0.01


def write_csv(path: Path, records: int, last_day: date, seed: int = 1) -> None:
    """A year of deposits up to `last_day`: 20 staff, 4 products, records/8 customers."""
    chance = random.Random(seed)
    customers = max(records // 8, 1)
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["date", "customer_id", "nominal", "multiplier", "note", "staff", "product", "status"]
        )
        for _ in range(records):
            rows.writerow(_row(chance, customers, last_day))


def _row(chance: random.Random, customers: int, last_day: date) -> list:
    number = chance.randrange(customers)
    # A customer belongs to one staff member and product; one deposit in ten goes elsewhere.
    at_home = chance.random() > 0.1
    staff = STAFF[number % 20 if at_home else chance.randrange(20)]
    product = PRODUCTS[number // 20 % 4 if at_home else chance.randrange(4)]
    return [
        last_day - timedelta(days=chance.randrange(DAYS)),
        f"player{number:07}",
        chance.randrange(50, 5_000) * 1000,
        chance.choice([1, 1, 1, 1, 1.5, 2]),
        "tambahan" if chance.random() < TAMBAHAN else "",
        staff,
        product,
        _status(chance.random()),
    ]


def _status(draw: float) -> str:
    if draw < PENDING:
        return "pending"
    return "declined" if draw < PENDING + DECLINED else "approved"

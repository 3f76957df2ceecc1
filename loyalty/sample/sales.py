"""The sales lines of an invented chain: six months, written as they are made."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from loyalty.sample import people
from loyalty.sample.volumes import DEPARTMENTS, MONTHS, Volumes, months_until, parts_of

ROWS, CUSTOMERS, ARTICLES, PROMOTIONS, AMOUNT = 1_067_280, 7_823, 7_422, 795, "3584524.55"
AGAIN, ZERO, NEGATIVE, WEIGHED, PROMOTED, UNKNOWN = 0.001, 0.01, 0.005, 0.08, 0.22, 0.015
WRITTEN_AT_ONCE = 5_000
# Customer and article by rank; the promotion from 1 on, 0 for none.
LineKey = tuple[int, int, int]


@dataclass
class SalesSums:
    """What was written, to compare with; amounts in cents, quantities in thousandths."""

    rows: Counter[str] = field(default_factory=Counter)
    amount: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    department_rows: Counter[str] = field(default_factory=Counter)
    department_amount: Counter[str] = field(default_factory=Counter)
    quantity: int = 0
    zeros: int = 0
    negatives: int = 0
    promoted: int = 0
    again: int = 0


@dataclass(frozen=True)
class Assortment:
    """Who buys what: by rank, the best customer and the best sold article first."""

    cards: list[str]
    articles: list[str]
    departments: list[str]
    promotions: list[tuple[int, int]]


def assortment(random: Random, volumes: Volumes, members: Sequence[str]) -> Assortment:
    """The customers, of whom a few are in no registry, the articles and the promotions."""
    count = volumes.of(CUSTOMERS)
    unknown = max(1, round(count * UNKNOWN))
    known = random.sample(members, count - unknown)
    cards = [*known, *(people.right_card(400_000 + number) for number in range(unknown))]
    random.shuffle(cards)
    articles = [f"80{number:011}" for number in random.sample(range(10**9), volumes.of(ARTICLES))]
    codes = [f"{number:03}" for number in range(DEPARTMENTS)]
    departments = [*codes, *random.choices(codes, k=len(articles))][: len(articles)]
    pairs = [(kind, number) for kind in range(1, 6) for number in range(1, 201)]
    return Assortment(cards, articles, departments, random.sample(pairs, volumes.of(PROMOTIONS)))


def write_sales(
    path: Path, random: Random, volumes: Volumes, end: date, goods: Assortment
) -> SalesSums:
    """Write the file and return its sums."""
    sums = SalesSums()
    amounts = iter(_amounts(random, volumes))
    months = months_until(end)
    parts = parts_of(volumes.of(ROWS), random)
    with path.open("w", encoding="utf-8") as file:
        lead = "[\n"
        for place, (month, rows) in enumerate(zip(months, parts, strict=True)):
            lines = []
            for key in _keys(random, goods, rows, place, sums):
                lines.append(_line(random, goods, key, month, next(amounts), sums))
                if len(lines) == WRITTEN_AT_ONCE:
                    file.write(lead + ",\n".join(lines))
                    lead, lines = ",\n", []
            if lines:
                file.write(lead + ",\n".join(lines))
                lead = ",\n"
        file.write("\n]\n")
    return sums


def _amounts(random: Random, volumes: Volumes) -> "array[int]":
    """The amount of each line in cents: 1 % nothing, 0.5 % taken back, together what is sold."""
    rows, whole = volumes.of(ROWS), volumes.money(AMOUNT)
    drawn = array("d", (_drawn(random) for _line in range(rows)))
    factor = whole / sum(drawn)
    cents = array("q", (_cents(amount * factor) for amount in drawn))
    rest, place = whole - sum(cents), 0
    while rest:
        step = 1 if rest > 0 else -1
        if cents[place] > 1:
            cents[place] += step
            rest -= step
        place = (place + 1) % rows
    return cents


def _drawn(random: Random) -> float:
    kind = random.random()
    if kind < ZERO:
        return 0.0
    amount = random.lognormvariate(0.8, 0.9)
    return -amount if kind < ZERO + NEGATIVE else amount


def _cents(amount: float) -> int:
    cents = round(amount)
    return cents if cents or not amount else (1 if amount > 0 else -1)


def _keys(
    random: Random, goods: Assortment, rows: int, month: int, sums: SalesSums
) -> Iterator[LineKey]:
    """Customer, article and promotion of each line of a month; a few lines come again.

    Together the months have every customer, article and promotion.
    """
    again = max(1, round(rows * AGAIN))
    seen = dict.fromkeys(_all_of(goods, month))
    promoted = sum(promotion > 0 for _customer, _article, promotion in seen)
    wanted = round((rows - again) * PROMOTED) - promoted
    _fill(random, goods, seen, len(seen) + wanted, is_promoted=True)
    _fill(random, goods, seen, rows - again, is_promoted=False)
    sums.again += again
    keys = list(seen)
    keys += random.sample(keys, again)
    random.shuffle(keys)
    yield from keys


def _fill(
    random: Random, goods: Assortment, seen: dict[LineKey, None], count: int, *, is_promoted: bool
) -> None:
    """Add lines that are not there yet until there are so many."""
    customers = _ranks(len(goods.cards), 0.8)
    articles = _ranks(len(goods.articles), 1.0)
    promotions = len(goods.promotions) if is_promoted else 0
    while len(seen) < count:
        missing = count - len(seen)
        buyers = random.choices(range(len(customers)), cum_weights=customers, k=missing)
        bought = random.choices(range(len(articles)), cum_weights=articles, k=missing)
        drawn = (random.randint(1, promotions) if is_promoted else 0 for _line in range(missing))
        seen.update(dict.fromkeys(zip(buyers, bought, drawn, strict=True)))


def _all_of(goods: Assortment, month: int) -> list[LineKey]:
    """What a month must have so that nothing is missing in all of them."""
    customers, articles = len(goods.cards), len(goods.articles)
    promotions = len(goods.promotions)
    most = max(customers, articles, promotions)
    return [
        (number % customers, number % articles, number + 1 if number < promotions else 0)
        for number in range(month, most, MONTHS)
    ]


def _ranks(count: int, exponent: float) -> list[float]:
    """Zipf: how often the first, the first two, ... are chosen."""
    return list(accumulate(rank**-exponent for rank in range(1, count + 1)))


def _line(
    random: Random,
    goods: Assortment,
    key: LineKey,
    month: str,
    cents: int,
    sums: SalesSums,
) -> str:
    customer, article, promotion = key
    department = goods.departments[article]
    quantity = _quantity(random)
    points = max(0, cents * 87 // 10_000)
    kind, number = goods.promotions[promotion - 1] if promotion else (0, 0)
    sums.rows[month] += 1
    sums.amount[month] += cents
    sums.points[month] += points
    sums.department_rows[department] += 1
    sums.department_amount[department] += cents
    sums.quantity += quantity
    sums.zeros += cents == 0
    sums.negatives += cents < 0
    sums.promoted += promotion > 0
    return (
        f'{{"CODICE_CLIENTE": "{goods.cards[customer]}", "BARCODE": "{goods.articles[article]}",'
        f' "REPARTO": "{department}", "MESE": "{month}", "TOT_IMPORTO": {decimal(cents, 2)},'
        f' "TOT_QNT": {decimal(quantity, 3)}, "TOT_BOLLINI": {points},'
        f' "TIPO_PROMOZ": "{kind}", "NUMERO_PROMOZ": "{number}"}}'
    )


def _quantity(random: Random) -> int:
    """In thousandths: pieces, or a weight."""
    if random.random() < WEIGHED:
        return random.randint(80, 2500)
    return 1000 * int(1 + 6 * random.random() ** 3)


def decimal(whole: int, places: int) -> str:
    """A number of hundredths or thousandths as JSON has it."""
    sign, (units, rest) = "-" if whole < 0 else "", divmod(abs(whole), 10**places)
    return f"{sign}{units}.{rest:0{places}}"


def sales_facts(sums: SalesSums, goods: Assortment) -> dict[str, Any]:
    """What the manifest says of the file."""
    return {
        "rows": sums.rows.total(),
        "expected": {"read": sums.rows.total(), "inserted": sums.rows.total(), "rejected": 0},
        "amount": decimal(sums.amount.total(), 2),
        "points": sums.points.total(),
        "quantity": decimal(sums.quantity, 3),
        "by_month": {
            month: {"rows": rows, "amount": decimal(sums.amount[month], 2)}
            | {"points": sums.points[month]}
            for month, rows in sums.rows.items()
        },
        "by_department": {
            code: {"rows": rows, "amount": decimal(sums.department_amount[code], 2)}
            for code, rows in sorted(sums.department_rows.items())
        },
        "buyers": len(goods.cards),
        "buyers_without_member": max(1, round(len(goods.cards) * UNKNOWN)),
        "articles": len(goods.articles),
        "promotions": len(goods.promotions),
        "promoted": sums.promoted,
        "zeros": sums.zeros,
        "negatives": sums.negatives,
        "repeats": sums.again,
    }

"""The receipts of an invented chain: 209 days, zeros, natural twins, the till's points."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from math import log
from random import Random
from typing import Any

from loyalty.sample import people
from loyalty.sample.sales import decimal
from loyalty.sample.volumes import STORES, Volumes, days_until

ROWS, AMOUNT, POINTS = 5_000, "105873.03", 92_058
ZEROS, TWINS, EXACT, MORE, NOTHING = 69, 22, 2_674, 2, 214
CARDS, WITHOUT_MEMBER, WITHOUT_CARD = 181, 11, 0.005
PAYMENTS = 7
# The dearest receipt, whose points are the most.
DEAREST, LARGEST_OTHER, LEAST = 24_005, 23_899, 100
HOUR_WEIGHTS = (4, 7, 10, 14, 10, 6, 5, 6, 8, 11, 14, 9, 4)


@dataclass
class SampleReceipt:
    """A receipt; its amount in cents."""

    card: str
    store: int
    day: date
    minute: int
    cents: int
    till: int
    payment: int
    points: int = 0

    @property
    def whole(self) -> int:
        """The whole units of its amount, each of which gives a point."""
        return self.cents // 100

    @property
    def key(self) -> tuple[Any, ...]:
        """In what twins are equal."""
        return self.card, self.store, self.day, self.minute, self.till, self.cents

    @property
    def written(self) -> str:
        """The row as it stands in the file."""
        hour, minute = divmod(self.minute, 60)
        return (
            f'{{"CODICE_CLIENTE": "{self.card}", "DITTA": "{self.store}",'
            f' "DATA_SCONTRINO": "{self.day:%Y%m%d}", "ORA_SCONTRINO": {hour * 100 + minute},'
            f' "IMPORTO_SCONTRINO": {decimal(self.cents, 2)}, "NUMERO_CASSA": {self.till},'
            f' "TIPO_PAGAM1": "{self.payment}", "TIPO_PAGAM2": "0", "N_BOLLINI": {self.points}}}'
        )


def receipts(
    random: Random, volumes: Volumes, end: date, members: Sequence[str]
) -> list[SampleReceipt]:
    """All receipts, in the order of the file."""
    twins, zeros = volumes.of(TWINS), volumes.of(ZEROS)
    rows = _rows(random, volumes.of(ROWS) - twins, end, _cards(random, volumes, members))
    for row in rows[:zeros]:
        row.cents = 0
    bought = rows[zeros:]
    bought[0].cents = DEAREST
    _scale(random, bought[twins + 1 :], volumes.money(AMOUNT) - _doubled(bought[: twins + 1]))
    _make_unlike(rows)
    _give_points(random, bought, twins, volumes)
    rows += [replace(row) for row in bought[1 : twins + 1]]
    random.shuffle(rows)
    return rows


def receipt_facts(rows: list[SampleReceipt], members: Sequence[str]) -> dict[str, Any]:
    """What the manifest says of the file."""
    known, keys = set(members), Counter(row.key for row in rows)
    cards = {row.card for row in rows} - {""}
    return {
        "rows": len(rows),
        "expected": {"read": len(rows), "inserted": len(rows), "rejected": 0, "repaired": 0},
        "amount": decimal(sum(row.cents for row in rows), 2),
        "points": sum(row.points for row in rows),
        "most_points": max(row.points for row in rows),
        "zeros": sum(row.cents == 0 for row in rows),
        "twins": len(rows) - len(keys),
        "without_points": sum(row.points == 0 for row in rows),
        "exact_points": sum(row.cents > 0 and row.points == row.whole for row in rows),
        "more_points": sum(row.points > row.whole for row in rows),
        "without_card": sum(row.card == "" for row in rows),
        "cards": len(cards),
        "cards_without_member": len(cards - known),
        "days": len({row.day for row in rows}),
        "by_store": _by(rows, lambda row: str(row.store)),
        "by_month": _by(rows, lambda row: f"{row.day:%Y%m}"),
    }


def _by(rows: list[SampleReceipt], part: Any) -> dict[str, dict[str, Any]]:
    count: Counter[str] = Counter()
    cents: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for row in rows:
        count[part(row)] += 1
        cents[part(row)] += row.cents
        points[part(row)] += row.points
    return {
        name: {"rows": count[name], "amount": decimal(cents[name], 2), "points": points[name]}
        for name in sorted(count)
    }


def _cards(random: Random, volumes: Volumes, members: Sequence[str]) -> list[str]:
    """The cards that bought: of members, of nobody, and one of eight digits."""
    count = volumes.of(CARDS, 4)
    unknown = volumes.of(WITHOUT_MEMBER, 2)
    known = random.sample(members, count - unknown)
    # Beyond those of the sales lines that are in no registry.
    foreign = (people.right_card(number) for number in range(500_000, 999_999))
    return [*known, *islice(foreign, unknown - 1), people.short_card(99_999)]


def _rows(random: Random, count: int, end: date, cards: list[str]) -> list[SampleReceipt]:
    """Receipts with an amount that is still to be scaled; each card and store has one."""
    days, hours = days_until(end), range(8, 21)
    weights = [random.expovariate(1) + 0.02 for _card in cards]
    buyers = [*cards, *random.choices(cards, weights, k=max(0, count - len(cards)))]
    for place in range(len(cards), len(buyers)):
        if random.random() < WITHOUT_CARD:
            buyers[place] = ""
    rows = [
        SampleReceipt(
            card=buyer,
            store=random.randint(1, STORES),
            day=random.choice(days),
            minute=random.choices(hours, HOUR_WEIGHTS)[0] * 60 + random.randrange(60),
            cents=max(LEAST, min(LARGEST_OTHER, round(random.lognormvariate(log(14), 0.9) * 100))),
            till=random.randint(1, 4),
            payment=random.choices(range(1, PAYMENTS + 1), (40, 30, 10, 8, 6, 4, 2))[0],
        )
        for buyer in buyers
    ]
    random.shuffle(rows)
    return rows


def _doubled(rows: list[SampleReceipt]) -> int:
    """The amount of the dearest receipt, and twice that of those that have a twin."""
    dearest, *doubled = rows
    return dearest.cents + 2 * sum(row.cents for row in doubled)


def _scale(random: Random, rows: list[SampleReceipt], whole: int) -> None:
    """Make the rows sum up to so many cents; each stays between 1.00 and the dearest."""
    factor = whole / sum(row.cents for row in rows)
    for row in rows:
        row.cents = max(LEAST, min(LARGEST_OTHER, round(row.cents * factor)))
    rest = whole - sum(row.cents for row in rows)
    while rest:
        row = random.choice(rows)
        if rest > 0:
            step = min(rest, LARGEST_OTHER - row.cents, 100)
        else:
            step = max(rest, LEAST - row.cents, -100)
        row.cents += step
        rest -= step


def _make_unlike(rows: list[SampleReceipt]) -> None:
    """No two are equal by chance."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        while row.key in seen:
            row.minute = 8 * 60 + (row.minute + 1 - 8 * 60) % (13 * 60)
        seen.add(row.key)


def _give_points(random: Random, bought: list[SampleReceipt], twins: int, volumes: Volumes) -> None:
    """The till's points: for most one a whole unit, for the others fewer, for two more."""
    exact, more = volumes.of(EXACT) - twins, MORE
    rows = bought[twins + 1 :]
    for row in bought:
        row.points = row.whole
    fewer = rows[exact - twins - 1 + more :]
    for row in rows[:more]:
        row.points = row.whole + 1
    by_amount = sorted(fewer, key=lambda row: row.whole)
    # One whole unit cannot give fewer points and still give some.
    least = sum(row.whole < 2 for row in by_amount)
    chosen = random.sample(
        by_amount[least : 3 * len(by_amount) // 4],
        max(0, volumes.of(NOTHING) - volumes.of(ZEROS) - least),
    )
    none = [*by_amount[:least], *chosen]
    for row in fewer:
        row.points = row.whole - 1
    for row in none:
        row.points = 0
    total = sum(row.points for row in bought) + sum(row.points for row in bought[1 : twins + 1])
    _lower(random, [row for row in fewer if row.points > 1], total - volumes.of(POINTS))


def _lower(random: Random, rows: list[SampleReceipt], rest: int) -> None:
    """Take so many points from the rows; one stays in each."""
    while rest > 0:
        row = random.choice(rows)
        step = random.randint(0, min(rest, row.points - 1, 3))
        row.points -= step
        rest -= step

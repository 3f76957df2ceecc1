"""The registry of an invented chain: a version, and a newer one (LI-1)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from loyalty.sample import people
from loyalty.sample.dirt import STRUCTURAL, Dirt
from loyalty.sample.volumes import Volumes

ROWS, LOST, NEW = 30_287, 5_329, 1_946
CHANGED = 0.01
CARDS_OF_EACH_THOUSAND = {
    Dirt.WRONG_CHECK_DIGIT: 3,
    Dirt.EIGHT_DIGITS: 0.5,
    Dirt.TWELVE_DIGITS: 0.2,
    Dirt.CARD_AS_NUMBER: 5,
}
DAMAGED_OF_EACH_THOUSAND = {
    Dirt.WINDOWS_1252: 5,
    Dirt.ILLEGAL_ESCAPE: 2,
    Dirt.CONTROL_CHARACTER: 1,
    Dirt.COMMA_BEFORE_BRACE: 0.5,
}
AGAIN_OF_EACH_THOUSAND = {Dirt.SAME_AGAIN: 1, Dirt.OTHERWISE_AGAIN: 0.5}
NUL_ROWS = 2
CONSENT_COLUMNS = ("dati_pers", "dati_pubb", "profilazione", "marketing")
CONSENT_WORDS = ("forse", "2", "mungkin")
# Family, pets, intolerances, invoice: there, and not kept.
OTHER_COLUMNS = (
    *("coniugato", "data_coniugato", "numero_figli"),
    *(f"data_figlio_{number}" for number in range(1, 6)),
    *("animali_1", "animali_2", "intolleranza_lattosio", "intolleranza_glutine"),
    *("intolleranza_nichel", "celiachia", "altra_intolleranza", "fattura", "ragione_sociale"),
)
FILLED = {
    "coniugato": "SI",
    "numero_figli": "2",
    "animali_1": "gatto",
    "intolleranza_lattosio": "SI",
}


@dataclass
class SampleRow:
    """A row by its headings, and what is odd about it."""

    values: dict[str, Any]
    dirt: set[Dirt] = field(default_factory=set)
    # The earlier row of the same card.
    again: "SampleRow | None" = None

    @property
    def card(self) -> str:
        return str(self.values["card_number"])


@dataclass(frozen=True)
class Registries:
    """The rows of the first and of the newer file, and which of the latter were changed."""

    first: list[SampleRow]
    newer: list[SampleRow]
    changed: int


def registries(random: Random, volumes: Volumes, end: date) -> Registries:
    """Both versions; the newer one is the first with 1 % changed, and clean new rows behind."""
    count = volumes.of(ROWS)
    again = {dirt: volumes.of(each * ROWS / 1000) for dirt, each in AGAIN_OF_EACH_THOUSAND.items()}
    cards = people.cards(random)
    persons = _persons(random, cards, count - sum(again.values()), end)
    _plant_cards(random, persons, volumes)
    _plant_damage(random, persons, volumes)
    first = list(persons)
    originals = random.sample([row for row in persons if not row.dirt], sum(again.values()))
    for place, original in enumerate(originals):
        is_same = place < again[Dirt.SAME_AGAIN]
        copy = _same(original) if is_same else _otherwise(random, original, end)
        first.insert(random.randint(_place_of(first, original) + 1, len(first)), copy)
    changed = _changed_rows(random, first, originals)
    newer = [_changed(random, row, end) if id(row) in changed else row for row in first]
    new = _persons(random, cards, volumes.of(NEW), end, is_clean=True)
    return Registries(first, newer + new, len(changed))


def _persons(
    random: Random, cards: Iterator[str], count: int, end: date, *, is_clean: bool = False
) -> list[SampleRow]:
    rows: list[SampleRow] = []
    for number, card in enumerate(islice(cards, count)):
        row = SampleRow(_values(random, card, number, end))
        if rows and random.random() < 0.015:
            row.values["n_telefono"] = rows[-1].values["n_telefono"]
        if not is_clean:
            _plant_in_fields(random, row)
        rows.append(row)
    return rows


def _values(random: Random, card: str, number: int, end: date) -> dict[str, Any]:
    """The columns of a person, all of them readable."""
    created = end - timedelta(days=random.randint(30, 3650))
    updated = created + timedelta(days=random.randint(0, (end - created).days - 1))
    has_one_name = random.random() < 0.03
    spend = 0 if random.random() < 0.15 else round(random.lognormvariate(LOG_OF_300, 1.1) * 100)
    values = {
        "card_number": card,
        "cognome": "" if has_one_name else people.name(random, 4),
        "nome": people.name(random),
        "stato_tes": "01" if random.random() < 0.97 else "02",
        "indirizzo": people.street(random),
        "cap": f"{random.randint(10, 98)}{random.randint(0, 999):03}",
        "localita": f"Borgo {people.name(random)}",
        "n_telefono": "" if random.random() < 0.1 else people.phone(random),
        "data_creazione": f"{created:%Y%m%d}",
        "updated_at": updated.isoformat(),
        "data_nas": _birth(random),
        "sesso": random.choices("MF ", (45, 50, 5))[0].strip(),
        "e_mail": "" if random.random() < 0.35 else people.email(random, number),
        "negozio": str(random.randint(1, 9)),
        **{column: random.choices(("SI", "", "NO"), (60, 38, 2))[0] for column in CONSENT_COLUMNS},
        "data_ult_sc": f"{updated:%Y%m%d}" if spend else "00000000",
        "prog_spesa": _comma(spend, random),
        "bollini": str(spend * 87 // 10_000 % 400),
    }
    filled = {column: value for column, value in FILLED.items() if random.random() < 0.1}
    return values | dict.fromkeys(OTHER_COLUMNS, "") | filled


def _birth(random: Random) -> str:
    kind = random.random()
    if kind < 0.2:
        return ""
    if kind < 0.21:
        return "00000000"
    return f"{random.randint(1935, 2006)}{random.randint(1, 12):02}{random.randint(1, 28):02}"


def _comma(cents: int, random: Random) -> str:
    """An amount with decimal comma, sometimes grouped by points."""
    whole, decimals = divmod(cents, 100)
    grouped = f"{whole:,}".replace(",", ".") if random.random() < 0.1 else str(whole)
    return f"{grouped},{decimals:02}"


def _plant_in_fields(random: Random, row: SampleRow) -> None:
    """Perhaps something unreadable in a field of the row."""
    if random.random() < 0.02:
        row.values["n_telefono"] = random.choice(people.NO_PHONES)
        row.dirt.add(Dirt.NO_PHONE)
    elif row.values["n_telefono"] in people.NO_PHONES:
        # It shares the phone of the row before.
        row.dirt.add(Dirt.NO_PHONE)
    if random.random() < 0.001:
        row.values["data_nas"] = "19850230"
        row.dirt.add(Dirt.IMPOSSIBLE_BIRTH)
    for column in CONSENT_COLUMNS:
        if random.random() < 0.002:
            row.values[column] = random.choice(CONSENT_WORDS)
            row.dirt.add(Dirt.CONSENT_WORD)


def _plant_cards(random: Random, rows: list[SampleRow], volumes: Volumes) -> None:
    """Odd card numbers, each in rows of its own."""
    counts = {dirt: volumes.of(each * ROWS / 1000) for dirt, each in CARDS_OF_EACH_THOUSAND.items()}
    chosen = iter(random.sample(rows, sum(counts.values())))
    for dirt, count in counts.items():
        for number, row in enumerate(islice(chosen, count)):
            row.values["card_number"] = _odd_card(row.card, dirt, number)
            row.dirt.add(dirt)


def _odd_card(card: str, dirt: Dirt, number: int) -> str | int:
    match dirt:
        case Dirt.WRONG_CHECK_DIGIT:
            return people.wrong_check_digit(card)
        case Dirt.EIGHT_DIGITS:
            return people.short_card(number)
        case Dirt.TWELVE_DIGITS:
            return card[:-1]
        case _:
            return int(card)


def _plant_damage(random: Random, rows: list[SampleRow], volumes: Volumes) -> None:
    """Rows that a strict reader loses, one damage each."""
    counts = {
        dirt: volumes.of(each * ROWS / 1000) for dirt, each in DAMAGED_OF_EACH_THOUSAND.items()
    } | {Dirt.NUL: NUL_ROWS}
    lost = volumes.of(LOST)
    chosen = iter(random.sample(rows, lost))
    for dirt, count in counts.items():
        for row in islice(chosen, count):
            row.dirt.add(dirt)
            if dirt == Dirt.WINDOWS_1252:
                row.values["localita"] = f"{row.values['localita']} ò"
    for row in chosen:
        row.dirt.add(Dirt.LONE_BACKSLASH)
        # Nine of ten have nothing but the backslash.
        if random.random() < 0.9:
            row.values["e_mail"] = ""


def _place_of(rows: list[SampleRow], wanted: SampleRow) -> int:
    return next(place for place, row in enumerate(rows) if row is wanted)


def _same(original: SampleRow) -> SampleRow:
    return SampleRow(dict(original.values), {Dirt.SAME_AGAIN}, original)


def _otherwise(random: Random, original: SampleRow, end: date) -> SampleRow:
    """The card again with another street, updated later, earlier or on the same day."""
    updated = date.fromisoformat(original.values["updated_at"])
    day = random.choice(
        (updated - timedelta(days=3), updated, min(end, updated + timedelta(days=3)))
    )
    values = original.values | {"indirizzo": f"{people.street(random)} bis", "updated_at": str(day)}
    return SampleRow(values, {Dirt.OTHERWISE_AGAIN}, original)


def _changed_rows(random: Random, rows: list[SampleRow], originals: list[SampleRow]) -> set[int]:
    """Rows that a newer registry has otherwise: of cards that are given once, and are taken."""
    given_again = set(map(id, originals))
    free = [
        row
        for row in rows
        if row.again is None and id(row) not in given_again and Dirt.NUL not in row.dirt
    ]
    return set(map(id, random.sample(free, max(1, round(len(rows) * CHANGED)))))


def _changed(random: Random, row: SampleRow, end: date) -> SampleRow:
    values = row.values | {
        "indirizzo": f"{people.street(random)} ter",
        "updated_at": end.isoformat(),
        "bollini": str(int(row.values["bollini"]) + 10),
    }
    return replace(row, values=values)


def strictly_readable(rows: list[SampleRow]) -> int:
    """How many rows are JSON in UTF-8."""
    return sum(row.dirt.isdisjoint(STRUCTURAL) for row in rows)


# The natural logarithm of the median spend.
LOG_OF_300 = 5.7037824746562

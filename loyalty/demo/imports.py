"""Three imports of the demo's programme: registry, 60 days of receipts, and one that is held."""

import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from crm.staff.models import User
from crm.web.files.temporary import temporary_folder
from loyalty.demo import cast
from loyalty.imports.batches import ImportRequest
from loyalty.imports.files import import_file
from loyalty.models import Card, Programme
from loyalty.rules.files.datasets import Dataset

SEED = 7
DAYS, RECEIPTS_A_DAY = 60, 9
# A smaller registry than the one before: it waits for a master admin.
LEFT_OUT = 60
Rows = list[dict[str, Any]]


def play_imports(programme: Programme, admin: User) -> None:
    """Import three files, as somebody would; the third is held."""
    random = Random(SEED)
    registry = _registry(random, programme)
    cards = [row["card"] for row in registry]
    files = (
        ("registry.json", Dataset.REGISTRY, registry),
        ("receipts.json", Dataset.RECEIPTS, _receipts(random, cards)),
        ("registry_new.json", Dataset.REGISTRY, registry[LEFT_OUT:]),
    )
    # What the registry states was true before the receipts: those earn points beside it (LP-9).
    as_of = timezone.localdate() - timedelta(days=DAYS + 1)
    with temporary_folder() as folder:
        for name, dataset, rows in files:
            day = as_of if dataset == Dataset.REGISTRY else None
            request = ImportRequest(programme=programme, dataset=dataset, by=admin, as_of=day)
            import_file(_written(folder / name, rows), request)


def _registry(random: Random, programme: Programme) -> Rows:
    """A row a card, with what its member has collected elsewhere."""
    cards = Card.objects.filter(programme=programme, member__is_erased=False)
    return [
        {
            "card": card.number,
            "name": card.member.name,
            "surname": card.member.surname,
            "points": str(random.randrange(400)),
            "spend": f"{random.randrange(4_000_000)}.00",
        }
        for card in cards.select_related("member").order_by("number")
    ]


def _receipts(random: Random, cards: list[str]) -> Rows:
    """Visits of the last days; a few buy often."""
    first = timezone.localdate() - timedelta(days=DAYS)
    return [
        _receipt(random, cards, (first + timedelta(days=day)).isoformat())
        for day in range(DAYS)
        for _visit in range(random.randint(1, 2 * RECEIPTS_A_DAY))
    ]


def _receipt(random: Random, cards: list[str], day: str) -> dict[str, Any]:
    place = int(len(cards) * random.random() ** 3)
    return {
        "card": cards[place],
        "store": random.choice(list(cast.STORES)),
        "date": day,
        "time": f"{random.randint(8, 20):02}{random.randrange(60):02}",
        "amount": f"{random.randrange(15, 900) * 1000}.00",
        "till": str(random.randint(1, cast.TILLS)),
        "payment": random.choice(("tunai", "debit", "qris")),
    }


def _written(path: Path, rows: Rows) -> Path:
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path

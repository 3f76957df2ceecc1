"""A programme at the size of a supermarket chain, written directly: for bench.loyalty, in its site.

32,233 members, 1,067,280 sales lines of six months by 7,823 cards, 5,000 receipts in nine stores.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, islice
from typing import Any

from bson import Decimal128, ObjectId
from django.db import models

from crm.mongo.rows import collection, midnight
from crm.staff.models import Product
from loyalty.models import (
    BatchState,
    Card,
    CardSource,
    Dataset,
    ImportBatch,
    Member,
    Programme,
    Receipt,
    SalesLine,
    SalesMonth,
    Store,
)
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.programmes import PRESETS, SUPERMARKET

MEMBERS, LINES, RECEIPTS = 32_233, 1_067_280, 5_000
BUYERS, ARTICLES, DEPARTMENTS, PROMOTIONS, STORES = 7_823, 7_422, 18, 795, 9
MONTHS = (202601, 202602, 202603, 202604, 202605, 202606)
FIRST_DAY, DAYS, RECEIPT_CARDS = date(2026, 1, 1), 209, 181
NAME = "Kartu Contoh"
AT_ONCE = 20_000

Documents = Iterator[dict[str, Any]]


class Fill:
    """Rows from a seed: the same each time."""

    def __init__(self, lines: int = LINES) -> None:
        self.lines, self.dice = lines, random.Random(16)

    def programme(self) -> Programme:
        """The programme with its stores and members; returns it."""
        product = Product.objects.get_or_create(name="Alpha")[0]
        programme = create(
            NewProgramme(
                name=NAME,
                currency="EUR",
                terms=PRESETS[SUPERMARKET],
                valid_from=FIRST_DAY,
                products=[product],
                stores=[f"TOKO {number}" for number in range(1, STORES + 1)],
            ),
            by=None,
        )
        members = [
            Member(
                programme=programme,
                number=number,
                surname=f"Contoh{number}",
                created_on=FIRST_DAY - timedelta(number % 3000),
            )
            for number in range(1, MEMBERS + 1)
        ]
        Member.objects.bulk_create(members, batch_size=AT_ONCE)
        Card.objects.bulk_create(
            [
                Card(
                    number=card_of(place),
                    programme=programme,
                    member=member,
                    source=CardSource.REGISTRY,
                )
                for place, member in enumerate(members)
            ],
            batch_size=AT_ONCE,
        )
        make_batch(programme, Dataset.REGISTRY, MEMBERS)
        return programme

    def sales(self, programme: Programme) -> int:
        """The lines of six months; returns the number of their batch, which no month names yet."""
        number = make_batch(programme, Dataset.SALES, self.lines)
        insert(SalesLine, self._line_documents(number))
        return number

    def receipts(self, programme: Programme) -> set[date]:
        """The receipts; returns their days."""
        number = make_batch(programme, Dataset.RECEIPTS, RECEIPTS)
        stores = list(Store.objects.filter(programme=programme).order_by("code"))
        insert(Receipt, self._receipt_documents(programme, number, stores))
        return {FIRST_DAY + timedelta(back) for back in range(DAYS)}

    def _line_documents(self, number: int) -> Documents:
        # 1.5 % of the customers are not in the registry.
        cards = [card_of(place + MEMBERS - BUYERS + 117) for place in range(BUYERS)]
        articles = [f"{8_990_000_000_000 + place}" for place in range(ARTICLES)]
        by_card, by_article = zipf(BUYERS, 0.8), zipf(ARTICLES, 1.0)
        for row in range(self.lines):
            [card] = self.dice.choices(cards, cum_weights=by_card)
            [place] = self.dice.choices(range(ARTICLES), cum_weights=by_article)
            promotion = self.dice.randrange(PROMOTIONS) if self.dice.random() < 0.22 else None
            yield {
                "_id": ObjectId(number.to_bytes(4, "big") + row.to_bytes(8, "big")),
                "batch_number": number,
                "row": row,
                "month": MONTHS[row % len(MONTHS)],
                "card": card,
                "article": articles[place],
                "department": f"{place % DEPARTMENTS:03}",
                "promotion_type": "" if promotion is None else str(promotion % 5),
                "promotion_number": "" if promotion is None else str(promotion),
                "amount": Decimal128(f"{self.dice.lognormvariate(0.8, 0.9):.2f}"),
                "quantity": Decimal128("1"),
                "points": 3,
            }

    def _receipt_documents(
        self, programme: Programme, number: int, stores: list[Store]
    ) -> Documents:
        for row in range(RECEIPTS):
            store = self.dice.choice(stores)
            yield {
                "_id": f"{programme.pk}{row:07}",
                "programme_id": programme.pk,
                "content": f"{row:064}",
                "ordinal": 1,
                "batches": [number],
                "card": card_of(self.dice.randrange(RECEIPT_CARDS)),
                "store_id": store.pk,
                "store_code": store.code,
                "till": self.dice.randint(1, 3),
                "day": midnight(FIRST_DAY + timedelta(self.dice.randrange(DAYS))),
                "minute": self.dice.randint(8 * 60, 20 * 60),
                "amount": Decimal128(f"{self.dice.lognormvariate(2.7, 0.8):.2f}"),
                "points": 18,
                "payment": str(self.dice.randint(1, 7)),
                "second_payment": "",
            }


def name_months(programme: Programme, number: int) -> None:
    """Let the lines of a batch count."""
    for month in MONTHS:
        SalesMonth(programme=programme, month=month, batch_number=number).save()


def card_of(place: int) -> str:
    """An invented card."""
    return f"{290_000_000_000_0 + place}"


def zipf(length: int, exponent: float) -> list[float]:
    """Weights that fall with the rank, added up."""
    return list(accumulate(1 / rank**exponent for rank in range(1, length + 1)))


def make_batch(programme: Programme, dataset: Dataset, rows: int) -> int:
    """A complete batch; returns its number."""
    number = ImportBatch.objects.count() + 1
    ImportBatch.objects.create(
        number=number,
        programme=programme,
        dataset=dataset,
        state=BatchState.COMPLETE,
        file_name=f"{dataset}.json",
        file_size=1,
        sha256="0" * 64,
        rows=rows,
    )
    return number


def insert(model: type[models.Model], documents: Documents) -> None:
    """Write documents in bulk."""
    while part := list(islice(documents, AT_ONCE)):
        collection(model).insert_many(part, ordered=False)

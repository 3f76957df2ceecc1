"""The sums that pages read, against what the rows come to now (LX-10)."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from crm.mongo.rows import collection
from crm.registry.runs.proofs import StoredDifference
from loyalty.analytics.buyer_numbers import known_numbers
from loyalty.analytics.receipt_days import day_documents, of_programme
from loyalty.analytics.sales_totals import MonthTotals
from loyalty.models import (
    BuyersOfTotal,
    DepartmentsOfBuyer,
    Programme,
    ReceiptDay,
    SalesMonth,
    SalesTotals,
)
from loyalty.rules.analytics.buyer_sets import as_set, numbers_in
from loyalty.rules.analytics.columns import NAMES, LineSums, added

Document = dict[str, Any]
Documents = dict[str, Document]


def wrong_sales_totals() -> Iterator[StoredDifference]:
    """Every sum of a month that counts and is not what its lines come to."""
    months = SalesMonth.objects.exclude(batch_number=None).select_related("programme")
    for month in months.order_by("programme", "month"):
        batch = month.batch_number or 0
        sums = MonthTotals.of(month.programme_id, batch, month.month, known_numbers)
        where = f"{month.programme} {month.month}"
        yield from _wrong_totals(where, _by_id(sums.totals()))
        yield from _wrong_documents(where, BuyersOfTotal, _by_id(sums.buyers()), "numbers")
        spent = _by_id(sums.departments_of_buyers())
        yield from _wrong_documents(where, DepartmentsOfBuyer, spent, "amounts")


def wrong_receipt_days() -> Iterator[StoredDifference]:
    """Every day whose sums are not what its counted receipts come to."""
    for programme in Programme.objects.order_by("name_key"):
        expected = _by_id(day_documents(programme.pk, numbers_of=known_numbers))
        stored = _by_id(collection(ReceiptDay).find(of_programme(programme.pk)))
        for pk in sorted(expected.keys() | stored.keys()):
            where = f"{programme} {pk.partition(':')[2]}"
            for name in ("by_hour", "by_payment", "buyers"):
                found = (stored.get(pk) or {}).get(name)
                wanted = (expected.get(pk) or {}).get(name)
                if found != wanted:
                    yield StoredDifference(where, name, found, wanted)


def _wrong_totals(where: str, expected: Documents) -> Iterator[StoredDifference]:
    stored = _stored(SalesTotals, list(expected))
    for pk, document in expected.items():
        if stored.get(pk) == document:
            continue
        now, before = _sums(document), _sums(stored.get(pk))
        for key in sorted(now.keys() | before.keys()):
            pair = before.get(key, LineSums()), now.get(key, LineSums())
            for name, found, wanted in zip(NAMES, *pair, strict=True):
                if found != wanted:
                    place = " ".join(filter(None, (where, document["by"], *key)))
                    yield StoredDifference(place, name, found, wanted)


def _sums(document: Document | None) -> dict[tuple[str, str], LineSums]:
    """None where a column is not as long as the keys are many."""
    if document is None or any(len(document[name]) != 8 * len(document["keys"]) for name in NAMES):
        return {}
    departments = document["departments"] or [""] * len(document["keys"])
    keys = list(zip(document["keys"], departments, strict=True))
    return added([(keys, document)]).by_key()


def _wrong_documents(
    where: str, model: type[models.Model], expected: Documents, name: str
) -> Iterator[StoredDifference]:
    stored = _stored(model, list(expected))
    for pk, document in expected.items():
        # Most are the same byte for byte; a department may stand elsewhere in its list.
        if stored.get(pk) == document:
            continue
        found, wanted = _plain(stored.get(pk), name), _plain(document, name)
        if found != wanted:
            place = " ".join((where, *pk.split(":", 2)[2:]))
            yield StoredDifference(place, name, found, wanted)


def _plain(document: Document | None, name: str) -> object:
    if document is None:
        return None
    if name == "numbers":
        return numbers_in(as_set(document[name]))
    return dict(zip(document["departments"], document[name], strict=True))


def _stored(model: type[models.Model], ids: list[str]) -> Documents:
    return _by_id(collection(model).find({"_id": {"$in": ids}}))


def _by_id(documents: Any) -> Documents:
    return {document["_id"]: document for document in documents}

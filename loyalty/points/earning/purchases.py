"""What members have bought, one by one: the counted purchases of LP-3, whatever their door."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bson import ObjectId

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from loyalty.imports.rows.card_months import card_months, excluded_by, read_card_month
from loyalty.imports.rows.counted import complete_numbers, counted_lines, months_loaded
from loyalty.imports.rows.purchase_months import last_day, months_by_lines
from loyalty.models import Programme, Receipt, SalesLine
from loyalty.points.earning.members import BuyerFacts, PostingFacts
from loyalty.points.ledger.sources import DEPOSIT, RECEIPT, lines_source
from loyalty.programmes.reads import product_ids
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.points.deserved import Purchase
from loyalty.rules.programmes import StorePurchases, Version
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED

Purchases = dict[ObjectId, list[Purchase]]
Facts = dict[ObjectId, BuyerFacts]


def purchases_by(programme: Programme, known: PostingFacts) -> Purchases:
    """The counted purchases and returns of these members, the oldest first."""
    facts = known.buyers
    found: Purchases = {pk: [] for pk in facts}
    products = product_ids(programme) if known.products is None else known.products
    at_stores = _at_stores(programme, known)
    for member_id, purchase in (*_deposits(products, facts), *at_stores):
        found[member_id].append(purchase)
    for purchases in found.values():
        purchases.sort(key=lambda each: (each.day, each.source))
    return found


def _deposits(products: list[ObjectId], facts: Facts) -> Iterator[tuple[ObjectId, Purchase]]:
    by_buyer = {
        (link.customer_key, link.product_id): (member_id, link)
        for member_id, theirs in facts.items()
        for link in theirs.links
    }
    if not by_buyer:
        return
    match = COUNTED | {
        "customer_key": {"$in": sorted({key for key, _product in by_buyer})},
        "product_id": {"$in": products},
    }
    fields = {"customer_key": True, "product_id": True, "date": True, "total": True}
    for row in _rows(OmsetRecord, match, fields):
        key = row["customer_key"]
        whose = by_buyer.get((key, row["product_id"])) or by_buyer.get((key, None))
        amount = to_decimal(row["total"])
        if whose and amount:
            member_id, link = whose
            bought = Purchase(f"{DEPOSIT}{row['_id']}", row["date"].date(), amount)
            yield member_id, facts[member_id].dated(bought, link.pk)


def _at_stores(programme: Programme, known: PostingFacts) -> Iterator[tuple[ObjectId, Purchase]]:
    facts, versions = known.buyers, known.versions
    cards = {card: pk for pk, theirs in facts.items() for card in theirs.cards}
    if not cards:
        return
    by_lines = any(each.terms.store_purchases == StorePurchases.LINES for each in versions)
    months = months_by_lines(months_loaded(programme), versions) if by_lines else []
    lines = _lines(programme, cards, months, versions)
    receipts = _receipts(programme, cards, months) if known.has_receipts else ()
    for card, purchase in (*receipts, *lines):
        member_id = cards[card]
        yield member_id, facts[member_id].dated(purchase, card)


def _receipts(
    programme: Programme, cards: Collection[str], months: Collection[int]
) -> Iterator[tuple[str, Purchase]]:
    match = {"programme_id": programme.pk, "card": {"$in": list(cards)}}
    fields = {"card": True, "day": True, "amount": True, "points": True, "batches": True}
    of_lines = set(months)
    rows = list(_rows(Receipt, match, fields))
    complete = set(complete_numbers(programme, Dataset.RECEIPTS)) if rows else set()
    for row in rows:
        if complete.isdisjoint(row["batches"]):
            continue
        day, amount = row["day"].date(), to_decimal(row["amount"])
        if amount and day.year * 100 + day.month not in of_lines:
            source = f"{RECEIPT}{row['_id']}"
            yield row["card"], Purchase(source, day, amount, row.get("points"))


def _lines(
    programme: Programme,
    cards: Collection[str],
    months: Collection[int],
    versions: Sequence[Version],
) -> Iterator[tuple[str, Purchase]]:
    """A month of a card's lines is one purchase."""
    if not months:
        return
    pipeline: list[dict[str, Any]] = [
        {"$match": counted_lines(programme, months) | {"card": {"$in": list(cards)}}},
        *card_months(excluded_by(versions)),
    ]
    rows = collection(SalesLine).aggregate(pipeline, session=current_session())
    for each in map(read_card_month, rows):
        if each.amount:
            source, day = lines_source(each.card, each.month), last_day(each.month)
            bought = Purchase(source, day, each.amount, each.stated)
            yield each.card, bought._replace(by_department=each.by_department)


def _rows(model: Any, match: dict[str, Any], fields: dict[str, bool]) -> Iterator[dict[str, Any]]:
    return iter(collection(model).find(match, fields, session=current_session()))

"""What members have bought, one by one: the counted purchases of LP-3, whatever their door."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from bson import ObjectId

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from loyalty.imports.rows.counted import counted_lines, counted_receipts
from loyalty.models import Card, CustomerLink, Programme, Receipt, SalesLine
from loyalty.points.members import BuyerFacts, facts_of
from loyalty.points.sources import DEPOSIT, RECEIPT, lines_source
from loyalty.programmes.reads import product_ids
from loyalty.rules.points.deserved import Purchase
from loyalty.segments.store_purchases import last_day, months_of_lines
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED

Purchases = dict[ObjectId, list[Purchase]]
Facts = dict[ObjectId, BuyerFacts]


def purchases_of(programme: Programme, member_ids: Collection[ObjectId]) -> Purchases:
    """The counted purchases and returns of these members, the oldest first."""
    return purchases_by(programme, facts_of(member_ids))


def purchases_by(programme: Programme, facts: Facts) -> Purchases:
    """The same of members whose facts are known."""
    found: Purchases = {pk: [] for pk in facts}
    for member_id, purchase in (*_deposits(programme, facts), *_at_stores(programme, facts)):
        found[member_id].append(purchase)
    for purchases in found.values():
        purchases.sort(key=lambda each: (each.day, each.source))
    return found


def _deposits(programme: Programme, facts: Facts) -> Iterator[tuple[ObjectId, Purchase]]:
    links = CustomerLink.objects.in_force().filter(programme=programme, member_id__in=list(facts))
    by_buyer = {(link.customer_key, link.product_id): link for link in links}
    if not by_buyer:
        return
    match = COUNTED | {
        "customer_key": {"$in": sorted({key for key, _product in by_buyer})},
        "product_id": {"$in": product_ids(programme)},
    }
    fields = {"customer_key": True, "product_id": True, "date": True, "total": True}
    for row in _rows(OmsetRecord, match, fields):
        key = row["customer_key"]
        link = by_buyer.get((key, row["product_id"])) or by_buyer.get((key, None))
        amount = to_decimal(row["total"])
        if link and amount:
            opening = facts[link.member_id].opening_of(link.pk)
            source, day = f"{DEPOSIT}{row['_id']}", row["date"].date()
            yield link.member_id, Purchase(source, day, amount, None, opening)


def _at_stores(programme: Programme, facts: Facts) -> Iterator[tuple[ObjectId, Purchase]]:
    cards = {
        row["_id"]: row["member_id"]
        for row in _rows(Card, {"member_id": {"$in": list(facts)}}, {"member_id": True})
    }
    if not cards:
        return
    months = months_of_lines(programme)
    for card, purchase in (*_receipts(programme, cards, months), *_lines(programme, cards, months)):
        member_id = cards[card]
        yield member_id, purchase._replace(opening_day=facts[member_id].opening_of(card))


def _receipts(
    programme: Programme, cards: Collection[str], months: Collection[int]
) -> Iterator[tuple[str, Purchase]]:
    match = counted_receipts(programme) | {"card": {"$in": list(cards)}}
    fields = {"card": True, "day": True, "amount": True, "points": True}
    of_lines = set(months)
    for row in _rows(Receipt, match, fields):
        day, amount = row["day"].date(), to_decimal(row["amount"])
        if amount and day.year * 100 + day.month not in of_lines:
            source = f"{RECEIPT}{row['_id']}"
            yield row["card"], Purchase(source, day, amount, row.get("points"))


def _lines(
    programme: Programme, cards: Collection[str], months: Collection[int]
) -> Iterator[tuple[str, Purchase]]:
    """A month of a card's lines is one purchase; where no line states points, none are stated."""
    if not months:
        return
    is_stated = {"$cond": [{"$ne": [{"$ifNull": ["$points", None]}, None]}, 1, 0]}
    sums = {
        "amount": {"$sum": "$amount"},
        "points": {"$sum": "$points"},
        "stated": {"$sum": is_stated},
    }
    pipeline: list[dict[str, Any]] = [
        {"$match": counted_lines(programme, months) | {"card": {"$in": list(cards)}}},
        {"$group": {"_id": {"card": "$card", "month": "$month"}, **sums}},
    ]
    for row in collection(SalesLine).aggregate(pipeline, session=current_session()):
        card, month = row["_id"]["card"], row["_id"]["month"]
        amount = to_decimal(row["amount"])
        if amount:
            stated = row["points"] if row["stated"] else None
            yield card, Purchase(lines_source(card, month), last_day(month), amount, stated)


def spend_of(purchases: Collection[Purchase]) -> Decimal:
    """What these purchases add to lifetime spend (LP-9)."""
    return sum((each.amount for each in purchases if each.adds_spend), Decimal(0))


def _rows(model: Any, match: dict[str, Any], fields: dict[str, bool]) -> Iterator[dict[str, Any]]:
    return iter(collection(model).find(match, fields, session=current_session()))

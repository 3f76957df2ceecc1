"""What one member has bought, of every source: the one list behind all of her figures (LA-1, LP-3).

Deposits of linked customers, receipts, and months of sales lines where a version says that these
are the purchases: the same that RFM counts (loyalty/segments/).
"""

from collections.abc import Callable
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.calendar import first_day
from crm.mongo.decimals import to_decimal
from crm.mongo.rows import midnight
from crm.mongo.unions import UnionPart, read_union
from loyalty.imports.rows.card_months import card_months, excluded_by, read_card_month
from loyalty.imports.rows.counted import lines_of_months, receipts_of_batches
from loyalty.imports.rows.purchase_months import last_day
from loyalty.members.page.belongings import Belongings
from loyalty.members.page.programme import ProgrammeFacts
from loyalty.models import Card, CustomerLink, Member, Receipt, SalesLine
from loyalty.points.earning.members import BuyerFacts, facts_of
from loyalty.rules.personal.figures import MemberPurchase
from loyalty.rules.points.deserved import Purchase
from omset.models import OmsetRecord
from omset.models.statuses import COUNTED

DEPOSITS, RECEIPTS, LINES = "deposits", "receipts", "lines"


class MemberKeys(NamedTuple):
    """By what a member's purchases are told: cards, and links to customers that are in force.

    `buyer` says between which days those by each of them count.
    """

    cards: list[Card]
    links: list[CustomerLink]
    programme: ProgrammeFacts
    buyer: BuyerFacts

    def link_of(self, customer_key: str, product_id: ObjectId) -> ObjectId | None:
        """The link by which a deposit is hers: that of its product, else that of all of them."""
        by_place = {(link.customer_key, link.product_id): link.pk for link in self.links}
        of_all = by_place.get((customer_key, None))
        return by_place.get((customer_key, product_id), of_all)

    def judge(
        self, purchase: Purchase, name: str | ObjectId | None, minute: int | None = None
    ) -> MemberPurchase:
        """A purchase by a card or link with what it deserves, by what posts it (LP-4)."""
        return MemberPurchase.of(self.buyer.dated(purchase, name), self.programme.versions, minute)


class ListedPurchase(NamedTuple):
    """A purchase with what a page says of it."""

    counted: MemberPurchase
    # Which one it is among all, as entries of points name it.
    key: str
    # What it is: a deposit, a receipt, what was bought in a month.
    source: str | Promise
    # In which product, or at which store.
    place: str = ""
    # The deposit that it is, which has a page of its own.
    record_id: ObjectId | None = None


def keys_of(member: Member, own: Belongings, programme: ProgrammeFacts) -> MemberKeys:
    """Openings of others are read only where a merge has brought any (LM-14)."""
    buyers = facts_of([member.pk]) if own.merges else {}
    links = [link for link in own.links if link.is_in_force]
    buyer = buyers.get(member.pk) or BuyerFacts.of(member)
    return MemberKeys(own.cards, links, programme, buyer)


def purchases_of(keys: MemberKeys) -> list[ListedPurchase]:
    """All of a member's purchases and returns, the newest first; amounts of 0 are none."""
    rows = read_union(_deposits(keys) | _receipts(keys) | _months(keys))
    every = (_READERS[name](keys, row) for name, found in rows.items() for row in found)
    bought = [each for each in every if each.counted.amount]
    return sorted(bought, key=order_in_time, reverse=True)


def order_in_time(listed: ListedPurchase) -> tuple:
    """What purchases are sorted by: day and time, then which it is."""
    return listed.counted.day, listed.counted.minute or 0, listed.key


def _deposits(keys: MemberKeys) -> dict[str, UnionPart]:
    """The counted deposits of linked customers, in the product linked or all of the programme."""
    if not keys.links:
        return {}
    products = [product.pk for product in keys.programme.products]
    linked = [
        {
            "customer_key": link.customer_key,
            "product_id": {"$in": [link.product_id] if link.product_id else products},
        }
        for link in keys.links
    ]
    fields = dict.fromkeys(("date", "total", "product_name", "customer_key", "product_id"), True)
    return {DEPOSITS: _part(OmsetRecord, COUNTED | {"$or": linked}, {"$project": fields})}


def _receipts(keys: MemberKeys) -> dict[str, UnionPart]:
    """The receipts with one of her cards that count, of months that are not the lines'."""
    facts = keys.programme
    if not keys.cards or not facts.receipt_batches:
        return {}
    match = receipts_of_batches(facts.programme, facts.receipt_batches) | _with(keys.cards)
    others = [
        {"day": {"$not": {"$gte": midnight(first_day(last)), "$lte": midnight(last)}}}
        for last in map(last_day, facts.months_of_lines)
    ]
    names = ("day", "amount", "points", "minute", "store_code", "card")
    fields = {"$project": dict.fromkeys(names, True)}
    return {RECEIPTS: _part(Receipt, match | ({"$and": others} if others else {}), fields)}


def _months(keys: MemberKeys) -> dict[str, UnionPart]:
    """A month of a card's lines is one purchase on its last day."""
    facts = keys.programme
    if not keys.cards or not facts.months_of_lines:
        return {}
    loaded = {month: facts.line_batches[month] for month in facts.months_of_lines}
    match = lines_of_months(loaded) | _with(keys.cards)
    return {LINES: _part(SalesLine, match, *card_months(excluded_by(facts.versions)))}


def _with(cards: list[Card]) -> dict:
    return {"card": {"$in": [card.number for card in cards]}}


def _part(model: type[Model], match: dict, *stages: dict) -> UnionPart:
    return UnionPart(model._meta.db_table, [{"$match": match}, *stages])


def _deposit(keys: MemberKeys, row: dict) -> ListedPurchase:
    pk, day, amount = row["_id"], row["date"].date(), to_decimal(row["total"])
    link, key = keys.link_of(row["customer_key"], row["product_id"]), f"deposit:{pk}"
    counted = keys.judge(Purchase(key, day, amount), link)
    return ListedPurchase(counted, key, _("Deposit"), row["product_name"], record_id=pk)


def _receipt(keys: MemberKeys, row: dict) -> ListedPurchase:
    key, day, amount = f"receipt:{row['_id']}", row["day"].date(), to_decimal(row["amount"])
    counted = keys.judge(Purchase(key, day, amount, row["points"]), row["card"], row["minute"])
    return ListedPurchase(counted, key, _("Receipt"), row["store_code"])


def _month(keys: MemberKeys, row: dict) -> ListedPurchase:
    card, month, amount, stated, by_department = read_card_month(row)
    key = f"lines:{card}:{month}"
    bought = Purchase(key, last_day(month), amount, stated, by_department=by_department)
    return ListedPurchase(keys.judge(bought, card), key, _("Purchases of the month"))


_READERS: dict[str, Callable[[MemberKeys, dict], ListedPurchase]] = {
    DEPOSITS: _deposit,
    RECEIPTS: _receipt,
    LINES: _month,
}

"""What one member has bought, of every source: the one list behind all of her figures (LA-1, LP-3).

A source that has purchases of members registers here; deposits and receipts do below.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection
from crm.staff.models import Product
from loyalty.imports.rows.counted import counted_receipts
from loyalty.models import Card, CustomerLink, Member, Receipt
from loyalty.rules.personal.figures import MemberPurchase
from omset.models import OmsetRecord


class MemberKeys(NamedTuple):
    """By what a member's purchases are told: cards and links of customers."""

    member: Member
    cards: list[Card]
    links: list[CustomerLink]
    # Those of the programme.
    products: list[Product]


class ListedPurchase(NamedTuple):
    """A purchase with what a page says of it."""

    counted: MemberPurchase
    # What it is: a deposit, a receipt.
    source: str | Promise
    # In which product, or at which store.
    place: str
    # The deposit that it is, which has a page of its own.
    record_id: ObjectId | None = None


PurchaseSource = Callable[[MemberKeys], Iterable[ListedPurchase]]
_sources: list[PurchaseSource] = []


def register(source: PurchaseSource) -> None:
    """Count what `source` gives among the purchases of members."""
    _sources.append(source)


def purchases_of(keys: MemberKeys) -> list[ListedPurchase]:
    """All of a member's purchases and returns, the newest first; amounts of 0 are none."""
    every = (each for source in _sources for each in source(keys))
    bought = [each for each in every if each.counted.amount]
    return sorted(bought, key=_in_time, reverse=True)


def deposits_of_links(keys: MemberKeys) -> list[ListedPurchase]:
    """The counted deposits of linked customers, in the product linked or all of the programme."""
    if not keys.links:
        return []
    products = [product.pk for product in keys.products]
    of_links = Q()
    for link in keys.links:
        linked = [link.product_id] if link.product_id else products
        of_links |= Q(customer_key=link.customer_key, product_id__in=linked)
    return [
        ListedPurchase(
            MemberPurchase(record.date, record.total),
            _("Deposit"),
            record.product_name,
            record_id=record.pk,
        )
        for record in OmsetRecord.objects.counted().filter(of_links)
    ]


def receipts_of_cards(keys: MemberKeys) -> list[ListedPurchase]:
    """The receipts with one of her cards that count."""
    numbers = [card.number for card in keys.cards]
    if not numbers:
        return []
    match = counted_receipts(keys.member.programme) | {"card": {"$in": numbers}}
    return [
        ListedPurchase(
            MemberPurchase(
                row["day"].date(), to_decimal(row["amount"]), row["points"] or 0, row["minute"]
            ),
            _("Receipt"),
            row["store_code"],
        )
        for row in collection(Receipt).find(match)
    ]


def _in_time(listed: ListedPurchase) -> tuple:
    return listed.counted.day, listed.counted.minute or 0, str(listed.record_id or "")


register(deposits_of_links)
register(receipts_of_cards)

"""Customers whom two or more staff members recorded in one product (OM-31).

Which groups there are needs every record of the period once; what a page shows of its groups is
read for that page only.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bson import ObjectId
from django.db.models import QuerySet

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import aggregate, collection
from crm.staff.accounts.display_names import present_names
from crm.staff.models import Product
from crm.web.lists.cursors import Cursor, read_cursor
from crm.web.lists.paging import Page, page_around
from omset.lists.filters import FilterPeriod
from omset.models import OmsetRecord, Status

# Everything but declined: whether a record counts does not matter here.
CONSIDERED = (Status.APPROVED, Status.PENDING)
PAGE_SIZE = 50
KEY = {"customer_key": "$customer_key", "product_id": "$product_id"}
LARGEST_FIRST = {"records": -1} | {f"_id.{name}": 1 for name in KEY}
COUNT, LONGEST_KEY = re.compile(r"[0-9]{1,9}"), 240
TOTALS = {"_id": None, "groups": {"$sum": 1}, "records": {"$sum": "$records"}}


@dataclass(frozen=True)
class DuplicateScope:
    """Where to look: in all products unless one is given."""

    period: FilterPeriod
    product: ObjectId | None = None

    def records(self) -> QuerySet:
        """The records in which duplicates are looked for."""
        rows = OmsetRecord.objects.live().filter(status__in=CONSIDERED)
        rows = rows.filter(**self.period.conditions())
        return rows.filter(product_id=self.product) if self.product else rows

    def match(self) -> dict:
        """The same records, for an aggregation."""
        statuses = {"$in": [status.value for status in CONSIDERED]}
        product = {"product_id": self.product} if self.product else {}
        return {"is_deleted": False, "status": statuses} | self.period.match() | product


@dataclass(frozen=True)
class DuplicateGroup:
    """One customer in one product, recorded by several people."""

    # Its first record, which stands for the group in an address.
    sample: ObjectId
    customer_id: str
    product_name: str
    staff_names: list[str]
    records: int
    total: Decimal


@dataclass(frozen=True)
class DuplicatesPage(Page):
    """One page of groups, the largest first, and the counts over all pages."""

    group_count: int = 0
    record_count: int = 0


def report(scope: DuplicateScope, page: str = "") -> DuplicatesPage:
    """A page of the groups of the scope at the cursor `page`. Raises BadCursor."""
    cursor = read_cursor(page, _count_of, _customer_of, ObjectId)
    facets = {"$facet": {"totals": [{"$group": TOTALS}], "page": _page(cursor)}}
    [result] = collection(OmsetRecord).aggregate([{"$match": scope.match()}, *_groups(), facets])
    if not result["totals"]:
        return DuplicatesPage([])
    [totals], keys = result["totals"], result["page"]
    groups = page_around(keys[:PAGE_SIZE], cursor, more=len(keys) > PAGE_SIZE, key_of=_key_of)
    return DuplicatesPage(
        _detailed(scope, groups.rows),
        next=groups.next,
        previous=groups.previous,
        group_count=totals["groups"],
        record_count=totals["records"],
    )


def group_of(scope: DuplicateScope, sample: OmsetRecord) -> DuplicateGroup | None:
    """The sums of the sample's group in the scope; None if it has no record there."""
    key = {"customer_key": sample.customer_key, "product_id": sample.product_id}
    groups = _detailed(scope, [{"_id": key}])
    return groups[0] if groups else None


def records_of(scope: DuplicateScope, sample: OmsetRecord) -> QuerySet:
    """All records of the scope that belong to the sample's group."""
    return scope.records().filter(customer_key=sample.customer_key, product_id=sample.product_id)


def _page(cursor: Cursor | None) -> list[dict]:
    """The groups of a page and one more, in the order in which they lie away from the cursor."""
    if cursor is None:
        return [{"$sort": LARGEST_FIRST}, {"$limit": PAGE_SIZE + 1}]
    turned = -1 if cursor.backwards else 1
    order = {name: side * turned for name, side in LARGEST_FIRST.items()}
    return [
        {"$match": cursor.beyond(LARGEST_FIRST)},
        {"$sort": order},
        {"$limit": PAGE_SIZE + 1},
    ]


def _key_of(group: dict) -> tuple:
    """Where a group stands in the order of LARGEST_FIRST."""
    return group["records"], group["_id"]["customer_key"], group["_id"]["product_id"]


def _count_of(text: str) -> int:
    """The number of records in a cursor. Raises ValueError for what no group can have."""
    if not COUNT.fullmatch(text):
        raise ValueError("no number of records")
    return int(text)


def _customer_of(text: str) -> str:
    """The customer key in a cursor. Raises ValueError for what is none."""
    if not 0 < len(text) <= LONGEST_KEY:
        raise ValueError("no customer key")
    return text


def _groups() -> list[dict]:
    """Two people recorded it exactly when the lowest and the highest id differ: no sets needed."""
    people = {"lowest": {"$min": "$staff_id"}, "highest": {"$max": "$staff_id"}}
    return [
        {"$group": {"_id": KEY, "records": {"$sum": 1}} | people},
        {"$match": {"$expr": {"$ne": ["$lowest", "$highest"]}}},
    ]


def _detailed(scope: DuplicateScope, groups: list[dict]) -> list[DuplicateGroup]:
    """The groups in the order given, with what a person needs to recognise them."""
    if not groups:
        return []
    pipeline = _details(scope, [group["_id"] for group in groups])
    rows = aggregate(OmsetRecord, pipeline, hint="omset_by_customer")
    details = {(row["customer_key"], row["product_id"]): row for row in rows}
    people = {pk for row in rows for pk in row["staff"]}
    products = Product.objects.filter(pk__in={row["product_id"] for row in rows})
    names = present_names(people) | dict(products.values_list("pk", "name"))
    ordered = (details.get(tuple(group["_id"].values())) for group in groups)
    return [_group(row, names) for row in ordered if row]


def _details(scope: DuplicateScope, keys: list[dict]) -> list[dict]:
    first = {name: {"$first": f"${name}"} for name in ("customer_id",)}
    sums = {
        "sample": {"$first": "$_id"},
        "staff": {"$addToSet": "$staff_id"},
        "records": {"$sum": 1},
        "total": {"$sum": "$total"},
    }
    # The keys stand here twice: alone they give the index its bounds, in pairs the exact groups.
    customers = {"customer_key": {"$in": [key["customer_key"] for key in keys]}}
    return [
        {"$match": scope.match() | customers | {"$or": keys}},
        {"$sort": {"date": 1, "_id": 1}},
        {"$group": {"_id": KEY} | first | sums},
    ]


def _group(row: dict, names: dict) -> DuplicateGroup:
    return DuplicateGroup(
        sample=row["sample"],
        customer_id=row["customer_id"],
        product_name=names[row["product_id"]],
        staff_names=sorted(names[pk] for pk in row["staff"]),
        records=row["records"],
        total=to_decimal(row["total"]),
    )

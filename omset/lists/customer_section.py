"""What the ledger says on the page of a customer: deposits by staff and product, and each."""

from collections.abc import Collection
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.rows import aggregate
from crm.registry.customers import CustomerFacts
from crm.staff.access import is_open
from crm.staff.models import User
from crm.web.lists.paging import page_of
from members.reservations.evidence import CustomerDeposits
from omset import numbers
from omset.models import OmsetRecord

PAGE_SIZE = 20


class GroupRow(NamedTuple):
    """What counts of a customer with one staff member in one product."""

    # Any deposit of theirs: it leads to all of them.
    sample: ObjectId
    staff_name: str
    product_name: str
    numbers: numbers.Numbers


def deposits_section(user: User, key: str, cursor: str) -> CustomerFacts | None:
    """The deposits outside the trash; staff see their own (RO-6). Four commands."""
    if not is_open(user, "omset:list"):
        return None
    records = OmsetRecord.objects.live().visible_to(user).filter(customer_key=key)
    page = page_of(records, cursor, by=("date", "id"), size=PAGE_SIZE)
    if not page.rows:
        return None
    match = {"customer_key": key} | ({} if user.is_admin else {"staff_id": user.pk})
    named = _named_groups(match)
    sums = dict(numbers.groups_of_records(match))
    groups = [_group(row, sums) for row in named]
    facts = {
        "page": page,
        "groups": sorted(groups, key=lambda group: -group.numbers.total),
        "sum": sum((group.numbers for group in groups), numbers.Numbers()),
    }
    spellings = [name for row in named for name in row["spellings"]]
    return CustomerFacts(facts, spellings=spellings)


def key_of_deposit(user: User, pk: ObjectId) -> str | None:
    """The customer of a deposit that this person may see."""
    if not is_open(user, "omset:list"):
        return None
    keys = OmsetRecord.objects.visible_to(user).filter(pk=pk).values_list("customer_key", flat=True)
    return keys.first()


def deposits_for_decision(user: User, keys: Collection[str]) -> list[CustomerDeposits]:
    """What these customers deposited with everybody, for who decides and may read the ledger."""
    return numbers.deposits_with_everybody(keys) if is_open(user, "omset:list") else []


def _named_groups(match: dict[str, Any]) -> list[dict[str, Any]]:
    """Each staff member and product with any deposit: their names, how the customer was typed."""
    last = {name: {"$last": f"${name}"} for name in ("staff_name", "product_name")}
    key = {"staff_id": "$staff_id", "product_id": "$product_id"}
    sums = {"sample": {"$last": "$_id"}, "spellings": {"$addToSet": "$customer_id"}}
    grouped = {"$group": {"_id": key} | last | sums}
    return aggregate(OmsetRecord, [{"$match": match | {"is_deleted": False}}, grouped])


def _group(row: dict[str, Any], sums: dict[tuple, numbers.Numbers]) -> GroupRow:
    of_group = sums.get((row["staff_id"], row["product_id"]), numbers.Numbers())
    return GroupRow(row["sample"], row["staff_name"], row["product_name"], of_group)

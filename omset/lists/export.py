"""What a downloaded file holds (OM-32). The columns of the records are those an import reads."""

from collections.abc import Iterable
from datetime import datetime

from bson import Decimal128, ObjectId

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection
from crm.staff.accounts.display_names import labels
from crm.staff.models import Product, User
from crm.web.files.exports import TypedText
from omset.lists.filters import Filter
from omset.lists.unique import unique_customers
from omset.models import OmsetRecord
from omset.rules.limits import TOO_LARGE, TOO_OLD

RECORD_COLUMNS = {
    "date": "date",
    "staff": "staff_name",
    "product": "product_name",
    "customer_id": "customer_id",
    "kind": "kind",
    "nominal": "nominal",
    "multiplier": "multiplier",
    "total": "total",
    "note": "note",
    "status": "status",
    "second_person": "is_unseen",
    "beyond": "beyond_limits",
    # By these an import knows whose deposit it is, and that the ledger has it already.
    "staff_account": "staff_id",
    "omset_id": "_id",
}
# Texts that people typed: a CSV must not let a spreadsheet make numbers of them.
TYPED = {"staff_name", "product_name", "customer_id", "note"}
# Of what nobody but who entered it or changed it last has decided about.
UNSEEN = "not seen"
ROWS_AT_ONCE = 1000
DAY_COLUMNS = ["date", "records", "forms", "ndp", "rdp", "total"]
CUSTOMER_COLUMNS = ["staff", "kind", "customer_id", "product", "records", "total", "dates"]


def records_sheet(chosen: Filter) -> tuple[list[str], Iterable]:
    """Header and rows of exactly the records on the screen, newest first, read as they are sent."""
    fields = list(RECORD_COLUMNS.values())
    records = collection(OmsetRecord).find(chosen.match(), fields, batch_size=ROWS_AT_ONCE)
    records = records.sort({"date": -1, "_id": -1})
    accounts = {pk: TypedText(name) for pk, name in User.objects.values_list("pk", "username")}
    rows = ([_cell(field, record.get(field), accounts) for field in fields] for record in records)
    return list(RECORD_COLUMNS), rows


def summary_sheet(chosen: Filter) -> tuple[list[str], Iterable]:
    """Header and one row a day of the numbers on the screen, in order of the days."""
    rows = (
        (day, sums.records, sums.forms, sums.ndp, sums.rdp, sums.total)
        for day, sums in chosen.days()
    )
    return DAY_COLUMNS, rows


def customers_sheet(chosen: Filter) -> tuple[list[str], Iterable]:
    """Header and one row for each staff member, customer, product and kind (OM-19)."""
    staff = labels(User.objects.values_list("pk", "name", "username"))
    products = dict(Product.objects.values_list("pk", "name"))
    rows = (
        (
            TypedText(staff[customer.staff_id]),
            customer.kind,
            TypedText(customer.customer_id),
            TypedText(products[customer.product_id]),
            customer.records,
            customer.total,
            " ".join(day.isoformat() for day in customer.dates),
        )
        for customer in unique_customers(chosen.match())
    )
    return CUSTOMER_COLUMNS, rows


def is_of_sums(headings: list[str]) -> bool:
    """Whether these are the headings of a file of sums, which holds no deposits."""
    return headings in (DAY_COLUMNS, CUSTOMER_COLUMNS)


def _cell(field: str, value: object, accounts: dict[ObjectId, TypedText]) -> object:
    if isinstance(value, ObjectId):
        return accounts[value] if field == "staff_id" else TypedText(value)
    if field == "is_unseen":
        return UNSEEN if value else ""
    if field == "beyond_limits":
        beyond = value if isinstance(value, dict) else {}
        return " ".join(limit for limit in (TOO_LARGE, TOO_OLD) if limit in beyond)
    if field in TYPED:
        return TypedText(value)
    if isinstance(value, Decimal128):
        return to_decimal(value)
    return value.date() if isinstance(value, datetime) else value

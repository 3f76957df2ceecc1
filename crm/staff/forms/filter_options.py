"""The products and the people that a filter offers, read with one command."""

from typing import NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.staff.accounts.display_names import labels
from crm.staff.models import Product, User


class FilterOption(NamedTuple):
    pk: ObjectId
    name: str
    is_active: bool
    # Of a product: where its numbers without a country's code belong.
    phone_region: str = ""


def products_and_people() -> tuple[list[FilterOption], list[FilterOption]]:
    """All of them, inactive ones too, each in the order of their names."""
    people = {"coll": User._meta.db_table, "pipeline": _in_order("username_key", is_person=True)}
    pipeline = [*_in_order("name_key", is_person=False), {"$unionWith": people}]
    rows = list(collection(Product).aggregate(pipeline, session=current_session()))
    return _products(rows), _people(rows)


def _in_order(key: str, *, is_person: bool) -> list[dict]:
    # Sorted by the index: only so no collection is read as a whole.
    fields = {
        "name": True,
        "is_active": True,
        "username": True,
        "phone_region": True,
        "is_person": {"$literal": is_person},
    }
    return [{"$sort": {key: 1}}, {"$project": fields}]


def _products(rows: list[dict]) -> list[FilterOption]:
    products = [row for row in rows if not row["is_person"]]
    return [
        FilterOption(row["_id"], row["name"], row["is_active"], row["phone_region"])
        for row in products
    ]


def _people(rows: list[dict]) -> list[FilterOption]:
    """As they are called in one list."""
    people = [row for row in rows if row["is_person"]]
    names = labels((row["_id"], row["name"], row["username"]) for row in people)
    return [FilterOption(row["_id"], names[row["_id"]], row["is_active"]) for row in people]

"""The ids under which customers have their pages."""

from bson import ObjectId

from crm.mongo.rows import collection
from members.models import Customer


def customer_id_of(key: str) -> ObjectId:
    """The opaque id of a customer's page; made when it is asked for first."""
    rows = collection(Customer)
    row = rows.find_one({"customer_key": key}, {"_id": True})
    return row["_id"] if row else _new_id(key)


def _new_id(key: str) -> ObjectId:
    # Of two at once the unique index lets one in, and both read it.
    fresh = Customer(customer_key=key)
    first = {"created_at": fresh.created_at, "erased_at": None, "erased_by_name": ""}
    rows = collection(Customer)
    rows.update_one({"customer_key": key}, {"$setOnInsert": first}, upsert=True)
    row = rows.find_one({"customer_key": key}, {"_id": True})
    if row is None:
        raise Customer.DoesNotExist
    return row["_id"]

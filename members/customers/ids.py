"""The ids under which customers have their pages."""

from bson import ObjectId

from crm.mongo.rows import collection
from members.customers.hashes import hash_of_phone, hash_secret
from members.models import Customer

# No key of an id has the sign.
_BY_PHONE = "phone:"


def customer_id_of(key: str) -> ObjectId:
    """The opaque id of a customer's page; made when it is asked for first."""
    rows = collection(Customer)
    row = rows.find_one({"customer_key": key}, {"_id": True})
    return row["_id"] if row else _new_id(key)


def id_by_phone(phone: str) -> ObjectId:
    """The same of a customer whom nothing but a phone (as +62812...) is known of."""
    return customer_id_of(_BY_PHONE + hash_of_phone(phone, hash_secret()))


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

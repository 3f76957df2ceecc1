"""The ids under which customers have their pages.

Who is known by a phone alone has one, too. Its key is a hash; the phone stands beside it.
"""

from bson import ObjectId
from django.utils import timezone

from crm.mongo.rows import collection
from members.customers.hashes import hash_of_phone, hash_secret
from members.models import Customer

# No key of an id has the sign.
_BY_PHONE = "phone:"
NOBODY_SAID: dict = {"erased_at": None, "erased_by_name": "", "pseudonym": "", "spellings": []}


def customer_id_of(key: str) -> ObjectId:
    """The opaque id of a customer's page; made when it is asked for first."""
    rows = collection(Customer)
    row = rows.find_one({"customer_key": key}, {"_id": True})
    return row["_id"] if row else _new_id(key)


def id_by_phone(phone: str) -> ObjectId:
    """The same of a customer whom nothing but a phone (as +62812...) is known of."""
    return customer_id_of(known_by_phone(phone))


def known_by_phone(phone: str) -> str:
    """The key of a customer whom nothing but a phone is known of; their page knows the phone."""
    key = key_of_phone(phone)
    first = {"created_at": timezone.now(), **NOBODY_SAID}
    change = {"$addToSet": {"phones": phone}, "$setOnInsert": first}
    collection(Customer).update_one({"customer_key": key}, change, upsert=True)
    return key


def key_of_phone(phone: str) -> str:
    """The key under which a phone alone is kept."""
    return _BY_PHONE + hash_of_phone(phone, hash_secret())


def phone_of(key: str) -> str:
    """The phone of a customer whom nothing else is known of; "" of all others."""
    if not key.startswith(_BY_PHONE):
        return ""
    row = collection(Customer).find_one({"customer_key": key}, {"phones": True})
    return next(iter(row["phones"]), "") if row else ""


def _new_id(key: str) -> ObjectId:
    # Of two at once the unique index lets one in, and both read it.
    first = {"created_at": timezone.now(), **NOBODY_SAID, "phones": []}
    rows = collection(Customer)
    rows.update_one({"customer_key": key}, {"$setOnInsert": first}, upsert=True)
    row = rows.find_one({"customer_key": key}, {"_id": True})
    if row is None:
        raise Customer.DoesNotExist
    return row["_id"]

"""Forgetting again whom a restored backup still names (OP-5).

A customer whose page was asked for after the backup has another id there: they are found by the
hash of their key, among all keys that the apps have names for.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bson import ObjectId

from crm.mongo.rows import object_id
from crm.registry.customers import erasers
from members.customers.erasure import begin_again, carry_out_erasure
from members.customers.forgotten_rows import phones_alone
from members.customers.hashes import hash_of_key, secret_if_any
from members.customers.ids import customer_id_of, id_by_phone, key_of_phone
from members.models import Customer


def erase_customers_again(erased: Iterable[Mapping[str, Any]]) -> int:
    """Forget those of them who are named, each under the pseudonym of then; how many."""
    pseudonyms, number = dict[str, str](), 0
    for each in erased:
        facts, customer = each["facts"], Customer.objects.filter(pk=object_id(each["key"])).first()
        if customer is None:
            pseudonyms[facts["hash"]] = facts["pseudonym"]
        elif customer.erased_at is None:
            _forget(customer.pk, facts["pseudonym"])
            number += 1
    return number + (_forget_found(pseudonyms) if pseudonyms else 0)


def _forget_found(pseudonyms: Mapping[str, str]) -> int:
    secret = secret_if_any()
    keys = {hashed: key for key in _keys() if (hashed := hash_of_key(key, secret)) in pseudonyms}
    for hashed, key in keys.items():
        _forget(customer_id_of(key), pseudonyms[hashed])
    phones = {
        hashed: phone
        for phone in phones_alone()
        if (hashed := hash_of_key(key_of_phone(phone), secret)) in pseudonyms
    }
    for hashed, phone in phones.items():
        _forget(id_by_phone(phone), pseudonyms[hashed], phone)
    return len(keys) + len(phones)


def _keys() -> Iterator[str]:
    for eraser in erasers():
        yield from eraser.keys()


def _forget(pk: ObjectId, pseudonym: str, phone: str = "") -> None:
    begin_again(pk, pseudonym=pseudonym, phone=phone)
    carry_out_erasure(pk)

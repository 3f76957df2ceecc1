"""Who must not be contacted: one list over all products."""

from bson import ObjectId
from django.urls import reverse

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.models import User
from members.customers.exclusions import lock_all_products, mark_rows_of
from members.customers.hashes import hash_of_key, hash_of_phone, hash_secret
from members.models import DoNotContact
from members.rules.keys import customer_key

TRACKED = ("customer_id", "phone", "reason")


class AlreadyListed(Exception):
    """The customer with that phone is on the list."""


class NobodyNamed(Exception):
    """An entry needs a customer or a phone."""


class NotListed(Exception):
    """The entry is gone: somebody else has removed it."""


@transactional
def add(*, by: User, reason: str, customer_id: str = "", phone: str = "") -> DoNotContact:
    """Let nobody contact a customer, known by id, by phone (as +62812...), or by both.

    Their rows are marked and left out of draws; who has one is told. Raises AlreadyListed,
    NobodyNamed.
    """
    lock_all_products()
    entry = _new(by, reason, customer_id.strip(), phone)
    entry.save()
    place = note_event(entry, "list", by=by, after=facts(entry, TRACKED), reason=reason)
    holders = mark_rows_of(entry, by=by)
    customer = entry.customer_id or entry.phone
    notify(sorted(holders), "do-not-contact", reverse("members:mine"), place, customer=customer)
    return entry


@transactional
def remove(pk: ObjectId, *, by: User, reason: str) -> DoNotContact:
    """Let a customer be contacted again; history keeps the entry. Raises NotListed."""
    lock_all_products()
    entry = DoNotContact.objects.filter(pk=pk).first()
    if entry is None:
        raise NotListed
    note_event(entry, "unlist", by=by, before=facts(entry, TRACKED), reason=reason)
    # Before its rows are marked: they follow what the list says without it.
    DoNotContact.objects.filter(pk=pk).delete()
    mark_rows_of(entry, by=by)
    return entry


def _new(by: User, reason: str, customer_id: str, phone: str) -> DoNotContact:
    if not (customer_id or phone):
        raise NobodyNamed
    key, secret = customer_key(customer_id), hash_secret()
    hashes = {"key_hash": hash_of_key(key, secret), "phone_hash": hash_of_phone(phone, secret)}
    if DoNotContact.objects.filter(**hashes).exists():
        raise AlreadyListed
    return DoNotContact(
        customer_id=customer_id,
        customer_key=key,
        phone=phone,
        reason=reason,
        by_name=by.name,
        **hashes,
    )

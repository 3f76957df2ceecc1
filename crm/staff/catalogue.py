"""Managing products. Each verb is one transaction and leaves history.

Renaming: every copy of the name that stands for the product as it is now follows (`renamed`);
a record keeps the name under which it was recorded, which is a rule (renaming).
"""

from typing import Any

from bson import ObjectId
from django.shortcuts import get_object_or_404

from crm.mongo.transaction import transactional
from crm.regions import HOME
from crm.staff.models import Product, User
from crm.staff.signals import changed, renamed
from crm.staff.usage import refuse_if_used, remove

TRACKED = ("name", "is_active", "phone_region")


@transactional
def create(*, by: User | None, name: str, phone_region: str = "") -> Product:
    """Write and return a new product; phone numbers are Indonesian if nobody says otherwise."""
    product = Product.objects.create(name=name, phone_region=phone_region or HOME)
    _note(product, "create", by)
    return product


@transactional
def edit(pk: ObjectId, *, by: User, name: str, phone_region: str = "") -> Product:
    """Give a product another name, everywhere but on records already made.

    And another country for phone numbers that are read from now on; "" keeps the one it has.
    """
    before = _existing(pk)
    verb = "edit" if before.name == name else "rename"
    product = _write(pk, verb, by, name=name, phone_region=phone_region or before.phone_region)
    renamed.send(Product, subject=product)
    return product


@transactional
def retire(pk: ObjectId, *, by: User) -> Product:
    """Keep a product out of new records and reservations; what it has stays."""
    return _write(pk, "retire", by, is_active=False)


@transactional
def bring_back(pk: ObjectId, *, by: User) -> Product:
    """Offer a retired product again."""
    return _write(pk, "bring back", by, is_active=True)


@transactional
def delete(pk: ObjectId, *, by: User) -> None:
    """Remove a product that nothing refers to. Raises InUse."""
    product = _existing(pk)
    refuse_if_used(product)
    changed.send(Product, subject=product, verb="delete", by=by, before=_facts(product), after={})
    remove(product)


def _existing(pk: ObjectId) -> Product:
    """The product; 404 for one that somebody else has deleted meanwhile."""
    return get_object_or_404(Product, pk=pk)


def _write(pk: ObjectId, verb: str, by: User, **fields: Any) -> Product:
    product = _existing(pk)
    before = _facts(product)
    for field, value in fields.items():
        setattr(product, field, value)
    product.save()
    _note(product, verb, by, before)
    return product


def _note(product: Product, verb: str, by: User | None, before: dict | None = None) -> None:
    changed.send(
        Product, subject=product, verb=verb, by=by, before=before or {}, after=_facts(product)
    )


def _facts(product: Product) -> dict:
    return {field: getattr(product, field) for field in TRACKED}

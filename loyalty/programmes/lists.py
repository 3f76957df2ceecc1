"""Programmes as their pages list them, with products, stores and versions."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import stored_instance
from crm.staff.models import Product
from loyalty.models import Member, Programme, ProgrammeProduct, ProgrammeVersion, Store
from loyalty.rules.programmes import Terms, Version, version_on
from loyalty.rules.stored_terms import from_stored

# The stages that make products of rows of ProgrammeProduct.
PRODUCTS_BY_NAME: list[dict] = [
    {
        "$lookup": {
            "from": Product._meta.db_table,
            "localField": "_id",
            "foreignField": "_id",
            "as": "product",
        }
    },
    {"$unwind": "$product"},
    {"$replaceRoot": {"newRoot": "$product"}},
    {"$sort": {"name_key": 1}},
]


class ListedProgramme(NamedTuple):
    """A programme, and how many of what belong to it."""

    programme: Programme
    members: int
    products: int
    stores: int


class PublishedVersion(NamedTuple):
    """A version with what it says; in force on the day that was asked about, or still to come."""

    stored: ProgrammeVersion
    terms: Terms
    is_valid: bool
    is_coming: bool


def listed_programmes() -> list[ListedProgramme]:
    """All programmes by name, with their counts."""
    programmes = list(Programme.objects.order_by("name_key"))
    ids = [programme.pk for programme in programmes]
    of_products = ProgrammeProduct.objects.filter(programme_id__in=ids)
    of_stores = Store.objects.filter(programme_id__in=ids)
    products = Counter(of_products.values_list("programme_id", flat=True))
    stores = Counter(of_stores.values_list("programme_id", flat=True))
    return [
        ListedProgramme(
            each,
            Member.objects.filter(programme=each).count(),
            products[each.pk],
            stores[each.pk],
        )
        for each in programmes
    ]


def products_of(programme: Programme) -> list[Product]:
    """The products of a programme, by name. One command."""
    steps: list[dict] = [{"$match": {"programme_id": programme.pk}}, *PRODUCTS_BY_NAME]
    rows = collection(ProgrammeProduct).aggregate(steps, session=current_session())
    stored = (stored_instance(Product, row) for row in rows)
    return [product for product in stored if isinstance(product, Product)]


def stores_of(programme: Programme) -> list[Store]:
    """The stores of a programme, by code."""
    return list(Store.objects.filter(programme=programme).order_by("code"))


def published_versions(programme: Programme, day: date) -> list[PublishedVersion]:
    """All versions, the one that begins last first (LM-3)."""
    rows = list(ProgrammeVersion.objects.filter(programme=programme).order_by("sequence"))
    terms = {row.sequence: from_stored(row.terms) for row in rows}
    versions = [Version(row.valid_from, row.sequence, terms[row.sequence]) for row in rows]
    valid = version_on(day, versions)
    rows.sort(key=lambda row: (row.valid_from, row.sequence), reverse=True)
    return [
        PublishedVersion(
            stored=row,
            terms=terms[row.sequence],
            is_valid=valid is not None and row.sequence == valid.sequence,
            is_coming=row.valid_from > day,
        )
        for row in rows
    ]

"""What a programme says on a day, and whose a product is. The one read path of thresholds."""

from collections.abc import Iterable
from datetime import date

from bson import ObjectId

from crm.mongo.stored import all_stored
from crm.staff.rules.names import name_key
from loyalty.models import Programme, ProgrammeProduct, ProgrammeVersion
from loyalty.rules.programmes import Terms, Version, version_on
from loyalty.rules.stored_terms import from_stored


def programme_named(name: str) -> Programme | None:
    """The programme of this name, whatever its spelling."""
    return Programme.objects.filter(name_key=name_key(name)).first()


def versions_of(programme: Programme) -> list[Version]:
    """All versions, as they were published."""
    rows = all_stored(ProgrammeVersion, {"programme_id": programme.pk})
    return in_order(row for row in rows if isinstance(row, ProgrammeVersion))


def in_order(rows: Iterable[ProgrammeVersion]) -> list[Version]:
    """The versions of stored ones, as they were published."""
    versions = [Version(row.valid_from, row.sequence, from_stored(row.terms)) for row in rows]
    return sorted(versions, key=lambda version: version.sequence)


def terms_on(programme: Programme, day: date) -> Terms | None:
    """The terms by which a purchase of this day is judged; None before the first (LM-3)."""
    version = version_on(day, versions_of(programme))
    return version.terms if version else None


def product_ids(programme: Programme) -> list[ObjectId]:
    """The products of a programme."""
    rows = ProgrammeProduct.objects.filter(programme=programme)
    return list(rows.values_list("pk", flat=True))


def taken_products() -> set[ObjectId]:
    """The products that belong to any programme."""
    return set(ProgrammeProduct.objects.values_list("pk", flat=True))

"""Opening a database, and what it is called from then on."""

from collections.abc import Sequence

from django.db import IntegrityError

from crm.audit.record import SYSTEM, facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from crm.staff.usage import refer_to
from members.models import MemberDatabase

TRACKED = ("name", "kind", "product_name")


class DatabaseNameTaken(Exception):
    """There is a database of this name, opened a moment ago."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is another database “{name}” by now")
        self.name = name


class OtherDatabase(Exception):
    """The database of this name belongs to another product, or is of another kind."""

    def __init__(self, database: MemberDatabase) -> None:
        super().__init__(
            f"“{database.name}” is a {database.kind} database of {database.product_name}"
        )
        self.database = database


def create(
    *, by: User | None, name: str, kind: str, product: Product, columns: Sequence[str] = ()
) -> MemberDatabase:
    """Open an empty database (DB-1). Raises DatabaseNameTaken."""
    try:
        return _create(by, name, kind, product, list(columns))
    except IntegrityError as error:
        raise DatabaseNameTaken(name) from error


def database_for(*, by: User | None, name: str, kind: str, product: Product) -> MemberDatabase:
    """The live database of this name, opened if there is none. Raises OtherDatabase."""
    database = MemberDatabase.objects.named(name).first()
    if database is None:
        return create(by=by, name=name, kind=kind, product=product)
    if (database.kind, database.product_id) != (kind, product.pk):
        raise OtherDatabase(database)
    return database


@transactional
def set_columns(database: MemberDatabase, columns: Sequence[str], *, by: User | None) -> None:
    """Write the columns of a database; those that it has keep their places."""
    if list(columns) == database.columns:
        return
    before = {"columns": ", ".join(database.columns)}
    database.columns = list(columns)
    MemberDatabase.objects.filter(pk=database.pk).update(columns=database.columns)
    note_event(database, "columns", by=by, before=before, after={"columns": ", ".join(columns)})


@transactional
def _create(
    by: User | None, name: str, kind: str, product: Product, columns: list[str]
) -> MemberDatabase:
    refer_to(product)
    database = MemberDatabase.objects.create(
        name=name,
        kind=kind,
        product=product,
        product_name=product.name,
        columns=columns,
        created_by_name=by.name if by else SYSTEM,
    )
    note_event(database, "create", by=by, after=facts(database, TRACKED))
    return database

"""Databases of members for tests, made by the product's own verbs."""

import itertools

from crm.mongo.transaction import transactional
from crm.regions import HOME
from members.databases.creation import create
from members.imports.existing import FileScopes
from members.imports.file.rows import RowReader
from members.imports.loader import load_part
from members.imports.part.judged import LoadTarget, ReadRow
from members.models import MemberDatabase, MemberImport, MemberRow, UploadState
from members.rules.duplicates import DEFAULTS
from members.rules.mapping import guessed_places

_numbers = itertools.count(1)
COLUMNS = ("username", "nama", "hp")


def make_database(product, rows=3, *, kind="normal", name="", by=None, columns=COLUMNS):
    """A database with rows: so many members of its own, customers by id, or rows of cells."""
    name = name or f"Database {next(_numbers)}"
    database = create(by=by, name=name, kind=kind, product=product, columns=columns)
    add_rows(database, rows, by=by)
    return MemberDatabase.objects.get(pk=database.pk)


def add_rows(database, rows=3, *, by=None):
    """Upload further rows; returns those that are new in the database, by their numbers."""
    wanted = MemberImport.objects.create(
        by=by,
        by_name=by.name if by else "system",
        file_name="members.csv",
        database_id=database.pk,
        database_name=database.name,
        kind=database.kind,
        product_id=database.product_id,
        source="test",
        lawful_basis="test",
        state=UploadState.DONE,
    )
    width = len(database.columns)
    places = guessed_places(database.columns)
    reader = RowReader(places, list(range(width)), width=width, region=HOME)
    scopes = FileScopes(10)
    read = [reader(number, cells) for number, cells in enumerate(_cells(rows), start=2)]
    target = LoadTarget(
        database_id=database.pk,
        product_id=database.product_id,
        import_id=wanted.pk,
        choices=DEFAULTS,
    )
    parts = [ReadRow(row, scopes.add(row)) for row in read]
    transactional(load_part)(target, parts, by=by)
    return list(MemberRow.objects.filter(import_id=wanted.pk).order_by("number"))


def _cells(rows):
    if isinstance(rows, int):
        rows = [f"member{next(_numbers):05}" for _row in range(rows)]
    return [_row_of(row) if isinstance(row, str) else list(row) for row in rows]


def _row_of(customer):
    return [customer, f"Name of {customer}", f"0812{next(_numbers):08}"]

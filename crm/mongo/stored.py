"""Rows that each request reads or adds: composing a query would take longer than the row itself."""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from bson.raw_bson import RawBSONDocument
from django.db import IntegrityError, connection
from django.db.models import Field, JSONField, Model
from django.db.models.expressions import Col
from django_mongodb_backend.query import wrap_database_errors

from crm.mongo.rows import collection, current_session, mongo_connection

# What makes a value of what is stored, given the column and the connection.
Reader = Callable[[Any, Any, Any], Any]


@wrap_database_errors
def first_stored(model: type[Model], match: dict) -> Model | None:
    """The row with these stored columns and values, as the model's own queryset would read it.

    None if there is none. In the current transaction; raises DatabaseError.
    """
    row = collection(model).find_one(match, session=current_session())
    return stored_instance(model, row) if row else None


@wrap_database_errors
def all_stored(model: type[Model], match: dict) -> list[Model]:
    """All rows with these stored columns and values, in no order; else like first_stored."""
    rows = collection(model).find(match, session=current_session())
    return [stored_instance(model, row) for row in rows]


def store_new(rows: list[Model]) -> None:
    """Add new rows of one model as its own queryset would, without signals.

    In the current transaction; raises DatabaseError. The instances do not learn their keys.
    """
    if not rows:
        return
    documents = [document_of(row) for row in rows]
    with mongo_connection().noted_integrity_error():
        _insert(type(rows[0]), documents)


def document_of(row: Model, names: Collection[str] | None = None) -> dict:
    """The row as it is stored, or only these columns of it.

    Raises IntegrityError for None where none may be.
    """
    document = {}
    for field in row._meta.concrete_fields:
        if names is not None and field.column not in names:
            continue
        value = field.get_db_prep_save(field.pre_save(row, True), connection)
        if value is None and field.primary_key:
            continue
        if value is None and not field.null:
            raise IntegrityError(f"{field} is None")
        document[field.column] = value
    return document


def joined_document(*parts: bytes) -> RawBSONDocument:
    """One document of the fields of several, which are encoded already."""
    fields = b"".join([part[4:-1] for part in parts])
    return RawBSONDocument((len(fields) + 5).to_bytes(4, "little") + fields + b"\0")


@wrap_database_errors
def _insert(model: type[Model], documents: list[dict]) -> None:
    collection(model).insert_many(documents, session=current_session())


def stored_instance(model: type[Model], row: dict) -> Model:
    """The row of a model that was read as it is stored; None for a column that is not in it."""
    names, columns = _columns(model)
    values = [_read(row.get(name), *readers) for name, readers in columns]
    return model.from_db(connection.alias, names, values)


@cache
def _columns(model: type[Model]) -> tuple[list[str], list[tuple]]:
    """The names of a model's fields; where each is stored, and what reads its values."""
    fields = model._meta.concrete_fields
    columns = [(field.column, _readers(field)) for field in fields]
    return [field.attname for field in fields], columns


def _readers(field: Field) -> tuple[Col | None, tuple[Reader, ...]]:
    if isinstance(field, JSONField):
        # It is stored as what it means; the engine writes it as text to read it again.
        return None, ()
    column = field.get_col(field.model._meta.db_table)
    readers = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
    return column, tuple(readers)


def _read(value: object, column: Col | None, readers: tuple[Reader, ...]) -> object:
    for reader in readers:
        value = reader(value, column, connection)
    return value

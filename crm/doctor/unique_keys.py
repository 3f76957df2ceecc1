"""Whether a look-up by each unique key uses its index, as the server plans it.

A unique index with a condition is used only by queries that imply the condition, so that it may be
there and yet every sign-in read all accounts.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bson import ObjectId
from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q, QuerySet, UniqueConstraint

from crm.mongo.rows import mongo_connection
from crm.mongo.unions import rows_part

SAMPLES: dict[str, Any] = {
    "BooleanField": True,
    "CharField": "x",
    "DateField": date(2026, 1, 1),
    "DateTimeField": datetime(2026, 1, 1, tzinfo=UTC),
    "DecimalField": Decimal(1),
    "EmailField": "x@example.com",
    "IntegerField": 1,
    "BigIntegerField": 1,
    "PositiveIntegerField": 1,
    "ObjectIdField": ObjectId("0" * 24),
    "ObjectIdAutoField": ObjectId("0" * 24),
    "SlugField": "x",
    "TextField": "x",
    "UUIDField": "00000000-0000-0000-0000-000000000000",
}


def keys_without_index() -> tuple[int, list[str]]:
    """How many unique keys there are, and those, as `table.field`, that a whole read answers.

    One explained query a key; no row is read. Raises PyMongoError.
    """
    lookups = list(_lookups())
    return len(lookups), sorted(name for name, rows in lookups if _reads_everything(rows))


def _lookups() -> Iterator[tuple[str, QuerySet]]:
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for fields, condition in _keys_of(model):
            name = f"{model._meta.db_table}.{'+'.join(field.name for field in fields)}"
            values = _values(fields, condition)
            yield name, model._base_manager.filter(condition, **values).values("pk")


def _keys_of(model: type[Model]) -> Iterator[tuple[list[Field], Q]]:
    meta = model._meta
    for field in meta.local_fields:
        if field.unique and not field.primary_key:
            yield [field], Q()
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            fields = [meta.get_field(name) for name in constraint.fields]
            yield [each for each in fields if isinstance(each, Field)], constraint.condition or Q()


def _values(fields: list[Field], condition: Q) -> dict[str, Any]:
    """A value for each field of which the condition says none."""
    said = {child[0] for child in condition.children if isinstance(child, tuple)}
    return {field.attname: _sample(field) for field in fields if field.name not in said}


def _sample(field: Field) -> Any:
    target = field.target_field if isinstance(field, ForeignKey) else field
    if target.choices:
        return next(value for value, _label in target.flatchoices)
    return SAMPLES[target.get_internal_type()]


def _reads_everything(rows: QuerySet) -> bool:
    table, pipeline = rows_part(rows)
    query = {"aggregate": table, "pipeline": pipeline, "cursor": {}}
    database = mongo_connection().database
    return "COLLSCAN" in str(database.command("explain", query, verbosity="queryPlanner"))

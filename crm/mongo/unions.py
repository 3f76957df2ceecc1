"""Reading or counting the rows of several collections with one command."""

from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from crm.mongo.rows import current_session, mongo_connection

READ_AT_ONCE = 1000


class UnionPart(NamedTuple):
    """What is read of one collection, composed beforehand: it can be read again and again."""

    table: str
    pipeline: list[dict]


def rows_part(rows: QuerySet) -> UnionPart:
    """The rows of a `values()` queryset in its order, as they are stored.

    Dates are datetimes and amounts Decimal128.
    """
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.pre_sql_setup()
    pipeline = compiler.build_query(compiler.columns).get_pipeline()
    return UnionPart(rows.model._meta.db_table, pipeline)


def count_part(rows: QuerySet, limit: int) -> UnionPart:
    """One row that says as `count` how many rows a queryset has, up to `limit`; none for none."""
    table, pipeline = rows_part(rows.order_by().values("pk")[:limit])
    return UnionPart(table, [*pipeline, {"$count": "count"}])


def read_union(
    parts: dict[str, UnionPart], *, at_once: int = READ_AT_ONCE
) -> dict[str, list[dict]]:
    """The rows of each part, under the same names; one command for each `at_once` of them.

    In a transaction one command for each part: the server knows no union there.
    """
    if not parts:
        return {}
    if current_session() is not None:
        return {name: _rows_of(part, at_once) for name, part in parts.items()}
    (first, pipeline), *others = (
        # A literal: a name must not be taken for a field.
        (table, [*pipeline, {"$set": {"_of": {"$literal": name}}}])
        for name, (table, pipeline) in parts.items()
    )
    unions = [{"$unionWith": {"coll": table, "pipeline": part}} for table, part in others]
    rows_of: dict[str, list[dict]] = {name: [] for name in parts}
    rows = mongo_connection().get_collection(first)
    # All of it is read: as much as fits comes with the first answer.
    for row in rows.aggregate(pipeline + unions, batchSize=at_once).to_list():
        rows_of[row.pop("_of")].append(row)
    return rows_of


def _rows_of(part: UnionPart, at_once: int) -> list[dict]:
    rows = mongo_connection().get_collection(part.table)
    return rows.aggregate(part.pipeline, session=current_session(), batchSize=at_once).to_list()

"""Reading or counting the rows of several collections with one command."""

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

BATCH = 1000


def counted_together(wanted: dict[str, QuerySet], limit: int) -> dict[str, int]:
    """How many rows each queryset has, counted up to `limit`, under the same names."""
    if not wanted:
        return {}
    found = _united(
        (
            rows.model,
            [*_pipeline(rows.order_by().values("pk")[:limit]), {"$count": "count"}, _named(name)],
        )
        for name, rows in wanted.items()
    )
    counts = {row["_of"]: row["count"] for row in found}
    return {name: counts.get(name, 0) for name in wanted}


def rows_together(wanted: dict[str, QuerySet]) -> dict[str, list[dict]]:
    """The rows of each `values()` queryset in its order, under the same names, as they are stored.

    Dates are datetimes and amounts Decimal128.
    """
    found = {name: [] for name in wanted}
    parts = ((rows.model, [*_pipeline(rows), _named(name)]) for name, rows in wanted.items())
    for row in _united(parts):
        found[row.pop("_of")].append(row)
    return found


def _united(parts: Iterable[tuple[type[Model], list[dict]]]):
    (first, pipeline), *others = ((model._meta.db_table, part) for model, part in parts)
    unions = [{"$unionWith": {"coll": table, "pipeline": part}} for table, part in others]
    collection = connection.get_collection(first)
    # All of it is wanted: as much as fits comes with the first answer.
    return collection.aggregate(pipeline + unions, session=connection.session, batchSize=BATCH)


def _pipeline(rows: QuerySet) -> list[dict]:
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.pre_sql_setup()
    return compiler.build_query(compiler.columns).get_pipeline()


def _named(name: str) -> dict:
    # A literal: a name must not be taken for a field.
    return {"$set": {"_of": {"$literal": name}}}

"""Counting the rows of several collections with one command."""

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet


def counted_together(wanted: dict[str, QuerySet], limit: int) -> dict[str, int]:
    """How many rows each queryset has, counted up to `limit`, under the same names."""
    if not wanted:
        return {}
    parts = [
        (rows.model._meta.db_table, _counted(name, rows, limit)) for name, rows in wanted.items()
    ]
    (first, pipeline), *others = parts
    unions = [{"$unionWith": {"coll": table, "pipeline": part}} for table, part in others]
    collection = connection.get_collection(first)
    found = collection.aggregate(pipeline + unions, session=connection.session)
    counts = {row["name"]: row["count"] for row in found}
    return {name: counts.get(name, 0) for name in wanted}


def _counted(name: str, rows: QuerySet, limit: int) -> list[dict]:
    compiler = rows.order_by().values("pk")[:limit].query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.pre_sql_setup()
    pipeline = compiler.build_query(compiler.columns).get_pipeline()
    # A literal: a name must not be taken for a field.
    return [*pipeline, {"$count": "count"}, {"$set": {"name": {"$literal": name}}}]

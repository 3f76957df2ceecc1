"""Compilers whose finished pipeline goes through crm.mongo.engine.pipeline (cure 6)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Field
from django_mongodb_backend import compiler
from django_mongodb_backend.query import MongoQuery, wrap_database_errors
from pymongo.command_cursor import CommandCursor

from crm.mongo.engine import dates  # noqa: F401  registers the date functions with the engine
from crm.mongo.engine.pages import page_first
from crm.mongo.engine.pipeline import faster


class ReadRows:
    """Rows that were read at once, with the two ways a cursor is used."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = iter(rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.rows

    def next(self) -> dict[str, Any]:
        return next(self.rows)


class Query(MongoQuery):
    @wrap_database_errors
    def get_cursor(self) -> ReadRows | CommandCursor[dict[str, Any]]:
        """Return the rows: a page before its joins where that is the same, else a cursor."""
        pipeline = self.get_pipeline()
        if page := page_first(pipeline):
            fast, aliases = page
            rows = list(self._aggregate(fast))
            if all(alias in row for row in rows for alias in aliases):
                return ReadRows(rows)
        return self._aggregate(pipeline)

    def _aggregate(self, pipeline: list[dict]) -> CommandCursor[dict[str, Any]]:
        compiler = self.compiler
        return compiler.collection.aggregate(pipeline, session=compiler.connection.session)

    def get_pipeline(self) -> list[dict]:
        """Return stock's pipeline in its fast, equivalent form."""
        return faster(super().get_pipeline())


class SQLCompiler(compiler.SQLCompiler):
    query_class = Query

    def cursor_iter(
        self, cursor: Iterable[dict[str, Any]], chunk_size: int, columns: Iterable[tuple[str, Any]]
    ) -> Iterator[list[list[Any]]]:
        """Yield chunks of rows. Stock asks of every value which collection it comes from."""
        aliases = {getattr(column, "alias", None) for _name, column in columns}
        if aliases - {None, self.collection_name}:
            yield from super().cursor_iter(cursor, chunk_size, columns)
            return
        names = [name for name, _column in columns]
        rows = ([*map(row.get, names)] for row in cursor)
        while chunk := list(islice(rows, chunk_size)):
            yield chunk


class SQLAggregateCompiler(compiler.SQLAggregateCompiler):
    query_class = Query


class SQLDeleteCompiler(compiler.SQLDeleteCompiler):
    query_class = Query


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    def insert(
        self, docs: list[dict[str, Any]], returning_fields: list[Field] | None = None
    ) -> list[Any]:
        with self.connection.noted_integrity_error():
            return super().insert(docs, returning_fields)


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    query_class = Query

    def update(self, criteria: dict[str, Any], pipeline: list[dict]) -> int:
        with self.connection.noted_integrity_error():
            return super().update(criteria, pipeline)

"""Compilers whose finished pipeline goes through crm.mongo.pipeline (cure 6)."""

from django_mongodb_backend import compiler
from django_mongodb_backend.query import MongoQuery

from crm.mongo import dates  # noqa: F401  registers the date functions with the engine
from crm.mongo.pipeline import faster


class Query(MongoQuery):
    def get_pipeline(self):
        """Return stock's pipeline in its fast, equivalent form."""
        return faster(super().get_pipeline())


class SQLCompiler(compiler.SQLCompiler):
    query_class = Query


class SQLAggregateCompiler(compiler.SQLAggregateCompiler):
    query_class = Query


class SQLDeleteCompiler(compiler.SQLDeleteCompiler):
    query_class = Query


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    def insert(self, docs, returning_fields=None):
        with self.connection.noted_integrity_error():
            return super().insert(docs, returning_fields)


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    query_class = Query

    def update(self, criteria, pipeline):
        with self.connection.noted_integrity_error():
            return super().update(criteria, pipeline)

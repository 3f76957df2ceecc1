"""Whether the database can serve this code: a primary, all migrations, all indexes."""

import time
from typing import NamedTuple

import pymongo
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model, UniqueConstraint
from pymongo.errors import PyMongoError

from crm.mongo.rows import collection, mongo_connection
from crm.mongo.unions import read_union, rows_part

PRIMARY_SECONDS = 2
# What was deployed rarely changes under a running process; the primary is asked every time.
SCHEMA_SECONDS = 30

_schema_seen_at = float("-inf")


class NotReady(NamedTuple):
    """Why requests would fail now: a word for anybody, and names for those who run the server."""

    code: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


def why_not_ready() -> NotReady | None:
    """Return the first reason why requests would fail now, or None when they can be served."""
    global _schema_seen_at
    try:
        with pymongo.timeout(PRIMARY_SECONDS):
            mongo_connection().database.command("ping")
            if time.monotonic() < _schema_seen_at + SCHEMA_SECONDS:
                return None
            reason = _why_schema_is_behind()
    except PyMongoError as error:
        return NotReady("database", type(error).__name__)
    if reason is None:
        _schema_seen_at = time.monotonic()
    return reason


class MigrationState(NamedTuple):
    """Migrations by their names: what of this release is applied and what not, what no one knows.

    `unknown` ones are of another release that has served this database.
    """

    applied: list[str]
    missing: list[str]
    unknown: list[str]


def migration_state() -> MigrationState:
    """What is applied of the migrations of this release. Raises DatabaseError, PyMongoError."""
    loader = MigrationLoader(None)
    part = rows_part(MigrationRecorder.Migration.objects.values("app", "name"))
    rows = read_union({"applied": part})["applied"]
    here, applied = set(loader.graph.nodes), {(row["app"], row["name"]) for row in rows}
    unknown = {each for each in applied - here if each[0] in loader.migrated_apps}
    sets = here & applied, here - applied, unknown - set(loader.replacements)
    return MigrationState(*([f"{app}.{name}" for app, name in sorted(each)] for each in sets))


def missing_indexes() -> list[str]:
    """Return `collection.index` for each index the models ask for and the database lacks."""
    models = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
    return sorted(name for model in models for name in _missing_indexes_of(model))


def _why_schema_is_behind() -> NotReady | None:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return NotReady("migrations", f"{len(plan)} not applied, first {plan[0][0]}")
    if missing := missing_indexes():
        return NotReady("indexes", f"{', '.join(missing)} missing")
    return None


def _missing_indexes_of(model: type[Model]) -> list[str]:
    table = model._meta.db_table
    present = collection(model).index_information()
    unique_keys = {tuple(k for k, _ in i["key"]) for i in present.values() if i.get("unique")}
    uniques = [c for c in model._meta.constraints if isinstance(c, UniqueConstraint)]
    named = [part.name for part in [*model._meta.indexes, *uniques]]
    missing = [f"{table}.{name}" for name in named if name not in present]
    unique_fields = [f.column for f in model._meta.local_fields if f.unique and not f.primary_key]
    return missing + [f"{table}.{c}" for c in unique_fields if (c,) not in unique_keys]

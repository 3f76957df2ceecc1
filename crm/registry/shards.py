"""How the collections that grow with the work lie on the shards of a cluster.

An app registers the shard key of each of them. Everything else is small, stays on one shard and
needs no key. `manage.py sharding_plan --check` and the tests hold models and commands to the plan
(docs/decisions/0011).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from crm.mongo.engine.recorder import Command
from crm.mongo.rows import collection


@dataclass(frozen=True)
class ShardKey:
    """By which columns a collection lies on its shards, in order.

    `zone` is the column by whose ranges the operator keeps what belongs together on one shard.
    """

    columns: tuple[str, ...]
    zone: str = ""
    is_hashed: bool = False

    def __str__(self) -> str:
        return ", ".join(self.columns) + (" (hashed)" if self.is_hashed else "")


SHARD_KEYS: dict[type[Model], ShardKey] = {}


def register(model: type[Model], *columns: str, zone: str = "", is_hashed: bool = False) -> None:
    """Let the rows of `model` lie on the shards by these columns."""
    SHARD_KEYS[model] = ShardKey(columns, zone, is_hashed)


def unique_columns(model: type[Model]) -> list[tuple[str, ...]]:
    """The columns of each unique index that a model declares, but for its own id."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    alone = [field.name for field in model._meta.concrete_fields if field.unique]
    single = [(columns[name],) for name in alone if columns[name] != "_id"]
    constraints = model._meta.total_unique_constraints
    return single + [tuple(columns[name] for name in each.fields) for each in constraints]


def unique_indexes_in_the_way() -> Iterator[str]:
    """The declared and the stored unique indexes that no cluster would accept, in words."""
    for model, key in SHARD_KEYS.items():
        for columns in [*unique_columns(model), *_stored_unique_indexes(model)]:
            if columns[: len(key.columns)] != key.columns:
                yield f"{model._meta.db_table}: unique by {', '.join(columns)}, not by {key} first"


def is_keyless_write(command: Command) -> bool:
    """True for a write in a transaction that would have to ask every shard.

    One that changes a column of the key must say the whole key, any other the key's first column.
    """
    if not _is_in_transaction(command):
        return False
    key = _key_of(command.collection)
    return key is not None and any(_is_keyless(*write, key) for write in _writes(command))


def shards_written(commands: Iterable[Command]) -> set[str]:
    """What different shards the writes of one staff member's verb may lie on, by name.

    Zones by staff keep all that is theirs on one; a hashed row may lie anywhere; what has no shard
    key lies together.
    """
    writes = [command for command in commands if command.name in WRITES]
    keys = [_key_of(command.collection) for command in writes]
    return {_shard_of(command, key) for command, key in zip(writes, keys, strict=True)}


WRITES = {"delete", "findAndModify", "insert", "update"}


def _shard_of(command: Command, key: ShardKey | None) -> str:
    if key is None:
        return "without a key"
    return f"zone by {key.zone}" if key.zone else str(command.collection)


def _key_of(table: str | None) -> ShardKey | None:
    return next((key for model, key in SHARD_KEYS.items() if model._meta.db_table == table), None)


def _is_in_transaction(command: Command) -> bool:
    return command.name in WRITES and command.document.get("autocommit") is False


def _writes(command: Command) -> list[tuple[Mapping, Any]]:
    """The condition and the change of each statement; an insert has none."""
    document = command.document
    if command.name == "findAndModify":
        return [(document["query"], document.get("update"))]
    statements = document.get("updates") or document.get("deletes") or []
    return [(statement["q"], statement.get("u")) for statement in statements]


def _is_keyless(condition: Mapping, change: Any, key: ShardKey) -> bool:
    changed = {name for part in _parts(change) for name in part}
    needed = key.columns if changed & set(key.columns) else key.columns[:1]
    return not set(needed) <= _named(condition)


def _parts(change: Any) -> list[Mapping]:
    """The fields that a change sets, however it says so; a replacement keeps its key."""
    stages = change if isinstance(change, list) else [change or {}]
    return [stage[name] for stage in stages for name in ("$set", "$setOnInsert") if name in stage]


def _named(condition: Mapping) -> set[str]:
    """The columns for which a condition says a value."""
    names = {name for name in condition if not name.startswith("$")}
    return names.union(*(_named(part) for part in condition.get("$and", ())))


def _stored_unique_indexes(model: type[Model]) -> list[tuple[str, ...]]:
    indexes = collection(model).index_information().values()
    return [
        tuple(column for column, _direction in index["key"])
        for index in indexes
        if index.get("unique")
    ]

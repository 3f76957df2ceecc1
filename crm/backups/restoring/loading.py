"""Filling an empty database from the files, and its indexes (OP-2)."""

from pathlib import Path
from typing import Any

from bson import json_util
from bson.raw_bson import RawBSONDocument

from crm.backups.encryption import Key, decrypt
from crm.backups.releases import MIGRATIONS
from crm.backups.restoring.steps import Refused, Step
from crm.backups.rules.manifest import Manifest, StoredCollection
from crm.backups.streams import Damaged, Documents
from crm.mongo.rows import mongo_connection

# So many bytes are sent to the server at once.
AT_ONCE = 4_000_000


def refuse_what_is_not_empty() -> None:
    """Raise Refused if the database holds a collection."""
    database = mongo_connection().database
    if names := database.list_collection_names():
        raise Refused(
            f"the database “{database.name}” is not empty, it has {sorted(names)[0]}: "
            "name another in MONGODB_URI, or drop it yourself"
        )


def load(folder: Path, manifest: Manifest, key: Key | None) -> Step:
    """Put every document where it was. Raises Damaged, PyMongoError.

    The applied migrations come last: until then no host that serves is ready.
    """
    names = sorted(manifest.collections, key=lambda name: (name == MIGRATIONS, name))
    for name in names:
        _load_collection(folder, name, manifest.collections[name], key)
    line = f"Loaded: {manifest.documents:,} documents of {len(names):,} collections."
    return Step("loaded", line, facts={"documents": manifest.documents})


def build_indexes(manifest: Manifest) -> Step:
    """Those that the database had, as its migrations had made them. Raises PyMongoError."""
    number = 0
    for name, stored in manifest.collections.items():
        indexes = [_index(each) for each in _read(stored.indexes)]
        number += len(indexes)
        if indexes:
            mongo_connection().database.command("createIndexes", name, indexes=indexes)
    return Step("indexes", f"Indexes: {number:,} built.", facts={"indexes": number})


def _load_collection(folder: Path, name: str, stored: StoredCollection, key: Key | None) -> None:
    database = mongo_connection().database
    if name not in database.list_collection_names():
        database.create_collection(name, **_read(stored.options))
    rows = database[name]

    def insert(documents: list[bytes]) -> None:
        rows.insert_many([RawBSONDocument(each) for each in documents], ordered=False)

    sink = Documents(insert, at_once=AT_ONCE)
    decrypt(folder / stored.file, sink, key)
    content = sink.end()
    if (content.documents, content.sha256) != (stored.documents, stored.content):
        raise Damaged(f"{stored.file} holds other documents than were written")


def _index(listed: dict[str, Any]) -> dict[str, Any]:
    """An index as it is asked for: the server adds its version itself."""
    return {name: value for name, value in listed.items() if name not in ("v", "ns")}


def _read(text: str) -> Any:
    return json_util.loads(text)

"""Making a backup: every collection as of one moment (OP-1)."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bson import json_util
from django.utils import timezone
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from crm.backups import folders
from crm.backups.encryption import Recipient, encrypt
from crm.backups.erased import known_erasures
from crm.backups.releases import applied_migrations, this_release
from crm.backups.rules.manifest import Manifest, StoredCollection
from crm.backups.streams import Content, HashedFile, compressed
from crm.mongo.bulk_loads import long_read
from crm.mongo.rows import mongo_connection, snapshot_session
from crm.mongo.server.releases import server_version
from crm.registry.runs.backups import FACTS, LEFT_OUT

# Of a batch of the server's: at most 16 MB, and few documents where they are large.
AT_ONCE = 2_000
SNAPSHOT_TOO_OLD, SNAPSHOT_UNAVAILABLE = 239, 246

Progress = Callable[[str], object]


class MomentLost(Exception):
    """The server knows no more what the documents were at that moment. Says what to do."""


class FinishedBackup(NamedTuple):
    """Where it lies, and what it says."""

    folder: Path
    manifest: Manifest


def backup(
    parent: Path, *, recipient: Recipient | None = None, progress: Progress = lambda _name: None
) -> FinishedBackup:
    """Write all collections as of one moment into a new folder in `parent`.

    `progress` is called with the name of each collection. Nothing of the database is changed.
    Raises MomentLost, folders.Busy, OSError, PyMongoError.
    """
    began = timezone.now()
    with folders.new_backup(parent, began) as folder, long_read(), snapshot_session() as session:
        try:
            manifest = _written(folder, session, recipient, progress)
        except OperationFailure as error:
            raise _why_lost(error, began) from error
        folders.write_manifest(folder, manifest)
    return FinishedBackup(parent / folders.name_of(began), manifest)


def _written(
    folder: Path, session: ClientSession, recipient: Recipient | None, progress: Progress
) -> Manifest:
    # The first read of the session is the moment of all that follow.
    migrations, moment = applied_migrations(session), _server_time()
    listed = {each["name"]: each for each in mongo_connection().database.list_collections()}
    names = sorted(name for name in listed if not name.startswith("system."))
    collections = {}
    for name in names:
        progress(name)
        collections[name] = _stored(folder, listed[name], session, recipient)
    return Manifest(
        moment=moment.isoformat(timespec="seconds"),
        database=mongo_connection().database.name,
        release=this_release().release,
        migrations=migrations,
        server=server_version(),
        collections=collections,
        left_out=sorted(LEFT_OUT & collections.keys()),
        facts={name: each.read(session) for name, each in FACTS.items()},
        erased=known_erasures(session),
        encrypted_for=str(recipient) if recipient else "",
    )


def _stored(
    folder: Path, listed: dict[str, Any], session: ClientSession, recipient: Recipient | None
) -> StoredCollection:
    name, content = listed["name"], Content()
    path = folder / f"{name}.bson.gz{'.age' if recipient else ''}"
    pieces = compressed(_batches(name, session), content)
    with path.open("xb") as raw:
        file = HashedFile(raw)
        encrypt(pieces, file, recipient)
        raw.flush()
        os.fsync(raw.fileno())
    return StoredCollection(
        file=path.name,
        documents=content.documents,
        content=content.sha256,
        sha256=file.sha256,
        size=file.size,
        indexes=json_util.dumps(_indexes(name), json_options=json_util.CANONICAL_JSON_OPTIONS),
        options=json_util.dumps(listed["options"], json_options=json_util.CANONICAL_JSON_OPTIONS),
    )


def _batches(name: str, session: ClientSession | None) -> Iterator[bytes]:
    if name in LEFT_OUT:
        return iter(())
    return documents_in_order(name, session)


def documents_in_order(name: str, session: ClientSession | None = None) -> Iterator[bytes]:
    """All documents of a collection as they are stored, in order of _id, many at once."""
    rows = mongo_connection().get_collection(name)
    order = [("_id", 1)]
    yield from rows.find_raw_batches({}, session=session, batch_size=AT_ONCE, sort=order)


def _indexes(name: str) -> list[dict[str, Any]]:
    """All but that of _id, which each collection has."""
    listed = mongo_connection().get_collection(name).list_indexes()
    return [dict(each) for each in listed if each["name"] != "_id_"]


def _server_time() -> datetime:
    moment = mongo_connection().database.command("hello")["localTime"]
    return moment.replace(tzinfo=UTC)


def _why_lost(error: OperationFailure, began: datetime) -> Exception:
    seconds = (timezone.now() - began).total_seconds()
    if error.code == SNAPSHOT_TOO_OLD:
        return MomentLost(
            f"after {seconds:.0f} s the server knew no more what the documents were: raise its "
            "minSnapshotHistoryWindowInSeconds, and make no large import meanwhile"
        )
    if error.code == SNAPSHOT_UNAVAILABLE:
        return MomentLost("somebody changes the schema at this moment: try again afterwards")
    return error

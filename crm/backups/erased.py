"""Who was erased, outside of what is restored: no backup brings them back (OP-5).

It stands in three places: in the database, in each backup that is made from then on, and as a line
in a file of the host, beside that of the witness. Nothing there names anybody.
"""

import json
import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from pymongo.client_session import ClientSession

from crm.backups import folders
from crm.backups.models import ErasedKey
from crm.backups.restoring.files import whole_manifest
from crm.backups.restoring.steps import Refused, Step
from crm.mongo.rows import collection, current_session, mongo_connection
from crm.mongo.transaction import on_commit
from crm.registry.runs.backups import ERASURES

# By kind: the key, and what else it takes to erase them again.
ErasedList = Mapping[str, Iterable[Mapping[str, Any]]]

log = structlog.get_logger(__name__)


def note_erased(kind: str, key: str, **facts: Any) -> None:
    """Remember that somebody is erased; in the transaction that erases, or decides it.

    `facts` name nobody. The line outside is written after the commit.
    """
    stored = ErasedKey(id=f"{kind}:{key}", kind=kind, key=key, facts=facts)
    values = {"kind": kind, "key": key, "facts": facts, "at": stored.at}
    collection(ErasedKey).update_one(
        {"_id": stored.pk}, {"$setOnInsert": values}, upsert=True, session=current_session()
    )
    line = json.dumps({"kind": kind, "key": key, "facts": facts}, sort_keys=True)
    on_commit(partial(_write_outside, line))


def known_erasures(session: ClientSession | None) -> dict[str, list[dict[str, Any]]]:
    """All that the database knows of, as a backup keeps them."""
    known: dict[str, list[dict[str, Any]]] = {}
    for row in collection(ErasedKey).find({}, session=session, sort=[("at", 1), ("_id", 1)]):
        known.setdefault(row["kind"], []).append({"key": row["key"], "facts": row["facts"]})
    return known


def erased_since(folder: Path) -> list[ErasedList]:
    """What newer backups beside this one know, and this host's file for the database that it is
    of. Raises Refused."""
    newer = [path for path in _beside(folder) if path.name > folder.name]
    lists: list[ErasedList] = [_of_backup(path) for path in newer]
    path = host_list(whole_manifest(folder).database)
    return [*lists, read_list(path)] if path and path.exists() else lists


def read_list(path: Path) -> ErasedList:
    """The lines of such a file, or the list of a backup's manifest. Raises Refused."""
    if path.name == folders.MANIFEST:
        return _of_backup(path.parent)
    known: dict[str, list[dict[str, Any]]] = {}
    try:
        for line in path.read_text().splitlines():
            said = json.loads(line)
            entry = {"key": said["key"], "facts": said["facts"]}
            known.setdefault(said["kind"], []).append(entry)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"the list of the erased {path} cannot be read: {error}") from error
    return known


def erase_again(lists: Iterable[ErasedList]) -> Step:
    """Erase whoever of them the restored database names. Raises what the apps' erasing raises."""
    entries: dict[str, dict[str, Mapping[str, Any]]] = {}
    for known in lists:
        for kind, erased in known.items():
            entries.setdefault(kind, {}).update({each["key"]: each for each in erased})
    counts = {
        kind: ERASURES[kind].erase_again(list(of_kind.values()))
        for kind, of_kind in entries.items()
        if kind in ERASURES
    }
    number, again = sum(map(len, entries.values())), sum(counts.values())
    line = f"Erased: {number:,} known, {again:,} of them erased again."
    return Step("erased", line, facts={"known": number, "again": again})


def host_list(database: str) -> Path | None:
    """The file of this host for the database of that name; None where WITNESS_DIR is not set."""
    return Path(settings.WITNESS_DIR) / f"{database}.erased" if settings.WITNESS_DIR else None


def _write_outside(line: str) -> None:
    path = host_list(mongo_connection().database.name)
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, f"{line}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        # The erasing stands, and so does its row; the next backup has it.
        log.error("erased, but not noted outside", reason=str(error)[:200])


def _of_backup(folder: Path) -> ErasedList:
    return whole_manifest(folder).erased


def _beside(folder: Path) -> list[Path]:
    return folders.backups_in(folder.resolve().parent)

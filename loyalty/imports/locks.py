"""One import or undo of a dataset at a time, on however many hosts (case 202).

Whoever has the lock says so every now and then. One whose process was killed is taken over at once
on its own host, and elsewhere once it has fallen silent.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from pymongo.errors import DuplicateKeyError

from crm.mongo.rows import collection, current_session
from crm.witness.reads import refuse_while_alarmed
from loyalty.models import ImportLock, Programme
from loyalty.rules.files.datasets import Dataset

SILENT_AFTER = timedelta(seconds=60)
# Seconds between two words of whoever reads a long file.
SAID_EVERY = 10


class ImportBusy(Exception):
    """Somebody else imports or undoes this dataset of the programme right now."""


class LockLost(Exception):
    """It was silent for too long: somebody else has taken over."""


@dataclass(frozen=True)
class HeldLock:
    """The right to write a dataset of a programme."""

    key: str
    owner: str

    def renew(self) -> None:
        """Say that it is still held, in the current transaction if there is one.

        Raises LockLost.
        """
        renewed = collection(ImportLock).update_one(
            {"_id": self.key, "owner": self.owner},
            {"$set": {"until": timezone.now() + SILENT_AFTER}},
            session=current_session(),
        )
        if not renewed.matched_count:
            raise LockLost(self.key)

    def keeping(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """`progress`, which says now and then that the lock is still held. Raises LockLost."""
        said = time.monotonic()

        def tell(done: int, of: int) -> None:
            nonlocal said
            if time.monotonic() - said > SAID_EVERY:
                self.renew()
                said = time.monotonic()
            progress(done, of)

        return tell


@contextmanager
def import_lock(programme: Programme, dataset: Dataset) -> Iterator[HeldLock]:
    """Hold the lock while the block runs. Raises ImportBusy.

    Raises WitnessAlarmed while the witness says that the database has fallen back (LW-3).
    """
    refuse_while_alarmed()
    key, owner = f"{programme.pk}:{Dataset(dataset).value}", f"{os.getpid()}-{uuid4().hex}"
    if not _take(key, owner):
        raise ImportBusy(key)
    try:
        yield HeldLock(key, owner)
    finally:
        collection(ImportLock).delete_one({"_id": key, "owner": owner})


def _take(key: str, owner: str) -> bool:
    locks = collection(ImportLock)
    new = {
        "owner": owner,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "until": timezone.now() + SILENT_AFTER,
    }
    stored = locks.find_one({"_id": key})
    if stored is None:
        try:
            locks.insert_one({"_id": key} | new)
        except DuplicateKeyError:
            return False
        return True
    if not _is_over(stored):
        return False
    # Of two who find it over, one takes it.
    taken = locks.update_one({"_id": key, "owner": stored["owner"]}, {"$set": new})
    return taken.modified_count == 1


def _is_over(stored: dict[str, Any]) -> bool:
    if stored["until"] < timezone.now().replace(tzinfo=None):
        return True
    return stored["host"] == socket.gethostname() and not _is_alive(stored["pid"])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

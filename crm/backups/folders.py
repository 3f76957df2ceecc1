"""The folder of the backups. One is written beside and renamed at its end: whole, or not there."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from crm.backups.rules.manifest import Manifest, NotWhole

MANIFEST = "manifest.json"
UNFINISHED = ".unfinished-"
# By when they are of.
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z")


class Busy(Exception):
    """Another backup into this folder is being made."""


@contextmanager
def new_backup(parent: Path, moment: datetime) -> Iterator[Path]:
    """A folder to write into; at the end of the block it becomes the backup of `moment`.

    What killed ones have left is removed. Raises Busy, OSError.
    """
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (parent / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        _remove_unfinished(parent)
        name = name_of(moment)
        folder = parent / f"{UNFINISHED}{name}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
            sync(folder)
            folder.rename(parent / name)
            sync(parent)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def name_of(moment: datetime) -> str:
    """What the backup of this moment is called."""
    milliseconds = moment.microsecond // 1000
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H%M%S}.{milliseconds:03}Z"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last file of a backup, on the disk when this returns. Raises OSError."""
    with (folder / MANIFEST).open("x") as file:
        file.write(manifest.text())
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """What the backup in this folder says. Raises NotWhole."""
    if folder.name.startswith(UNFINISHED):
        raise NotWhole(f"{folder} was not finished")
    try:
        return Manifest.read((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise NotWhole(f"there is no backup in {folder}: {error.strerror}") from error


def backups_in(parent: Path) -> list[Path]:
    """The whole ones, the newest first; their manifests are not read. Raises OSError."""
    found = [path for path in parent.iterdir() if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def sync(folder: Path) -> None:
    """Have what a folder lists on the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_unfinished(parent: Path) -> None:
    for path in parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)

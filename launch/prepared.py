"""What a start has found ready: while nothing of it is different, the next one need not look again.

Migrating, collecting and looking for accounts begin with loading all of the product, the longest
part of a start. Whether they could have anything to do is told by the files and by one look at the
ledger of migrations.
"""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from launch.say import CHECKOUT
from launch.venv import STAMP

# What no start reads.
OF_DEVELOPERS = {"tests", "bench"}
MADE = "__pycache__"
# Of who can not sign in the stored password begins with "!", the sign before this one.
USABLE = '"'
VARIABLES = ("DEBUG", "STATIC_ROOT")


def is_same(file: Path, uri: str) -> bool:
    """True if everything is as it was when `file` was written."""
    return file.exists() and file.read_text() == _state(uri)


def remember(file: Path, uri: str) -> None:
    """Write to `file` what everything is like now; nothing while nobody can sign in."""
    with _database(uri) as client:
        accounts = client.get_default_database()["staff_user"]
        if accounts.find_one({"password": {"$gte": USABLE}}, {"_id": True}):
            file.write_text(_state(uri))


def _state(uri: str) -> str:
    with _database(uri) as client:
        applied = _applied(client.get_default_database())
    digest = sha256()
    for each in (*_variables(), *_files(), *applied):
        digest.update(repr(each).encode())
    return digest.hexdigest()


def _database(uri: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(uri, serverSelectionTimeoutMS=5000)


def _applied(database: Database[dict[str, Any]]) -> list[tuple[str, str]]:
    ledger = database["django_migrations"].find({}, {"app": True, "name": True})
    return sorted((row["app"], row["name"]) for row in ledger)


def _variables() -> list[str | None]:
    return [os.environ.get(name) for name in VARIABLES]


def _files() -> Iterator[tuple[str, int, int] | str]:
    """Path, size and time of each file that a preparation reads, and of what it has collected."""
    for folder in _folders():
        for place, folders, names in os.walk(CHECKOUT / folder):
            folders[:] = sorted(set(folders) - {MADE})
            yield from (_look_of(Path(place, name)) for name in sorted(names))
    collected = Path(os.environ.get("STATIC_ROOT") or CHECKOUT / "staticfiles")
    for file in (STAMP, CHECKOUT / ".env", collected / "staticfiles.json"):
        yield _look_of(file) if file.exists() else str(file)


def _folders() -> list[str]:
    """Whatever stands in them may be a migration, a setting or a file to be collected."""
    packages = {file.parent.name for file in CHECKOUT.glob("*/__init__.py")}
    return sorted(packages - OF_DEVELOPERS | {"mongo_migrations", "static"})


def _look_of(file: Path) -> tuple[str, int, int]:
    look = file.stat()
    return str(file), look.st_size, look.st_mtime_ns

"""The schema as migrations left it, kept beside the data of tests: to migrate takes 15 seconds.

In most of them Django renders models, a hundred times over; to put it back takes 3. Whoever changes
a migration, or what one is made of, migrates anew; so does a fresh checkout, and with it CI.
"""

import hashlib
import os

import bson
from django.db import connection

from tests.environment import CHECKOUT

FOLDER = CHECKOUT / ".mongodb-test"
# What decides about the schema: migrations, the engine, what they take from the product.
SOURCES = (
    *("*/migrations/*.py", "*/*/migrations/*.py", "mongo_migrations/**/*.py", "crm/mongo/**/*.py"),
    *("omset/key_index.py", "crm/settings.py", "requirements.txt", "tests/kept_schema.py"),
)


def kept_file():
    """Where the schema of this checkout is kept, there or not."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in CHECKOUT.glob(pattern)}):
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode() + path.read_bytes())
    return FOLDER / f"schema-{digest.hexdigest()[:16]}.bson"


def restore():
    """Make the collections, indexes and rows that are kept; nothing if none are."""
    try:
        kept = bson.decode(kept_file().read_bytes())
    except FileNotFoundError:
        return
    database = connection.database
    for collection in kept["collections"]:
        name = collection["name"]
        database.create_collection(name, **collection["options"])
        if collection["indexes"]:
            database.command("createIndexes", name, indexes=collection["indexes"])
        if collection["rows"]:
            database[name].insert_many(collection["rows"])


def keep():
    """Write what is there, unless it is kept already: right after the migrations."""
    file = kept_file()
    if file.exists():
        return
    collections = [_collection(each) for each in connection.database.list_collections()]
    FOLDER.mkdir(exist_ok=True)
    for outdated in FOLDER.glob("schema-*.bson"):
        outdated.unlink(missing_ok=True)
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_bytes(bson.encode({"collections": collections}))
    beside.replace(file)


def _collection(listed):
    rows = connection.database[listed["name"]]
    indexes = [dict(each) for each in rows.list_indexes() if each["name"] != "_id_"]
    return {
        "name": listed["name"],
        "options": listed["options"],
        "indexes": indexes,
        "rows": list(rows.find()),
    }

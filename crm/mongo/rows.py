"""Reading stored rows past the ORM, inside the current transaction."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, time
from typing import Any, cast

import pymongo
from bson import ObjectId
from bson.errors import InvalidId
from django.db import connection, models
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from crm.mongo.base import DatabaseWrapper


def aggregate(model: type[models.Model], pipeline: list[dict], **options: Any) -> list[dict]:
    """Run a pipeline in the current transaction; rows with the group's key laid flat."""
    rows = collection(model).aggregate(pipeline, session=current_session(), **options)
    return [row.pop("_id") | row for row in rows]


def collection(model: type[models.Model]) -> Collection[dict[str, Any]]:
    """The stored rows of a model. Pass `session=current_session()` to stay in the transaction."""
    return mongo_connection().get_collection(model._meta.db_table)


def limited_by_itself() -> AbstractContextManager[None]:
    """Within it a command's own `maxTimeMS` counts, and not what is left of the page's time.

    The driver would put the longer of the two in the place of the shorter.
    """
    return pymongo.timeout(None)


def current_session() -> ClientSession | None:
    """What keeps a command of pymongo inside the current transaction; None outside of any."""
    return mongo_connection().session


def snapshot_session() -> ClientSession:
    """A session whose reads all see one state of the database; for `with`, outside transactions.

    It may be the first that a process asks of the database.
    """
    mongo = mongo_connection()
    mongo.ensure_connection()
    return mongo.connection.start_session(snapshot=True)


def each_value(model: type[models.Model], field: str) -> Iterator[Any]:
    """Every value that a stored field has, once; however many there are, some at a time."""
    pipeline = [{"$group": {"_id": f"${field}"}}]
    rows = collection(model).aggregate(pipeline, session=current_session(), allowDiskUse=True)
    return (row["_id"] for row in rows)


def object_id(text: object) -> ObjectId | None:
    """The id that a text from outside says; None if it says none."""
    try:
        return ObjectId(text) if isinstance(text, str) else None
    except InvalidId:
        return None


def midnight(day: date) -> datetime:
    """How a business date is stored."""
    return datetime.combine(day, time())


def mongo_connection() -> DatabaseWrapper:
    """This thread's connection as what it is: Django's stubs know none for MongoDB."""
    return cast(DatabaseWrapper, connection)

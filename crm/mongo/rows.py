"""Reading stored rows past the ORM, inside the current transaction."""

from datetime import date, datetime, time
from typing import Any

from django.db import connection, models


def aggregate(model: type[models.Model], pipeline: list[dict], **options: Any) -> list[dict]:
    """Run a pipeline in the current transaction; rows with the group's key laid flat."""
    found = collection(model).aggregate(pipeline, session=connection.session, **options)
    return [row.pop("_id") | row for row in found]


def collection(model: type[models.Model]):
    """The stored rows of a model. Pass `session=connection.session` to stay in the transaction."""
    return connection.get_collection(model._meta.db_table)


def midnight(day: date) -> datetime:
    """How a business date is stored."""
    return datetime.combine(day, time())

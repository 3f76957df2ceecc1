"""The archive of a database: rows that were invalid (BZ-6)."""

from typing import Any

from bson import ObjectId

from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.batches.rows import note_row_event, stored_row, write_row
from members.databases.pool import lock_pool, return_rows
from members.models import RowStatus

# What is left of a row that was deleted for good: draws that took it can still be computed again.
EMPTIED: dict[str, Any] = {
    "cells": [],
    "customer_id": "",
    "customer_key": "",
    "name": "",
    "phone": "",
    "terms": [],
    "invalid_reason": "",
}


class NotArchived(Exception):
    """The row is not in the archive any more."""


def archived_match(database_id: ObjectId) -> dict[str, Any]:
    """The archived rows of a database: as many as are counted, with those deleted for good."""
    return {"database_id": database_id, "status": RowStatus.ARCHIVED.value}


def restorable_match(database_id: ObjectId) -> dict[str, Any]:
    """The archived rows of a database that were not deleted for good."""
    # What was deleted for good has lost its cells.
    return archived_match(database_id) | {"cells": {"$ne": []}}


@transactional
def restore_row(pk: ObjectId, *, by: User) -> None:
    """Put an archived row back into its pool, with nothing of what was found out about it.

    It is reserved instead of available if its customer is by now. Raises NotArchived.
    """
    row = _archived(pk)
    return_rows(lock_pool(row["database_id"]), [row], by=by)
    note_row_event(row, "restore", by=by, before={"status": row["status"]})


@transactional
def delete_row(pk: ObjectId, *, by: User) -> None:
    """Empty an archived row for good; its place in the draws stays. Raises NotArchived."""
    row = _archived(pk)
    write_row(row, EMPTIED)
    note_row_event(row, "delete", by=by, before={"status": row["status"]})


def _archived(pk: ObjectId) -> dict[str, Any]:
    row = stored_row(pk)
    if row is None or row["status"] != RowStatus.ARCHIVED or not row["cells"]:
        raise NotArchived
    return row

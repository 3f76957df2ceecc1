"""Forgetting a customer in what is written anywhere: history, notifications, reasons, titles,
names of files, saved filters.

All of it is read: nobody knows where somebody has written about a customer.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Model

from crm.audit.erasure import customers_in_history, rewrite_history
from crm.filters.models import SavedFilter
from crm.mongo.rows import collection
from crm.notifications.models import Notification
from crm.registry.customers import Erasure, KnownNames
from crm.uploads.models import Upload
from members.models import (
    Batch,
    DatabaseRequest,
    DoNotContact,
    MemberRow,
    PastReservation,
    PoolEvent,
    Reservation,
)
from members.rules.keys import customer_key

# In what is about other customers, too.
WRITTEN_IN: tuple[tuple[type[Model], str], ...] = (
    (PoolEvent, "reason"),
    (DatabaseRequest, "reason"),
    (Batch, "title"),
    (MemberRow, "invalid_reason"),
    (Reservation, "extension_reason"),
    (PastReservation, "reason"),
    (DoNotContact, "reason"),
    (Upload, "name"),
)


def names_in_history(key: str) -> KnownNames:
    """How the customer was typed in what is long gone, too."""
    return KnownNames(name for name in customers_in_history() if customer_key(name) == key)


def keys_in_history() -> Iterator[str]:
    """The keys of everybody whom history names."""
    return (customer_key(name) for name in customers_in_history())


def erase_in_texts(erasure: Erasure) -> dict[str, int]:
    """Give all of it the pseudonym. Each text is rewritten by itself."""
    return {
        "events": rewrite_history({}, erasure.without_in_facts),
        "notifications": _erase_in_notifications(erasure),
        "texts": sum(_erase_in(model, field, erasure) for model, field in WRITTEN_IN),
        "filters": _erase_in_filters(erasure),
    }


def _erase_in_notifications(erasure: Erasure) -> int:
    messages, changed = collection(Notification), 0
    for row in messages.find({}, ("facts",)):
        facts = erasure.without_in_facts(row["facts"])
        if facts != row["facts"]:
            messages.update_one({"_id": row["_id"]}, {"$set": {"facts": facts}})
            changed += 1
    return changed


def _erase_in(model: type[Model], field: str, erasure: Erasure) -> int:
    rows, changed = collection(model), 0
    # A row is written where it lies: with its database.
    for row in rows.find({field: {"$gt": ""}}, (field, "database_id")):
        text = erasure.without(row[field])
        if text != row[field]:
            row.pop(field)
            rows.update_one(row, {"$set": {field: text}})
            changed += 1
    return changed


def _erase_in_filters(erasure: Erasure) -> int:
    changed = 0
    for saved in SavedFilter.objects.all():
        query = urlencode([(name, erasure.without(text)) for name, text in _pairs(saved)])
        name = erasure.without(saved.name)
        if (query, name) != (urlencode(_pairs(saved)), saved.name):
            saved.query, saved.name = query, name
            saved.save()
            changed += 1
    return changed


def _pairs(saved: SavedFilter) -> list[tuple[str, Any]]:
    return parse_qsl(saved.query, keep_blank_values=True)

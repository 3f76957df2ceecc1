"""Forgetting a customer in what all apps share: history, notifications, saved filters."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from crm.audit.erasure import customers_in_history, rewrite_history
from crm.filters.models import SavedFilter
from crm.mongo.rows import collection
from crm.notifications.models import Notification
from crm.registry.customers import Erasure, KnownNames
from members.rules.keys import customer_key


def names_in_history(key: str) -> KnownNames:
    """How the customer was typed in what is long gone, too."""
    return KnownNames(name for name in customers_in_history() if customer_key(name) == key)


def erase_in_texts(erasure: Erasure) -> dict[str, int]:
    """Give history, messages and saved filters the pseudonym. Each event is rewritten by itself."""
    names = sorted(erasure.spellings)
    sides = [{"before.customer_id": {"$in": names}}, {"after.customer_id": {"$in": names}}]
    return {
        "events": rewrite_history({"$or": sides}, erasure.without),
        "notifications": _erase_in_notifications(names, erasure),
        "filters": _erase_in_filters(erasure),
    }


def _erase_in_notifications(names: list[str], erasure: Erasure) -> int:
    told = collection(Notification)
    rows = list(told.find({"facts.customer": {"$in": names}}, ("facts",)))
    for row in rows:
        told.update_one({"_id": row["_id"]}, {"$set": {"facts": erasure.without(row["facts"])}})
    return len(rows)


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

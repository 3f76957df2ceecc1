"""What the gate of attendance keeps with accounts: each request reads the account anyway.

Who writes: leave/attendance/entry.py, which knows what it means.
"""

from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.staff.models import User


def note_entry(person_id: ObjectId, facts: dict[str, Any]) -> None:
    """Keep these facts with the account beside what is kept already."""
    _merge({"_id": person_id}, facts)


def note_entry_once(person_id: ObjectId, name: str, value: Any) -> None:
    """Keep a fact with the account, unless one of that name is kept already."""
    _merge({"_id": person_id, f"entry.{name}": {"$exists": False}}, {name: value})


def note_entry_of_everybody(facts: dict[str, Any]) -> None:
    """Keep these facts with every account."""
    _merge({}, facts)


def _merge(whose: dict[str, Any], facts: dict[str, Any]) -> None:
    # Nobody has any at first.
    merged = {"$mergeObjects": ["$entry", {"$literal": facts}]}
    change = [{"$set": {"entry": merged}}]
    collection(User).update_many(whose, change, session=current_session())

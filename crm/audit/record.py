"""Writing history. Call it inside the transaction of the thing that happened."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bson import ObjectId
from django.db.models import Model

from crm.audit.chain.linking import hang_on_subject, hang_on_subjects, last_event
from crm.audit.models import Event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import store_new
from crm.staff.history import origin_of
from crm.staff.models import User
from crm.web.texts.masking import masked

SYSTEM = "system"
# Facts that history keeps masked: a number says who it is about by its last digits.
PHONES = frozenset({"phone", "phones"})


def note_event(
    subject: Model,
    verb: str,
    *,
    by: User | None = None,
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
    sequence: int | None = None,
) -> int:
    """Add one row of history about `subject`; `by` None means the system.

    Returns its place in that history: `sequence` where something counts the subject's events
    already, else the one after the last. Of two at once about the same subject one runs again.
    """
    event = event_of(subject, verb, by=by, before=before, after=after, reason=reason)
    return add_event(event, sequence)


def note_about(
    subject: ObjectId, subject_type: str, verb: str, *, by: User | None = None, after: dict
) -> int:
    """The same about what is no row of a model, such as an import."""
    event = _event(subject, subject_type, verb, by, origin_of(by), after=after)
    return add_event(event)


def event_of(
    subject: Model,
    verb: str,
    *,
    by: User | None = None,
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
) -> Event:
    """The row of history, unsaved, for who gives it a place in another chain than its subject's."""
    label = subject._meta.label_lower
    # A browser is known or not to who acts, or to who they say they are.
    acts = by if by and by.pk else subject
    origin = origin_of(acts if isinstance(acts, User) else None)
    return _event(subject.pk, label, verb, by, origin, before=before, after=after, reason=reason)


def add_event(event: Event, sequence: int | None = None) -> int:
    """Store a row of history; one that hangs nowhere yet in the chain of its subject."""
    if event.hash is None:
        last = last_event(event.subject)
        # One of a process from before sequences has none.
        following = ((last or {}).get("sequence") or 0) + 1
        event.sequence = following if sequence is None else sequence
        hang_on_subject(event, last)
    store_new([event])
    return event.sequence


def note_events(
    model: type[Model],
    before: Mapping[ObjectId, dict],
    verb: str,
    *,
    by: User | None = None,
    reason: str = "",
) -> None:
    """Add a row of history about each of many things by their ids, in four commands."""
    sides: dict[ObjectId, tuple[dict, dict]] = {
        subject: (values, {}) for subject, values in before.items()
    }
    note_changes(model, sides, verb, by=by, reason=reason)


def note_changes(
    model: type[Model],
    sides: Mapping[ObjectId, tuple[dict, dict]],
    verb: str,
    *,
    by: User | None = None,
    reason: str = "",
) -> None:
    """The same with both sides of each, before and after, as JSON values."""
    places, label = _last_places(list(sides)), model._meta.label_lower
    origin = origin_of(by)
    events = [
        _event(subject, label, verb, by, origin, before=before, after=after, reason=reason)
        for subject, (before, after) in sides.items()
    ]
    for event in events:
        event.sequence = places.get(event.subject, 0) + 1
    hang_on_subjects(events)
    rows: list[Model] = [*events]
    store_new(rows)


def without_phones(values: dict[str, Any]) -> dict[str, Any]:
    """Facts of history with phone numbers masked."""
    if PHONES.isdisjoint(values):
        return values
    return {name: _masked(it) if name in PHONES else it for name, it in values.items()}


def facts(subject: Model, fields: Iterable[str]) -> dict:
    """The named fields of `subject` as plain JSON values, to be kept in history."""
    return {field: json_value(getattr(subject, field)) for field in fields}


def changes(before: dict, after: dict) -> tuple[dict, dict]:
    """The two sides reduced to the fields that differ."""
    differ = [field for field in after if before.get(field) != after[field]]
    return {field: before.get(field) for field in differ}, {field: after[field] for field in differ}


def _event(
    subject: ObjectId,
    subject_type: str,
    verb: str,
    by: User | None,
    origin: dict | None,
    *,
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
) -> Event:
    return Event(
        subject=subject,
        subject_type=subject_type,
        verb=verb,
        actor=by if by and by.pk else None,
        actor_name=by.name if by else SYSTEM,
        before=without_phones(before or {}),
        after=without_phones(after or {}),
        reason=reason,
        origin=origin,
    )


def _masked(value: object) -> object:
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return masked(value) if isinstance(value, str) else value


def _last_places(subjects: list[ObjectId]) -> dict[ObjectId, int]:
    last = {"_id": "$subject", "last": {"$max": "$sequence"}}
    pipeline: list[dict] = [{"$match": {"subject": {"$in": subjects}}}, {"$group": last}]
    rows = collection(Event).aggregate(pipeline, session=current_session())
    return {row["_id"]: row["last"] or 0 for row in rows}


def json_value(value: object) -> bool | int | str | None:
    """A value as history keeps it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)

"""Writing history. Call it inside the transaction of the thing that happened."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from bson import ObjectId
from django.db.models import Model

from crm.audit.models import Event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import store_new
from crm.staff.history import origin_of
from crm.staff.models import User

SYSTEM = "system"


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
    already, else the one after the last. So the transaction has to write what another event of
    the same subject writes too: of two at once one runs again.
    """
    event = Event(
        sequence=next_place(subject.pk) if sequence is None else sequence,
        subject=subject.pk,
        subject_type=subject._meta.label_lower,
        verb=verb,
        actor=by if by and by.pk else None,
        actor_name=by.name if by else SYSTEM,
        before=before or {},
        after=after or {},
        reason=reason,
        origin=_origin(subject, by),
    )
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
    """Add a row of history about each of many things by their ids, in two commands.

    As `note_event`: the transaction writes the things themselves.
    """
    places, origin = _last_places(list(before)), origin_of(by)
    events: list[Model] = [
        Event(
            sequence=places.get(subject, 0) + 1,
            subject=subject,
            subject_type=model._meta.label_lower,
            verb=verb,
            actor=by,
            actor_name=by.name if by else SYSTEM,
            before=values,
            reason=reason,
            origin=origin,
        )
        for subject, values in before.items()
    ]
    store_new(events)


def _origin(subject: Model, by: User | None) -> dict | None:
    """From where it comes; a browser is known or not to who acts, or says they are `subject`."""
    acts = by if by and by.pk else subject
    return origin_of(acts if isinstance(acts, User) else None)


def next_place(subject: ObjectId) -> int:
    """The place behind all that history has about the subject with this id."""
    order = [("sequence", -1)]
    last = collection(Event).find_one({"subject": subject}, sort=order, session=current_session())
    # One of a process from before the upgrade has none.
    return (last.get("sequence") or 0) + 1 if last else 1


def _last_places(subjects: list[ObjectId]) -> dict[ObjectId, int]:
    last = {"_id": "$subject", "last": {"$max": "$sequence"}}
    pipeline: list[dict] = [{"$match": {"subject": {"$in": subjects}}}, {"$group": last}]
    rows = collection(Event).aggregate(pipeline, session=current_session())
    return {row["_id"]: row["last"] or 0 for row in rows}


def facts(subject: Model, fields: Iterable[str]) -> dict:
    """The named fields of `subject` as plain JSON values, to be kept in history."""
    return {field: _json_value(getattr(subject, field)) for field in fields}


def changes(before: dict, after: dict) -> tuple[dict, dict]:
    """The two sides reduced to the fields that differ."""
    differ = [field for field in after if before.get(field) != after[field]]
    return {field: before.get(field) for field in differ}, {field: after[field] for field in differ}


def _json_value(value: object) -> bool | int | str | None:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)

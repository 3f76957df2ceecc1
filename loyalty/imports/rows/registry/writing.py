"""Members, cards and consents of a part of the registry, written in a transaction of the caller.

As many rows as there are, it is as many commands: each sort of row goes in as one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bson import Decimal128, ObjectId
from django.db.models import Model
from pymongo import UpdateOne

from crm.audit.record import json_value, note_changes
from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import document_of, store_new
from loyalty.imports.rows.registry.changes import (
    IDENTITY,
    MemberChanges,
    facts_of,
    openings_of,
)
from loyalty.imports.rows.registry.existing import StoredMembers
from loyalty.members.entries import FACTS, MEMBERS
from loyalty.members.numbers import take_numbers
from loyalty.members.own import keep_own
from loyalty.members.search.terms import derived_of
from loyalty.models import (
    Card,
    CardSource,
    ConsentStatement,
    ImportBatch,
    Member,
    MemberBefore,
    NoteKind,
    RowNote,
)
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject

SUBJECTS = [each.value for each in ConsentSubject]


def write_new(
    batch: ImportBatch,
    rows: list[dict[str, Any]],
    store_ids: Mapping[str, ObjectId],
    day: datetime,
) -> None:
    """Write members whom only the registry knows, with their cards and consents."""
    if not rows:
        return
    first = take_numbers(MEMBERS, len(rows))
    members = [
        _new_member(batch, row, store_ids, day, number)
        for number, row in enumerate(rows, start=first)
    ]
    pairs = list(zip(members, rows, strict=True))
    session = current_session()
    collection(Member).insert_many([document_of(member) for member in members], session=session)
    store_new([_card(batch, member, row) for member, row in pairs])
    said: list[Model] = [
        _statement(member.pk, subject, word, place)
        for member, row in pairs
        for place, (subject, word) in enumerate(_words(row), start=1)
    ]
    store_new(said)
    sides: dict[ObjectId, tuple[dict, dict]] = {
        member.pk: ({}, _facts_for_history(batch, member, row)) for member, row in pairs
    }
    note_changes(Member, sides, "create", by=batch.by)


def write_changes(
    batch: ImportBatch, changed: Mapping[ObjectId, MemberChanges], stored: StoredMembers
) -> None:
    """Write what changes of members, how they were, and what is only listed."""
    real = {pk: changes for pk, changes in changed.items() if changes.is_change}
    session = current_session()
    if real:
        # Of the colleagues whose record loses their e-mail by the file (LM-18).
        others = [pk for pk, changes in real.items() if "email" in changes.after]
        keep_own((pk, stored.members[pk].get("email_key", "")) for pk in others)
        writes = [_update(batch, pk, changes, stored) for pk, changes in real.items()]
        collection(Member).bulk_write(writes, ordered=False, session=session)
        store_new([_before(batch, pk, changes, stored) for pk, changes in real.items()])
        _write_consents(real, stored)
        _write_card_states(real)
        sides = {pk: _sides(batch, changes, stored, pk) for pk, changes in real.items()}
        note_changes(Member, sides, "edit", by=batch.by)
    notes = [note for changes in changed.values() for note in _notes(batch, changes)]
    if notes:
        collection(RowNote).bulk_write(notes, ordered=False, session=session)


def write_seen(
    batch: ImportBatch, seen: list[ObjectId], numbers: list[str], stored: StoredMembers
) -> None:
    """Note that the registry has these cards, and their members, who may have been missing."""
    session = current_session()
    theirs = {"registry_batch": batch.number}
    returned = [pk for pk in seen if stored.members[pk].get("missing_since_batch") is not None]
    store_new([_missing_before(batch, stored.members[pk]) for pk in returned])
    collection(Member).update_many(
        {"_id": {"$in": seen}}, {"$set": theirs | {"missing_since_batch": None}}, session=session
    )
    collection(Card).update_many({"_id": {"$in": numbers}}, {"$set": theirs}, session=session)


def _new_member(
    batch: ImportBatch,
    row: dict[str, Any],
    store_ids: Mapping[str, ObjectId],
    day: datetime,
    number: int,
) -> Member:
    facts = facts_of(row, store_ids, {}) | openings_of(row, {}, day)
    values = {name: stored_value(value) for name, value in facts.items()}
    member = Member(
        pk=ObjectId(),
        programme=batch.programme,
        number=number,
        registry_batch=batch.number,
        created_by_batch=batch.number,
        **({"created_on": day.date()} | values),
    )
    for name, value in derived_of(member, [row["card"]]).items():
        setattr(member, name, value)
    return member


def _card(batch: ImportBatch, member: Member, row: dict[str, Any]) -> Card:
    return Card(
        number=row["card"],
        programme=batch.programme,
        member=member,
        flag=row["flag"],
        source=CardSource.REGISTRY,
        is_active=row.get("is_active", True),
        registry_batch=batch.number,
    )


def _words(row: dict[str, Any]) -> list[tuple[str, str]]:
    """What a new member's row says of consents; unknown is what everybody begins with."""
    words = row.get("consents", {})
    return [(each, words[each]) for each in SUBJECTS if words.get(each, UNKNOWN) != UNKNOWN]


def _statement(pk: ObjectId, subject: str, word: str, sequence: int) -> ConsentStatement:
    return ConsentStatement(
        member_id=pk,
        subject=subject,
        consent=word,
        source=ConsentSource.FILE.value,
        sequence=sequence,
    )


def _facts_for_history(batch: ImportBatch, member: Member, row: dict[str, Any]) -> dict[str, Any]:
    facts = {name: json_value(getattr(member, name)) for name in ("number", *FACTS)}
    kept = {name: value for name, value in facts.items() if value not in ("", None)}
    return kept | {"card": row["card"], "batch": batch.number}


def _update(
    batch: ImportBatch, pk: ObjectId, changes: MemberChanges, stored: StoredMembers
) -> UpdateOne:
    values = dict(changes.after)
    if IDENTITY & values.keys():
        values |= _derived(batch, stored.members[pk] | values, stored.numbers[pk])
    # One whose consents or card alone change has a new version too.
    write: dict[str, Any] = {"$inc": {"version": 1}} | ({"$set": values} if values else {})
    return UpdateOne({"_id": pk}, write)


def _derived(batch: ImportBatch, document: Mapping[str, Any], numbers: list[str]) -> dict[str, Any]:
    """The keys and terms of a stored member as they will be."""
    named = {name: document.get(name, "") for name in IDENTITY}
    return derived_of(Member(programme=batch.programme, **named), sorted(numbers))


def _before(
    batch: ImportBatch, pk: ObjectId, changes: MemberChanges, stored: StoredMembers
) -> MemberBefore:
    said = stored.consents.get(pk, {})
    consents = {
        subject: said[subject].consent.value if subject in said else UNKNOWN
        for subject in changes.consents
    }
    before: dict[str, Any] = {"member": changes.before, "consents": consents}
    after: dict[str, Any] = {"member": changes.after, "consents": dict(changes.consents)}
    if changes.cards:
        before["cards"] = {card: not is_active for card, is_active in changes.cards.items()}
        after["cards"] = dict(changes.cards)
    return MemberBefore(
        batch_number=batch.number,
        member_id=pk,
        version=stored.members[pk]["version"] + 1,
        before=before,
        after=after,
    )


def _missing_before(batch: ImportBatch, member: dict[str, Any]) -> MemberBefore:
    since = {"missing_since_batch": member["missing_since_batch"]}
    before = {"member": since | {"registry_batch": member["registry_batch"]}}
    return MemberBefore(
        batch_number=batch.number, member_id=member["_id"], is_change=False, before=before
    )


def _write_consents(changed: Mapping[ObjectId, MemberChanges], stored: StoredMembers) -> None:
    said: list[Model] = [
        _statement(pk, subject, word, stored.statements.get(pk, 0) + place)
        for pk, changes in changed.items()
        for place, (subject, word) in enumerate(changes.consents.items(), start=1)
    ]
    store_new(said)


def _write_card_states(changed: Mapping[ObjectId, MemberChanges]) -> None:
    writes = [
        UpdateOne({"_id": card}, {"$set": {"is_active": is_active}})
        for changes in changed.values()
        for card, is_active in changes.cards.items()
    ]
    if writes:
        collection(Card).bulk_write(writes, ordered=False, session=current_session())


def _sides(
    batch: ImportBatch, changes: MemberChanges, stored: StoredMembers, pk: ObjectId
) -> tuple[dict[str, Any], dict[str, Any]]:
    before = {name: json_value(stored_value(value)) for name, value in changes.before.items()}
    after = {name: json_value(stored_value(value)) for name, value in changes.after.items()}
    said = stored.consents.get(pk, {})
    for subject, word in changes.consents.items():
        before[subject] = said[subject].consent.value if subject in said else UNKNOWN
        after[subject] = word
    for is_active in changes.cards.values():
        before["is_active"], after["is_active"] = not is_active, is_active
    return before, after | {"batch": batch.number}


def _notes(batch: ImportBatch, changes: MemberChanges) -> list[UpdateOne]:
    said = [(NoteKind.OWN_WORD, subject, word) for subject, word in changes.own_words.items()]
    stated = [
        (NoteKind.OPENING, name, f"{theirs} ≠ {ours} ({theirs - ours:+})")
        for name, (theirs, ours) in changes.differences.items()
    ]
    return [
        _note(batch, changes, place, *each) for place, each in enumerate([*said, *stated], start=1)
    ]


def _note(
    batch: ImportBatch, changes: MemberChanges, place: int, kind: NoteKind, name: str, text: str
) -> UpdateOne:
    """Written once, however often the part is."""
    key = (
        batch.number.to_bytes(4, "big") + changes.row.to_bytes(6, "big") + place.to_bytes(2, "big")
    )
    document = {
        "batch_number": batch.number,
        "kind": kind.value,
        "row": changes.row,
        "field": name,
        "reason": "",
        "text": text,
        "card": changes.card,
    }
    return UpdateOne({"_id": ObjectId(key)}, {"$set": document}, upsert=True)


def stored_value(value: Any) -> Any:
    """A stored value as the model has it."""
    if isinstance(value, datetime):
        return value.date()
    return to_decimal(value) if isinstance(value, Decimal128) else value


UNKNOWN = Consent.UNKNOWN.value

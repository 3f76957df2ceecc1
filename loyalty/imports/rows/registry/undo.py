"""Taking a registry back: members made by it go, those changed by it are as before (LI-6).

Whoever has bought, was edited or linked since stays as they are; how many is returned.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from bson import ObjectId

from crm.audit.record import json_value, note_changes
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.witness.verbs import rows_removed
from loyalty.imports.batches import last_complete
from loyalty.imports.locks import HeldLock
from loyalty.imports.rows.counted import counted_lines, counted_receipts
from loyalty.imports.rows.registry.writing import stored_value
from loyalty.imports.witnessed import key_of
from loyalty.members.own import keep_own
from loyalty.members.search.terms import derived_of
from loyalty.models import (
    Card,
    ConsentStatement,
    CustomerLink,
    ImportBatch,
    Member,
    MemberBefore,
    Receipt,
    SalesLine,
)
from loyalty.rules.consents import ConsentSource
from loyalty.rules.files.datasets import Dataset

MEMBERS_AT_ONCE = 500
# Why somebody stays.
BOUGHT, EDITED, CHANGED = "bought", "edited", "changed"


def undo_registry(
    batch: ImportBatch, lock: HeldLock, progress: Callable[[int, int], None]
) -> dict[str, int]:
    """Take back what the registry has written, a part at a time; how many stay, by why."""
    stay: Counter[str] = Counter()
    done, of = 0, batch.inserted + batch.updated
    for ids in _parts(Member, {"created_by_batch": batch.number}):
        lock.renew()
        stay += Counter(_remove_created(batch, ids))
        progress(done := done + len(ids), of)
    for ids in _parts(MemberBefore, {"batch_number": batch.number}):
        lock.renew()
        stay += Counter(_restore(batch, ids))
        progress(done := done + len(ids), of)
    _unmark(batch, lock)
    return dict(stay)


def members_made_by(batch: ImportBatch) -> Any:
    """Members whom an undone batch has made and who stay."""
    return Member.objects.filter(programme=batch.programme, created_by_batch=batch.number)


def _parts(model: type[Member | MemberBefore], match: dict[str, Any]) -> Iterable[list[ObjectId]]:
    """The ids of stored rows, in order, at most so many at a time; read as they are needed."""
    after = ObjectId("0" * 24)
    while True:
        rows = collection(model).find(
            match | {"_id": {"$gt": after}}, {"_id": True}, sort=[("_id", 1)], limit=MEMBERS_AT_ONCE
        )
        ids = [row["_id"] for row in rows]
        if not ids:
            return
        yield ids
        after = ids[-1]


@transactional
def _remove_created(batch: ImportBatch, ids: list[ObjectId]) -> list[str]:
    """Remove those who can go; why the others stay."""
    session = current_session()
    members = list(collection(Member).find({"_id": {"$in": ids}}, session=session))
    theirs = {"member_id": {"$in": ids}}
    cards = {
        row["_id"]: row["member_id"]
        for row in collection(Card).find(theirs, {"member_id": True}, session=session)
    }
    bought = _buyers(batch, cards)
    linked = set(CustomerLink.objects.filter(member_id__in=ids).values_list("member_id", flat=True))
    reasons = {row["_id"]: _why_stays(row, bought | linked) for row in members}
    gone = [pk for pk, why in reasons.items() if not why]
    sides: dict[ObjectId, tuple[dict, dict]] = {
        row["_id"]: ({"number": row["number"]}, {}) for row in members if row["_id"] in gone
    }
    note_changes(Member, sides, "undo import", by=None)
    those = {"member_id": {"$in": gone}}
    for model in (Card, ConsentStatement):
        collection(model).delete_many(those, session=session)
    collection(Member).delete_many({"_id": {"$in": gone}}, session=session)
    rows_removed(key_of(batch), len(gone))
    return [why for why in reasons.values() if why]


def _why_stays(member: dict[str, Any], bought: set[ObjectId]) -> str:
    if member["_id"] in bought:
        return BOUGHT
    is_touched = member["version"] > 1 or member["merged_into_id"] or member["staff_id"]
    return EDITED if is_touched else ""


def _buyers(batch: ImportBatch, cards: dict[str, ObjectId]) -> set[ObjectId]:
    """The members with purchases that count."""
    match = {"card": {"$in": list(cards)}}
    session = current_session()
    receipts = collection(Receipt).find(
        match | counted_receipts(batch.programme), {"card": True}, session=session
    )
    lines = counted_lines(batch.programme)
    bought = collection(SalesLine).aggregate(
        [{"$match": match | lines}, {"$group": {"_id": "$card"}}], session=session
    )
    numbers = {row["card"] for row in receipts} | {row["_id"] for row in bought}
    return {cards[number] for number in numbers}


@transactional
def _restore(batch: ImportBatch, ids: list[ObjectId]) -> list[str]:
    """Put members back as the registry found them, column by column where nobody has since."""
    befores = list(MemberBefore.objects.filter(pk__in=ids))
    pks = [before.member_id for before in befores]
    rows = collection(Member).find({"_id": {"$in": pks}}, session=current_session())
    members = {row["_id"]: row for row in rows}
    others = [each.member_id for each in befores if "email" in each.before.get("member", {})]
    keep_own((pk, members[pk].get("email_key", "")) for pk in others if pk in members)
    stay, sides = list[str](), dict[ObjectId, tuple[dict, dict]]()
    for before in befores:
        member = members.get(before.member_id)
        if member is None:
            continue
        values = _values_back(before, member)
        if len(values) < len(before.after.get("member", {})):
            stay.append(CHANGED)
        _put_back(batch, before, member, values)
        was, now = sides.get(before.member_id, ({}, {}))
        new_was, new_now = _sides(member, values)
        sides[before.member_id] = new_was | was, now | new_now
        # A registry with several of her cards may have changed her more than once.
        members[before.member_id] = member | values
    MemberBefore.objects.filter(pk__in=ids).delete()
    real = {pk: each for pk, each in sides.items() if each[1]}
    note_changes(Member, real, "undo import", by=None)
    return stay


def _values_back(before: MemberBefore, member: dict[str, Any]) -> dict[str, Any]:
    """The columns that are still as the registry made them, as they were before it."""
    stated = before.before.get("member", {})
    if not before.is_change:
        return stated
    after = before.after.get("member", {})
    return {name: stated[name] for name, value in after.items() if member.get(name) == value}


def _put_back(
    batch: ImportBatch, before: MemberBefore, member: dict[str, Any], values: dict[str, Any]
) -> None:
    pk, session = before.member_id, current_session()
    numbers = sorted(Card.objects.filter(member_id=pk).values_list("number", flat=True))
    as_was = member | values
    named = {name: as_was.get(name, "") for name in ("name", "surname", "email", "phone")}
    derived = derived_of(Member(programme=batch.programme, **named), numbers)
    collection(Member).update_one(
        {"_id": pk}, {"$set": values | derived, "$inc": {"version": 1}}, session=session
    )
    for number, is_active in _card_states(before).items():
        Card.objects.filter(pk=number, is_active=not is_active).update(is_active=is_active)
    _take_words_back(before)


def _card_states(before: MemberBefore) -> dict[str, bool]:
    """Whether cards were active; of batches of before only one, by another name."""
    card = before.before.get("card")
    return before.before.get("cards", {}) | ({card[0]: card[1]} if card else {})


def _take_words_back(before: MemberBefore) -> None:
    """What the file said of consents goes where it is still the last that was said."""
    for subject, word in before.after.get("consents", {}).items():
        statements = ConsentStatement.objects.filter(member_id=before.member_id)
        last = statements.filter(subject=subject).order_by("-sequence").first()
        earlier = before.before["consents"][subject]
        if last and last.consent == word and last.source == ConsentSource.FILE.value:
            newest = statements.order_by("-sequence").values_list("sequence", flat=True).first()
            ConsentStatement.objects.create(
                member_id=before.member_id,
                subject=subject,
                consent=earlier,
                source=ConsentSource.FILE.value,
                sequence=(newest or 0) + 1,
            )


def _sides(member: dict[str, Any], values: dict[str, Any]) -> tuple[dict, dict]:
    was = {name: json_value(stored_value(member.get(name))) for name in values}
    return was, {name: json_value(stored_value(value)) for name, value in values.items()}


def _unmark(batch: ImportBatch, lock: HeldLock) -> None:
    """Nobody is missing since this registry, and nobody was seen by it."""
    lock.renew()
    before = last_complete(batch.programme, Dataset.REGISTRY)
    earlier = {"$set": {"registry_batch": before.number if before else None}}
    own = {"programme_id": batch.programme_id, "registry_batch": batch.number}
    collection(Member).update_many(own, earlier)
    collection(Card).update_many(own, earlier)
    collection(Member).update_many(
        {"programme_id": batch.programme_id, "missing_since_batch": batch.number},
        {"$set": {"missing_since_batch": None}},
    )

"""The rows of a registry into the database, a part at a time (LI-14).

A part is one transaction, which also writes how far the batch has come.
"""

from dataclasses import dataclass
from typing import Any

import bson
from bson import ObjectId
from django.utils import timezone

from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.transaction import transactional
from loyalty.imports.judging.judgement import Judgement
from loyalty.imports.rows.registry.changes import MemberChanges, changes_of, differences_of
from loyalty.imports.rows.registry.existing import StoredMembers, moved_cards, stored_members
from loyalty.imports.rows.registry.missing import mark_missing
from loyalty.imports.rows.registry.ours import ours_on, stated_numbers
from loyalty.imports.rows.registry.writing import write_changes, write_new, write_seen
from loyalty.imports.run import StoredCounts
from loyalty.models import Card, ImportBatch, Member, MemberBefore, Store
from loyalty.stores.verbs import join_programme

RowDocument = dict[str, Any]


@dataclass(frozen=True)
class MemberRows:
    """Rows of a part of the registry, by what becomes of them."""

    new: list[RowDocument]
    changed: dict[ObjectId, MemberChanges]
    # Everybody whose card is in the part.
    seen: list[ObjectId]
    numbers: list[str]
    stored: StoredMembers


class RegistryLoader:
    """Stores the registry of one batch."""

    part_size = 500

    def __init__(self, batch: ImportBatch, judgement: Judgement) -> None:
        self.batch, self.judgement = batch, judgement
        # The day on which the registry was true.
        self.day = midnight(judgement.as_of or timezone.localdate())
        self.moved = moved_cards()
        self.store_ids = store_ids(batch.programme_id)

    def prepare(self) -> None:
        """Stores of origin that only the file knows become stores named by their codes (LM-16)."""
        others = Store.objects.exclude(programme_id=self.batch.programme_id)
        taken = set(others.exclude(programme=None).values_list("code", flat=True))
        for code in sorted(self.judgement.store_codes - self.store_ids.keys() - taken):
            join_programme(code, self.batch.programme, by=self.batch.by)
        self.store_ids = store_ids(self.batch.programme_id)

    def store(self, part: list[tuple[int, bytes]]) -> None:
        """Write what a part of the rows changes."""
        self._write(self.rows_of(part), part[-1][0])

    def rows_of(self, part: list[tuple[int, bytes]]) -> list[RowDocument]:
        """The rows of a part that are applied."""
        skipped = self.judgement.skipped
        return [
            bson.decode(encoded) | {"row": number}
            for number, encoded in part
            if number not in skipped
        ]

    def settle(self) -> None:
        """Mark whom the registry has no more (LI-15)."""
        mark_missing(self.batch)

    def counted(self) -> StoredCounts:
        """The cards that this registry has, the members made by it and those it has changed."""
        own = {"programme_id": self.batch.programme_id, "registry_batch": self.batch.number}
        changed = {"batch_number": self.batch.number, "is_change": True}
        return StoredCounts(
            inserted=collection(Member).count_documents(
                own | {"created_by_batch": self.batch.number}
            ),
            updated=collection(MemberBefore).count_documents(changed),
            stored=collection(Card).count_documents(own),
            expected=self.judgement.distinct,
        )

    def conclude(self) -> None:
        """Members are as they were written: nothing else makes them count."""

    @transactional
    def _write(self, rows: list[RowDocument], last: int) -> None:
        batch, session = self.batch, current_session()
        sorted_rows = self.sorted_out(rows)
        self._list_differences(rows, sorted_rows)
        write_new(batch, sorted_rows.new, self.store_ids, self.day)
        write_changes(batch, sorted_rows.changed, sorted_rows.stored)
        write_seen(batch, sorted_rows.seen, sorted_rows.numbers, sorted_rows.stored)
        reached = {"$set": {"reached": last}}
        collection(ImportBatch).update_one({"_id": batch.pk}, reached, session=session)

    def sorted_out(self, rows: list[RowDocument]) -> MemberRows:
        """Who is new by these rows, and what changes of whom; reads in the current transaction."""
        numbers = [row["card"] for row in rows]
        stored = stored_members(numbers)
        new = [row for row in rows if row["card"] not in stored.cards]
        known = [row for row in rows if row["card"] in stored.cards]
        changed = {}
        for row in known:
            card = stored.cards[row["card"]]
            if stored.speaks_for(row["card"], self.moved):
                changed[card["member_id"]] = self._changes(row, card["member_id"], stored)
        self._hear_of_cards(known, changed, stored)
        changed = {pk: each for pk, each in changed.items() if each.is_change or each.own_words}
        seen = list({card["member_id"] for card in stored.cards.values()})
        return MemberRows(new, changed, seen, numbers, stored)

    def _hear_of_cards(
        self,
        rows: list[RowDocument],
        changed: dict[ObjectId, MemberChanges],
        stored: StoredMembers,
    ) -> None:
        """Whether a card is active is heard of every card, also of one that came by a merge."""
        for row in rows:
            card = stored.cards[row["card"]]
            is_active = row.get("is_active", card["is_active"])
            if is_active != card["is_active"] and not stored.is_erased(row["card"]):
                theirs = changed.setdefault(card["member_id"], MemberChanges())
                theirs.cards[row["card"]] = is_active

    def _list_differences(self, rows: list[RowDocument], sorted_rows: MemberRows) -> None:
        """Note which points and which spend are stated otherwise than they stand here."""
        stored = sorted_rows.stored
        stating = {
            stored.cards[row["card"]]["member_id"]: row
            for row in rows
            if row["card"] in stored.cards
            and stored.speaks_for(row["card"], self.moved)
            and stated_numbers(row)
        }
        opened = [pk for pk in stating if self._is_opened(stored.members[pk])]
        for pk, ours in ours_on(self.batch.programme, opened, self.day).items():
            row = stating[pk]
            if differences := differences_of(stated_numbers(row), ours._asdict()):
                changes = sorted_rows.changed.setdefault(pk, MemberChanges())
                changes.differences = differences
                changes.row, changes.card = row["row"], row["card"]

    def _is_opened(self, member: dict[str, Any]) -> bool:
        """Whether an opening stands on the day of the registry: before it nothing is known."""
        day = member.get("opening_day")
        return day is not None and day.date() <= self.day.date()

    def _changes(self, row: RowDocument, pk: ObjectId, stored: StoredMembers) -> MemberChanges:
        said, members = stored.consents.get(pk, {}), stored.members
        changes = changes_of(members[pk], row, said, store_ids=self.store_ids, day=self.day)
        changes.row, changes.card = row["row"], row["card"]
        return changes


def store_ids(programme_id: ObjectId) -> dict[str, ObjectId]:
    """The stores of a programme by their codes."""
    return dict(Store.objects.filter(programme_id=programme_id).values_list("code", "pk"))

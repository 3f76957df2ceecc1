"""The only writer of entries: what is deserved, less what was posted, as an entry (LP-5).

Whoever posts has locked the heads of these members before (LP-6).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from bson import ObjectId
from django.utils import timezone

from crm.audit.record import SYSTEM
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import store_new
from loyalty.models import PointsEntry, Programme
from loyalty.points.ledger.heads import (
    SUMS,
    HeadFacts,
    both,
    recount_heads,
    summed_facts,
    with_entries,
    write_head,
)
from loyalty.points.ledger.sources import OPENING, is_purchase
from loyalty.points.ledger.stock import lots_of, rule_entry
from loyalty.rules.points.deserved import Deserved
from loyalty.rules.points.entries import Entry, EntryReason, posting
from loyalty.rules.points.lots import Lots

# Those that are of a lot, and not of what it was given for.
OF_LOTS = (EntryReason.EXPIRED.value, EntryReason.EXPIRY_RETURNED.value)
# By member and source what it deserves.
Wanted = Mapping[ObjectId, Mapping[str, Deserved]]


class Cause(NamedTuple):
    """What was done, as history calls it, and by whom."""

    verb: str
    by_name: str = SYSTEM


class Posted(NamedTuple):
    """What was posted for a source and a member so far, and the last of it."""

    points: int
    reason: EntryReason
    day: date
    hold_days: int
    last_day: date | None
    amount: Any
    version: int | None


@dataclass
class Ledger:
    """The entries that one transaction adds to the ledger of some members with locked heads."""

    programme: Programme
    heads: Mapping[ObjectId, Mapping[str, Any]]
    cause: Cause
    now: datetime = field(default_factory=lambda: timezone.now())
    added: list[PointsEntry] = field(default_factory=list)
    count: Counter[ObjectId] = field(default_factory=Counter)
    # Of whom it was read with what was posted before, what all stored entries come to.
    counted: dict[ObjectId, HeadFacts] = field(default_factory=dict)
    # Of whom it had to be known, what is left of each source by now.
    lots: dict[ObjectId, Lots] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def add(
        self, member_id: ObjectId, source: str, points: int, reason: EntryReason, why: Deserved
    ) -> None:
        """One more entry, which `store` will write."""
        self.count[member_id] += 1
        entry = PointsEntry(
            programme=self.programme,
            member_id=member_id,
            sequence=self.heads[member_id]["entries"] + self.count[member_id],
            points=points,
            reason=reason.value,
            source=source,
            day=why.day,
            posted_at=self.now,
            posted_on=self.today,
            hold_days=why.hold_days,
            last_day=why.last_day,
            amount=why.amount,
            excluded=why.excluded,
            version=why.version,
            deserved=why.points,
            is_stated=why.is_stated,
            is_above_computed=why.is_above_computed,
            cause=self.cause.verb,
            by_name=self.cause.by_name,
        )
        self.added.append(entry)
        if member_id in self.lots:
            self.lots[member_id].post(rule_entry(entry))

    def lots_now(self, member_id: ObjectId) -> Lots:
        """The member's lots after everything that is stored and added."""
        if member_id not in self.lots:
            lots = lots_of(member_id)
            for entry in self.added:
                if entry.member_id == member_id:
                    lots.post(rule_entry(entry))
            self.lots[member_id] = lots
        return self.lots[member_id]

    def give_back(
        self, member_id: ObjectId, source: str, points: int, posted: Posted | None
    ) -> None:
        """Of so many points that are reversed, first give back what had expired (LP-13)."""
        back = self.lots_now(member_id).returned_before_reversal(source, points)
        if back and posted:
            self.add(member_id, source, back, EntryReason.EXPIRY_RETURNED, _reversed(posted))

    def store(self) -> int:
        """Write the entries and recount the heads they change; how many entries."""
        store_new([*self.added])
        of_member: dict[ObjectId, list[PointsEntry]] = defaultdict(list)
        for entry in self.added:
            of_member[entry.member_id].append(entry)
        for pk, added in list(of_member.items()):
            if pk in self.counted and not any(entry.last_day for entry in added):
                write_head(pk, with_entries(self.counted[pk], added))
                del of_member[pk]
        if of_member:
            recount_heads(of_member)
        return len(self.added)

    def posted_for_one(self, source: str) -> dict[ObjectId, dict[str, Posted]]:
        """What was posted for one source so far; where no points end, what all entries come to is
        counted by the same command."""
        if any(head["next_end"] or head["expired"] for head in self.heads.values()):
            return posted_for(self.heads, source)
        posted: dict[ObjectId, dict[str, Posted]] = {}
        facts: dict[ObjectId, HeadFacts] = {pk: HeadFacts() for pk in self.heads}
        for row in _counted_beside(self.heads, source):
            pk, counted = row["_id"]["pk"], summed_facts(row)
            facts[pk] = both(facts[pk], counted)
            if row["_id"]["is_it"]:
                posted[pk] = {source: _posted(row | {"points": counted.balance})}
        self.counted = facts
        return posted


def post_purchases(ledger: Ledger, wanted: Wanted, *, only: str = "") -> int:
    """Bring what was posted for purchases to what they deserve; returns how many entries it took.

    `wanted` names the purchases that count: what is posted for others is reversed. With `only`
    nothing but that source is looked at.
    """
    posted = ledger.posted_for_one(only) if only else posted_for(wanted)
    for member_id, deserving in wanted.items():
        theirs = posted.get(member_id, {})
        gone = {source for source in theirs if source not in deserving and is_purchase(source)}
        # Reversals first: what is posted next fills what they leave missing.
        for source in (*sorted(gone), *deserving):
            step = _step(source, deserving.get(source), theirs.get(source))
            if step is None:
                continue
            if step[0] < 0 and ledger.heads[member_id]["expired"]:
                ledger.give_back(member_id, source, -step[0], theirs.get(source))
            ledger.add(member_id, source, *step)
    return ledger.store() if ledger.added else 0


def posted_for(member_ids: Iterable[ObjectId], source: str = "") -> dict[ObjectId, dict]:
    """By member and source what was posted so far, without what has expired of it."""
    match: dict[str, Any] = {"member_id": {"$in": list(member_ids)}}
    if source:
        match["source"] = source
    names = ("reason", "day", "hold_days", "last_day", "amount", "version")
    last = {name: {"$last": f"${name}"} for name in names}
    pipeline: list[dict[str, Any]] = [
        {"$match": match | {"reason": {"$nin": list(OF_LOTS)}}},
        {"$sort": {"member_id": 1, "source": 1, "sequence": 1} if source else _IN_ORDER},
        {
            "$group": {
                "_id": {"member": "$member_id", "source": "$source"},
                "points": {"$sum": "$points"},
                **last,
            }
        },
    ]
    found: dict[ObjectId, dict] = {}
    for row in collection(PointsEntry).aggregate(pipeline, session=current_session()):
        key = row["_id"]
        found.setdefault(key["member"], {})[key["source"]] = _posted(row)
    return found


_IN_ORDER = {"member_id": 1, "sequence": 1}
_LAST = {
    name: {"$last": f"${name}"} for name in ("reason", "day", "hold_days", "amount", "version")
}


def _counted_beside(member_ids: Iterable[ObjectId], source: str) -> Iterable[dict[str, Any]]:
    """What the entries of each member come to, those of one source beside all others."""
    key = {"pk": "$member_id", "is_it": {"$eq": ["$source", source]}}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"member_id": {"$in": list(member_ids)}}},
        {"$sort": _IN_ORDER},
        {"$group": {"_id": key, **SUMS, **_LAST}},
    ]
    return collection(PointsEntry).aggregate(pipeline, session=current_session())


def _posted(row: dict[str, Any]) -> Posted:
    return Posted(
        row["points"],
        EntryReason(row["reason"]),
        row["day"].date(),
        row["hold_days"],
        row["last_day"].date() if row["last_day"] else None,
        row["amount"].to_decimal() if row["amount"] else None,
        row["version"],
    )


def _step(
    source: str, why: Deserved | None, posted: Posted | None
) -> tuple[int, EntryReason, Deserved] | None:
    """What is to be posted, if anything is."""
    before = [_as_entry(source, posted)] if posted else []
    step = posting(why.points if why else 0, before, is_counted=why is not None)
    if step is None:
        return None
    if why is None:
        assert posted is not None
        why = _reversed(posted)
    is_opening = source.startswith(OPENING) and not before
    return step.points, EntryReason.OPENING if is_opening else step.reason, why


def _as_entry(source: str, posted: Posted) -> Entry:
    return Entry(posted.points, posted.reason, source, posted.day, posted.day)


def _reversed(posted: Posted) -> Deserved:
    """Nothing, on the day of what it takes back, by the same version."""
    return Deserved(
        0,
        posted.day,
        posted.amount,
        posted.version,
        hold_days=posted.hold_days,
        last_day=posted.last_day,
    )

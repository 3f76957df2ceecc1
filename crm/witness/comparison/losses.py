"""Names what is missing: which batches, and of what there are fewer rows than before (LW-2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from crm.mongo.rows import collection
from crm.registry.runs.witnessed import BATCHES, ROOTS
from crm.witness import counting
from crm.witness.comparison import chain
from crm.witness.comparison.comparing import Comparison, first_difference
from crm.witness.comparison.host_file import HostFile
from crm.witness.counting import BatchKey
from crm.witness.models import WitnessedBatch
from crm.witness.rules.entries import Entry
from crm.witness.rules.verdicts import Judgement, LowerCount, Verdict, lower_counts, rows_lost


class Losses(NamedTuple):
    """What an alarm says beside its verdict."""

    judgement: Judgement
    as_of: datetime | None = None
    # {"kind", "key", "rows"}; "now" where some of the rows are there.
    batches: tuple[dict[str, Any], ...] = ()
    counts: tuple[LowerCount, ...] = ()
    given_up: dict[str, Any] | None = None


def losses(file: HostFile, comparison: Comparison) -> Losses:
    """What the file has and the database has not. Raises Damaged, OSError, PyMongoError."""
    judgement, last = comparison.judgement, comparison.file
    if judgement.verdict == Verdict.DAMAGED or last is None:
        return Losses(judgement)
    if judgement.verdict == Verdict.DIFFERS:
        judgement = Judgement(Verdict.DIFFERS, first_difference(file))
        common = judgement.entry - 1
    else:
        common = judgement.entry
    lost = list(file.entries_after(common))
    now = counting.counted()
    return Losses(
        judgement,
        as_of=_as_of(comparison, common),
        batches=tuple(_missing_batches(lost)),
        counts=tuple(lower_counts(last.counts, now, now)),
        given_up={"first": common + 1, "last": last.number, "hash": last.hash},
    )


def _as_of(comparison: Comparison, common: int) -> datetime | None:
    if comparison.judgement.verdict != Verdict.FELL_BACK or not common or not comparison.database:
        return None
    return comparison.database.moment


def _missing_batches(lost: Iterable[Entry]) -> list[dict[str, Any]]:
    """The batches of these entries that the database does not know as they were."""
    named = {str(_key_of(batch)): batch for entry in lost for batch in entry.batches}
    rows = collection(WitnessedBatch).find({"_id": {"$in": list(named)}})
    known = {row["_id"]: row["fingerprint"] for row in rows}
    missing = [batch for key, batch in named.items() if known.get(key) != batch["fingerprint"]]
    return [{name: batch[name] for name in ("kind", "key", "rows")} for batch in missing]


def lost_rows(*, in_full: bool) -> Losses:
    """The batches of which rows are gone without an undo or a purge, by counting each (LW-5).

    `in_full` holds their fingerprints against the recorded ones, too, and the roots.
    """
    stored = sorted(collection(WitnessedBatch).find(), key=lambda row: row["_id"])
    batches = [lost for row in stored if (lost := _lost_of(row, in_full=in_full))]
    roots = [LowerCount(name, 1, 0) for name in (_changed_roots() if in_full else ())]
    is_well = not (batches or roots)
    verdict = Verdict.GOOD if is_well else Verdict.ROWS_GONE
    return Losses(Judgement(verdict), batches=tuple(batches), counts=tuple(roots))


def _lost_of(row: dict[str, Any], *, in_full: bool) -> dict[str, Any] | None:
    if row["kind"] not in BATCHES:
        return None
    kind, key = BATCHES[row["kind"]], row["key"]
    rows, removed = kind.count_rows(key), row["removed"] - row["removed_before"]
    if rows is None:
        return None
    facts = {"kind": row["kind"], "key": key, "rows": row["rows"], "now": rows}
    if rows_lost(row["rows"], rows, removed):
        return facts
    if in_full and not removed and kind.fingerprint(key) != row["fingerprint"]:
        return facts
    return None


def _changed_roots() -> list[str]:
    """The roots of the last counted entry that stand no more."""
    last = chain.counted_entry(chain.last_entry())
    roots = last.roots if last else {}
    return [name for name, root in roots.items() if name in ROOTS and not ROOTS[name].holds(root)]


def _key_of(batch: dict[str, Any]) -> BatchKey:
    return BatchKey(batch["kind"], batch["key"])

"""The outcomes of an upload as a page shows them."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.imports.reasons import coded_reason, reason_in_words
from crm.jobs.models import Job
from members.customers.forgotten_names import IS_FORGOTTEN
from members.imports.file.masking import masked_cells
from members.imports.scopes import OUTCOME_LABELS
from members.models import MemberImport, UploadState
from members.rules.duplicates import (
    INSERTED,
    LOADED_LISTED,
    LOADED_RESERVED,
    MARKED,
    OUTCOMES,
    SKIPPED,
)


@dataclass(frozen=True)
class OutcomeCount:
    """One outcome, and how many rows have it; `name` is the field of its choice, if it has one. Of
    a reason for rejecting rows it is the place among them, empty if they cannot be told by it."""

    name: str
    label: str | Promise
    rows: int


@dataclass(frozen=True)
class ShownOutcome:
    """What became, or would become, of the rows: the counts of `outcomes` add up to `read`."""

    read: int
    outcomes: list[OutcomeCount]
    facts: list[OutcomeCount]
    # Rows of the file that an upload which was cancelled did not come to.
    left: int = 0
    reasons: list[OutcomeCount] = field(default_factory=list)


def shown_outcome(wanted: MemberImport) -> ShownOutcome | None:
    """The counts of an upload, or its forecast; None before it is counted."""
    counts = wanted.counts or wanted.forecast
    if not counts or wanted.state == UploadState.COLUMNS:
        return None
    outcomes = [OutcomeCount(name, OUTCOME_LABELS[name], counts.get(name, 0)) for name in OUTCOMES]
    read = sum(outcome.rows for outcome in outcomes)
    return ShownOutcome(
        read=read,
        outcomes=outcomes,
        facts=_facts(counts, is_loaded=bool(wanted.counts)),
        left=max(0, wanted.rows - read) if wanted.state == UploadState.CANCELLED else 0,
        reasons=[_reason(wanted, place) for place in range(len(wanted.reasons))],
    )


class Pace(NamedTuple):
    """How fast a job is, and how long it will take at that."""

    per_second: int
    seconds_left: int


def first_rows(
    wanted: MemberImport, hidden: frozenset[int]
) -> list[tuple[int, list[tuple[str, str]]]]:
    """The first rows of the file: their numbers, and their cells with the headings."""
    reading = wanted.reading or {"rows": [], "headings": []}
    headings = reading["headings"]
    rows = (
        (row["row"], masked_cells(row["cells"], len(headings), hidden)) for row in reading["rows"]
    )
    return [(number, list(zip(headings, cells, strict=False))) for number, cells in rows]


def pace_of(job: Job) -> Pace | None:
    """The pace since this attempt began; None before anything was seen of it."""
    if not (job.total and job.started_at and job.progressed_at):
        return None
    seconds = (job.progressed_at - job.started_at).total_seconds()
    per_second = round((job.done - job.done_before) / seconds) if seconds > 0 else 0
    return Pace(per_second, round((job.total - job.done) / per_second)) if per_second > 0 else None


def count_label(name: str) -> str | Promise:
    """How a count of an upload that is over is called."""
    return (OUTCOME_LABELS | FACT_LABELS)[name]


def reason_label(wanted: MemberImport, place: int) -> str | Promise:
    """One of the reasons for which rows of an upload were rejected, in the reader's language."""
    _field, code, _rows = wanted.reasons[place]
    return reason_in_words(code, get_language() or "en") or _("Other reasons")


def _facts(counts: dict[str, int], *, is_loaded: bool) -> list[OutcomeCount]:
    labels = FACT_LABELS if is_loaded else FACT_LABELS | EXPECTED_LABELS
    named = labels.items()
    return [OutcomeCount(name, label, counts[name]) for name, label in named if name in counts]


def _reason(wanted: MemberImport, place: int) -> OutcomeCount:
    _field, code, rows = wanted.reasons[place]
    is_told = code and code != coded_reason(IS_FORGOTTEN)
    return OutcomeCount(str(place) if is_told else "", reason_label(wanted, place), rows)


FACT_LABELS: dict[str, str | Promise] = {
    INSERTED: _("Uploaded"),
    SKIPPED: _("Skipped"),
    MARKED: _("Marked as duplicates"),
    LOADED_RESERVED: _("Start as reserved"),
    LOADED_LISTED: _("Kept, left out of draws"),
}
EXPECTED_LABELS: dict[str, str | Promise] = {
    INSERTED: _("Would be uploaded, as it is offered"),
    SKIPPED: _("Would be skipped"),
}

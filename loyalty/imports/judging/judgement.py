"""What a file was judged to hold, read as a whole before anything is written (LI-4)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from crm.imports.cells import Reason
from crm.imports.reasons import coded_reason
from loyalty.imports.judging.rejects import RejectsWriter
from loyalty.imports.judging.spool import RowSpool
from loyalty.models import NoteKind
from loyalty.rules.files.outcomes import Remark
from loyalty.rules.guards import MonthSums

MOST_LISTED = 20
# Reasons that name what stands in a field may be as many as there are rows.
MOST_REASONS = 200
LONGEST_TEXT = 200
NO_MONTH = MonthSums(0, Decimal(0))


@dataclass
class Judgement:
    """Outcomes of all rows, and those that are kept, in temporary files of `folder`."""

    folder: Path
    rejects: RejectsWriter
    read: int = 0
    rejected: int = 0
    # Of the rows that are kept.
    repaired: int = 0
    remarks: int = 0
    amount: Decimal = Decimal(0)
    points: int = 0
    # Of sales lines, by month (YYYYMM).
    months: dict[int, MonthSums] = field(default_factory=dict)
    # Of receipts: the stores that they name.
    store_codes: set[str] = field(default_factory=set)
    # Of a registry: the day on which it was true.
    as_of: date | None = None
    # Of a registry: rows that are not applied, and how many cards the others have.
    skipped: set[int] = field(default_factory=set)
    distinct: int = 0
    # How the file was understood.
    columns: dict[str, str] = field(default_factory=dict)
    style: str = ""
    columns_not_kept: list[str] = field(default_factory=list)
    first_rejects: list[dict[str, Any]] = field(default_factory=list)
    rejects_id: Any = None

    def __post_init__(self) -> None:
        self.rows = RowSpool(self.folder / "rows")
        self.notes = RowSpool(self.folder / "notes")
        # By kind of note, field and reason.
        self.reasons: Counter[tuple[str, str, str]] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self.end()

    def end(self) -> None:
        """No row follows."""
        for file in (self.rows, self.notes, self.rejects):
            file.close()

    def reject(
        self, number: int, name: str, reason: Reason, original: bytes, card: str = ""
    ) -> None:
        """The row is not taken."""
        self.rejected += 1
        code = coded_reason(reason)
        if len(self.first_rejects) < MOST_LISTED:
            self.first_rejects.append({"row": number, "field": name, "reason": code})
        self.rejects.add(number, name, str(reason), original)
        self._note(NoteKind.REJECTED, number, name, code, card)

    def note_kept(
        self, number: int, repairs: Sequence[Reason], remarks: Sequence[Remark], card: str = ""
    ) -> None:
        """The row is taken: repaired, or without the fields that could not be read."""
        self.repaired += bool(repairs)
        self.remarks += bool(remarks)
        for repair in repairs:
            self._note(NoteKind.REPAIRED, number, "", coded_reason(repair), card)
        for name, text, reason in remarks:
            self._note(NoteKind.REMARK, number, name, coded_reason(reason), card, text)

    def note(self, kind: NoteKind, number: int, name: str, text: str, card: str) -> None:
        """What differs from what the product holds, and was not changed."""
        self._note(kind, number, name, "", card, text)

    def facts(self) -> dict[str, Any]:
        """What a batch keeps of it."""
        return {
            "read": self.read,
            "rejected": self.rejected,
            "repaired": self.repaired,
            "remarks": self.remarks,
            "reasons": [[*why, count] for why, count in self.reasons.most_common()],
            "first_rejects": self.first_rejects,
            "columns_not_kept": self.columns_not_kept,
            "as_of": self.as_of,
            "rejects_id": self.rejects_id,
            "judged": {
                "columns": self.columns,
                "style": self.style,
                "months": sorted(self.months),
            },
        }

    def _note(
        self, kind: NoteKind, number: int, name: str, code: str, card: str, text: str = ""
    ) -> None:
        why = (kind.value, name, code)
        if why not in self.reasons and len(self.reasons) >= MOST_REASONS:
            why = (kind.value, name, "")
        self.reasons[why] += 1
        self.notes.add(
            number,
            {
                "kind": kind.value,
                "row": number,
                "field": name,
                "reason": code,
                "text": text[:LONGEST_TEXT],
                "card": card,
            },
        )

"""What follows from the ends of a file and of a database (LW-2). Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from crm.witness.rules.entries import Entry, EntryLink, gives_up


class Verdict(StrEnum):
    """What comparing came to."""

    GOOD = "good"
    # There is no file: one begins.
    BEGINS = "begins"
    # The file catches up.
    FILE_BEHIND = "file behind"
    # Nobody can say: an election, an outage.
    UNAVAILABLE = "unavailable"
    # The folder cannot be written or read.
    UNWRITABLE = "unwritable"
    # WITNESS_DIR is not set.
    OFF = "off"
    FELL_BACK = "fell back"
    DIFFERS = "histories differ"
    DAMAGED = "damaged"
    ROWS_GONE = "rows gone"


ALARMING = frozenset({Verdict.FELL_BACK, Verdict.DIFFERS, Verdict.DAMAGED, Verdict.ROWS_GONE})


class Judgement(NamedTuple):
    """A verdict, and the entry that it is about: to which the database fell back, from which on
    histories differ or a file is damaged. 0: to nothing.
    """

    verdict: Verdict
    entry: int = 0

    @property
    def is_alarming(self) -> bool:
        return self.verdict in ALARMING


class Ends(NamedTuple):
    """What is compared. `file` and `database` are the last entries, None where there are none."""

    file: EntryLink | None
    database: EntryLink | None
    # The database's entry of the number of the file's last one, and the other way round.
    file_in_database: EntryLink | None = None
    database_in_file: EntryLink | None = None
    # The entries of the database that accept something.
    accepting: tuple[Entry, ...] = ()


def judge(ends: Ends) -> Judgement:
    """The verdict on a file whose chain is whole."""
    file, database = ends.file, ends.database
    if file is None:
        return Judgement(Verdict.BEGINS)
    if database is None:
        return Judgement(Verdict.FELL_BACK)
    if file == database:
        return Judgement(Verdict.GOOD, file.number)
    if any(gives_up(entry, file) for entry in ends.accepting) or ends.file_in_database == file:
        return Judgement(Verdict.FILE_BEHIND, file.number)
    if database.number < file.number and ends.database_in_file in (None, database):
        return Judgement(Verdict.FELL_BACK, database.number)
    return Judgement(Verdict.DIFFERS, min(file.number, database.number))


class LowerCount(NamedTuple):
    """Rows that were there and are not: of a count, or of a batch."""

    name: str
    before: int
    now: int


def lower_counts(
    before: Mapping[str, int], now: Mapping[str, int], names: Iterable[str]
) -> list[LowerCount]:
    """Those of `names` of which there are fewer than before. What was not counted is not judged."""
    both = [name for name in names if name in before and name in now]
    return [LowerCount(name, before[name], now[name]) for name in both if now[name] < before[name]]


def rows_lost(recorded: int, rows: int, removed: int) -> int:
    """How many of a batch's rows are gone without an undo or a purge."""
    return max(0, recorded - rows - removed)

"""Holds the file of this host against the database (LW-2). Reads both, writes neither."""

from typing import NamedTuple

from crm.witness import counting
from crm.witness.comparison import chain
from crm.witness.comparison.host_file import HostFile
from crm.witness.rules.entries import Damaged, Entry, EntryLink, gives_up, line_of
from crm.witness.rules.verdicts import Ends, Judgement, LowerCount, Verdict, judge, lower_counts


class Comparison(NamedTuple):
    """The verdict, and the two ends that it follows from."""

    judgement: Judgement
    file: Entry | None = None
    database: Entry | None = None


def compare(file: HostFile, *, whole: bool = False) -> Comparison:
    """The verdict now: by the end of the file, or by the `whole` of it.

    Raises OSError, PyMongoError.
    """
    database = chain.last_entry()
    try:
        if not whole or file.first_break() is None:
            last = file.last()
            return Comparison(judge(_ends(file, last, database)), last, database)
    except Damaged:
        pass
    return Comparison(Judgement(Verdict.DAMAGED, file.first_break() or 0), None, database)


def _ends(file: HostFile, last: Entry | None, database: Entry | None) -> Ends:
    """What else of both is needed, asked for only where the two ends differ."""
    if last is None or database is None or last.link == database.link:
        return Ends(_link(last), _link(database))
    return Ends(
        _link(last),
        _link(database),
        file_in_database=_link(chain.entry_numbered(last.number)),
        database_in_file=_link(file.entry_numbered(database.number)),
        accepting=chain.accepting(),
    )


def _link(entry: Entry | None) -> EntryLink | None:
    return entry.link if entry else None


def rows_gone(last: Entry | None) -> list[LowerCount]:
    """The append-only collections that have fewer rows than the database's `last` entry says.

    By the server's own counts, where the same server has counted then; else against the entry that
    was counted last, and rows are counted where those are lower. Raises PyMongoError.
    """
    if last is None:
        return []
    names = counting.append_only()
    now = counting.estimated(names)
    if last.server and last.server == counting.server_process():
        return lower_counts(last.counts, now, names)
    before = chain.counted_entry(last)
    if before is None:
        return []
    lower = lower_counts(before.counts, now, names)
    doubtful = [count.name for count in lower]
    return lower_counts(before.counts, counting.counted(doubtful), doubtful)


def first_difference(file: HostFile) -> int:
    """The first entry in which file and database differ, by halves. Raises PyMongoError."""
    numbered = {entry.number: entry.hash for entry in file.entries_after(0)}
    numbers = sorted(numbered)
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        stored = chain.entry_numbered(numbers[middle])
        if stored is not None and stored.hash == numbered[stored.number]:
            low = middle + 1
        else:
            high = middle
    return numbers[low] if low < len(numbers) else 0


def lines_to_catch_up(comparison: Comparison) -> list[str]:
    """What the file does not have yet. Raises PyMongoError."""
    last, database = comparison.file, comparison.database
    if database is None or comparison.judgement.verdict == Verdict.GOOD:
        return []
    if last is None:
        return [line_of(database)]
    stored = chain.entry_numbered(last.number)
    if stored is not None and stored.hash == last.hash:
        return chain.lines_from(last.number + 1)
    accepted = [entry.number for entry in chain.accepting() if gives_up(entry, last.link)]
    return chain.lines_from(min(accepted)) if accepted else []

"""One look: compares, lets the file catch up, raises the alarm (LW-2, LW-3, LW-6)."""

import structlog
from django.db import DatabaseError
from django.utils import timezone
from pymongo.errors import PyMongoError

from crm.witness import alarms
from crm.witness.comparison import chain
from crm.witness.comparison.comparing import Comparison, compare, lines_to_catch_up, rows_gone
from crm.witness.comparison.host_file import HostFile, host_file
from crm.witness.comparison.losses import Losses, losses
from crm.witness.rules.entries import Damaged
from crm.witness.rules.verdicts import Judgement, Verdict

log = structlog.get_logger(__name__)


def look(*, whole: bool = False) -> Judgement:
    """The verdict now, and what follows from it; the file is read to its end, or the `whole` of it.

    Never raises for an outage or a full disk: those are no fallback.
    """
    file = host_file()
    if file is None:
        return Judgement(Verdict.OFF)
    try:
        with file.locked():
            return _look(file, whole=whole)
    except (DatabaseError, PyMongoError) as error:
        log.warning("witness cannot compare", reason=type(error).__name__)
        return Judgement(Verdict.UNAVAILABLE)
    except OSError as error:
        log.warning("witness cannot use its folder", reason=str(error)[:200])
        return Judgement(Verdict.UNWRITABLE)


def _look(file: HostFile, *, whole: bool) -> Judgement:
    comparison = compare(file, whole=whole)
    if comparison.judgement.is_alarming:
        chain.make_sure_of_the_primary()
        if _is_accepted(comparison.judgement):
            file.set_aside(timezone.now())
        comparison = compare(file, whole=whole)
    if not comparison.judgement.is_alarming:
        comparison = _caught_up(file, comparison)
    if comparison.judgement.is_alarming:
        return _alarmed(file, comparison)
    return _rows_judged(comparison)


def _alarmed(file: HostFile, comparison: Comparison) -> Judgement:
    """The verdict, once it is an alarm; what is missing is named by a file that is whole."""
    if alarms.open_alarm() is not None:
        return comparison.judgement
    try:
        found = losses(file, comparison)
    except Damaged:
        found = Losses(Judgement(Verdict.DAMAGED, file.first_break() or 0))
    alarms.raise_alarm(found)
    return found.judgement


def _caught_up(file: HostFile, comparison: Comparison) -> Comparison:
    """The same once the file has what the database has."""
    try:
        if lines := lines_to_catch_up(comparison):
            file.append(lines)
    except Damaged:
        number = comparison.file.number + 1 if comparison.file else 1
        return comparison._replace(judgement=Judgement(Verdict.DAMAGED, number))
    return comparison


def _rows_judged(comparison: Comparison) -> Judgement:
    """The verdict, unless rows of an append-only collection are gone."""
    last = comparison.database
    gone = rows_gone(last)
    if not gone:
        return comparison.judgement
    found = Judgement(Verdict.ROWS_GONE, last.counted if last else 0)
    alarms.raise_alarm(Losses(found, counts=tuple(gone)))
    return found


def _is_accepted(judgement: Judgement) -> bool:
    """Whether a master admin has accepted that the file is damaged from there on."""
    this = (Verdict.DAMAGED.value, judgement.entry)
    accepted = [(entry.accepts["verdict"], entry.accepts["entry"]) for entry in chain.accepting()]
    return judgement.verdict == Verdict.DAMAGED and this in accepted

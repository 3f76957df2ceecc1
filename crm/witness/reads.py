"""The alarm in words, for the banner, for imports and for /status (LW-3)."""

from collections.abc import Iterator
from datetime import UTC
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from crm.mongo.unions import UnionPart, rows_part
from crm.registry.runs.witnessed import BATCHES, COUNTS, ROOTS
from crm.web.templatetags.formats import decimal, moment
from crm.witness import alarms
from crm.witness.models import WitnessAlarm
from crm.witness.rules.verdicts import Verdict

FIELDS = ("verdict", "entry", "host", "as_of", "batches", "counts")
# So much fits one sentence.
MOST_NAMED = 2
LONGEST_KEY, SHORT = 12, 8


class WitnessAlarmed(Exception):
    """An alarm of the witness is open; the text says which, for people."""


def refuse_while_alarmed() -> None:
    """Raise WitnessAlarmed while nothing may be imported or undone (LW-3)."""
    if reason := refusal():
        raise WitnessAlarmed(reason)


def refusal() -> str:
    """Why nothing may be imported or undone now, in a sentence; "" where it may.

    Whoever imports asks before the first row is written.
    """
    alarm = alarms.open_alarm()
    if alarm is None:
        return ""
    text = _("%(alarm)s Until a master admin has decided about it, nothing is imported or undone.")
    return text % {"alarm": sentence(alarm)}


@cache
def open_alarm_part() -> UnionPart:
    """What alarm_of() reads, to be read together with something else.

    The same at any time, so it is composed once.
    """
    return rows_part(WitnessAlarm.objects.filter(is_open=True).values(*FIELDS)[:1])


def alarm_of(rows: list[dict[str, Any]]) -> WitnessAlarm | None:
    """The open alarm by the rows of open_alarm_part()."""
    if not rows:
        return None
    facts = {name: rows[0][name] for name in FIELDS}
    as_of = facts["as_of"]
    return WitnessAlarm(**facts | {"as_of": as_of and as_of.replace(tzinfo=UTC)})


def sentence(alarm: WitnessAlarm) -> str:
    """What is the matter, in one sentence."""
    what = "; ".join([_beginning(alarm), *_missing(alarm)])
    return f"{what}."


def _beginning(alarm: WitnessAlarm) -> str:
    facts = {"entry": decimal(alarm.entry), "host": alarm.host}
    if alarm.verdict == Verdict.DAMAGED:
        return _("The witness file of %(host)s is damaged from entry %(entry)s on") % facts
    if alarm.verdict == Verdict.DIFFERS:
        return _("The database tells another history than the witness from entry %(entry)s on") % (
            facts
        )
    if alarm.verdict == Verdict.ROWS_GONE:
        return _("Rows are gone from the database that nobody has removed")
    if alarm.as_of is None:
        return _("The database is empty, and it was not")
    facts |= {"moment": moment(alarm.as_of)}
    return _("The database is as of %(moment)s, entry %(entry)s") % facts


def _missing(alarm: WitnessAlarm) -> Iterator[str]:
    for batch in alarm.batches[:MOST_NAMED]:
        yield batch_in_words(batch)
    if (more := len(alarm.batches) - MOST_NAMED) > 0:
        yield _("%(number)s more batches") % {"number": decimal(more)}
    for name, before, now in alarm.counts[:MOST_NAMED]:
        yield count_in_words(name, before, now)
    if (more := len(alarm.counts) - MOST_NAMED) > 0:
        yield _("%(number)s more counts") % {"number": decimal(more)}


def batch_in_words(batch: dict[str, Any]) -> str:
    """One batch that is missing, or of which rows are."""
    kind = BATCHES[batch["kind"]].label if batch["kind"] in BATCHES else batch["kind"]
    facts = {"kind": kind, "key": _short(batch["key"]), "rows": decimal(batch["rows"])}
    if "now" not in batch:
        return _("batch %(key)s, %(kind)s, %(rows)s rows, is missing") % facts
    facts |= {"now": decimal(batch["now"])}
    if batch["now"] == batch["rows"]:
        return _("batch %(key)s, %(kind)s: its %(rows)s rows are others than they were") % facts
    return _("batch %(key)s, %(kind)s: %(rows)s → %(now)s rows") % facts


def _short(key: str) -> str:
    """A number as it is; of a long key as much as tells it from others."""
    return key if len(key) <= LONGEST_KEY else f"{key[:SHORT]}…"


def count_in_words(name: str, before: int, now: int) -> str:
    """Of what there is less than there was."""
    if name in ROOTS:
        return _("%(name)s stands no more") % {"name": ROOTS[name].label}
    label = COUNTS[name].label if name in COUNTS else name
    facts = {"before": decimal(before), "now": decimal(now), "name": label}
    return _("%(before)s → %(now)s %(name)s") % facts

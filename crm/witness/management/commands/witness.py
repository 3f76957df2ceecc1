"""Holds the database against what the witness of this host remembers."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.web.forms.reasons import LONGEST_REASON
from crm.witness import alarms, looking, verbs
from crm.witness.models import WitnessAlarm
from crm.witness.reads import batch_in_words, count_in_words, sentence
from crm.witness.rules.verdicts import Judgement, Verdict
from crm.witness.verifying import verify

LINES = {
    Verdict.GOOD: "Good: file and database agree at entry %d.",
    Verdict.BEGINS: "No earlier witness on this host: it begins now.",
    Verdict.FILE_BEHIND: "Good: the file has caught up from entry %d.",
    Verdict.UNAVAILABLE: "Unavailable: the database does not answer. That is no fallback.",
    Verdict.UNWRITABLE: "The folder of WITNESS_DIR cannot be used.",
    Verdict.OFF: "There is no witness on this host: WITNESS_DIR is not set.",
}
# Nobody knows.
UNKNOWN = {Verdict.UNAVAILABLE, Verdict.UNWRITABLE, Verdict.OFF}


class Command(commands.Command):
    help = (
        "Compare the witness' file of this host with the database, the whole file. Exit 0 if they "
        "agree, 1 if they contradict each other or nobody knows, 2 for bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--verify",
            action="store_true",
            help="count and hash the rows of every batch anew as well",
        )
        parser.add_argument(
            "--accept",
            default=None,
            metavar="REASON",
            help="accept what the open alarm names as given up, and end it",
        )

    def handle(self, *, verify: bool, accept: str | None, **options: Any) -> None:
        judgement = self._judged(verify)
        if accept is not None:
            self._accept(accept)
            judgement = looking.look()
        alarm = alarms.open_alarm() if judgement.verdict != Verdict.UNAVAILABLE else None
        if options["json"]:
            self.print_json(_facts(judgement, alarm))
        else:
            self._print(judgement, alarm)
        if alarm or judgement.verdict in UNKNOWN:
            sys.exit(1)

    def _judged(self, is_verified: bool) -> Judgement:
        judgement = looking.look(whole=True)
        if is_verified and not (judgement.is_alarming or judgement.verdict == Verdict.UNAVAILABLE):
            found = verify(in_full=True).judgement
            return found if found.is_alarming else judgement
        return judgement

    def _accept(self, reason: str) -> None:
        text = " ".join(reason.split())
        if not text or len(text) > LONGEST_REASON:
            raise commands.bad_usage(f"a reason of 1 to {LONGEST_REASON} characters is needed")
        try:
            verbs.accept(text, by=None)
        except verbs.NothingToAccept as nothing:
            raise commands.bad_usage("no alarm is open: there is nothing to accept") from nothing

    def _print(self, judgement: Judgement, alarm: WitnessAlarm | None) -> None:
        if alarm is None:
            line = LINES[judgement.verdict]
            self.stdout.write(line % judgement.entry if "%d" in line else line)
            return
        self.stdout.write(sentence(alarm))
        for batch in alarm.batches:
            self.stdout.write(f"  {batch_in_words(batch)}")
        for count in alarm.counts:
            self.stdout.write(f"  {count_in_words(*count)}")
        self.stdout.write('Accept it with --accept "REASON", or bring the newer data back.')


def _facts(judgement: Judgement, alarm: WitnessAlarm | None) -> dict[str, Any]:
    """What a script gets."""
    said: dict[str, Any] = {
        "verdict": judgement.verdict.value,
        "entry": judgement.entry,
        "well": alarm is None and judgement.verdict not in UNKNOWN,
        "alarm": None,
    }
    if alarm is not None:
        said["alarm"] = {
            "verdict": alarm.verdict,
            "entry": alarm.entry,
            "as_of": alarm.as_of and alarm.as_of.isoformat(),
            "sentence": sentence(alarm),
            "batches": alarm.batches,
            "counts": [
                {"name": name, "before": before, "now": now} for name, before, now in alarm.counts
            ],
        }
    return said

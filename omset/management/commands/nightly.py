"""The nightly work: for cron or a timer at 00:05 Jakarta time, or as a service by itself."""

import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.db import DatabaseError
from django.utils import timezone
from pymongo.errors import PyMongoError

from crm import commands
from omset import nightly
from omset.clock import next_night
from omset.models.job_runs import NightlyRun

# A machine may sleep: the clock is read again this often.
LOOK_SECONDS = 30
TRY_AGAIN = timedelta(minutes=10)


class Command(commands.Command):
    help = (
        "End the retention of the trash, remove ended sessions, compare all numbers with the "
        "ledger: once a day, whichever host comes first. Exit 1 if anything differs or failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--again", action="store_true", help="even if it is done for today")
        parser.add_argument(
            "--daily", action="store_true", help="stay, and do it at 00:05 each day from now on"
        )

    def handle(self, *, again: bool, daily: bool, **options: Any) -> None:
        if daily:
            self._stay(as_json=options["json"])
        elif not self._night(again=again, as_json=options["json"]):
            sys.exit(1)

    def _stay(self, *, as_json: bool) -> None:
        due, again = next_night(datetime.now(UTC)), False
        while True:
            _wait_until(due)
            try:
                self._night(again=again, as_json=as_json)
                due, again = next_night(datetime.now(UTC)), False
            except (DatabaseError, PyMongoError) as error:
                self.stderr.write(f"The database does not answer: {str(error).splitlines()[0]}")
                due, again = datetime.now(UTC) + TRY_AGAIN, True

    def _night(self, *, again: bool, as_json: bool) -> bool:
        """Do today's work unless it is done; returns False if anything is not well."""
        day = timezone.localdate()
        night = nightly.begin(day, again=again)
        if night is None:
            return self._done_already(day, as_json)
        steps = []
        for step in nightly.steps(night):
            steps.append(step)
            if not as_json:
                self.stdout.write(step.line)
        self._report(day, night.host, steps, as_json)
        return all(step.well for step in steps)

    def _done_already(self, day: date, as_json: bool) -> bool:
        host = NightlyRun.objects.get(day=day).host
        self._report(day, host, [], as_json)
        if not as_json:
            self.stdout.write(f"The night of {day} is {host}'s already; --again does it once more.")
        return True

    def _report(
        self, day: date, host: str, steps: list[nightly.NightlyStep], as_json: bool
    ) -> None:
        if as_json:
            steps_by_name = {step.name: {"well": step.well} | step.facts for step in steps}
            self.print_json({"day": day.isoformat(), "host": host, "steps": steps_by_name})


def _wait_until(moment: datetime) -> None:
    while (left := (moment - datetime.now(UTC)).total_seconds()) > 0:
        time.sleep(min(left, LOOK_SECONDS))

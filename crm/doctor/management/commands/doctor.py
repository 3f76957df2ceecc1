"""Looks at everything that can be wrong with this installation, in seconds."""

import sys
import time
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.doctor.examination import CheckResult, examine, is_well
from crm.registry.doctor import State

WORDS = {State.GOOD: "ok", State.WARNING: "warn", State.FAILED: "FAIL", State.UNKNOWN: "?"}


class Command(commands.Command):
    help = (
        "Look at servers, schema, numbers, jobs and settings: one line each, with the cure. "
        "Exit 1 if anything has failed; warnings and what could not be looked at are no failure."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--before-upgrade",
            action="store_true",
            help="by the code of the new release: whether it may be put in place now",
        )

    def handle(self, *, before_upgrade: bool, **options: Any) -> None:
        began = time.perf_counter()
        results = examine(before_upgrade=before_upgrade)
        seconds = round(time.perf_counter() - began, 1)
        if options["json"]:
            checks = [result.facts for result in results]
            self.print_json({"well": is_well(results), "checks": checks, "seconds": seconds})
        else:
            self._print(results, seconds)
        if not is_well(results):
            sys.exit(1)

    def _print(self, results: list[CheckResult], seconds: float) -> None:
        width = max((len(result.check.name) for result in results), default=0)
        for result in results:
            found = result.diagnosis
            line = f"{WORDS[found.state]:<5}{result.check.name:<{width}}  {found.text}"
            self.stdout.write(f"{line} {found.cure}".rstrip())
        states = [result.diagnosis.state for result in results]
        counts = [f"{states.count(state)} {state.value}" for state in State]
        self.stdout.write(f"{len(results)} checks in {seconds} s: {', '.join(counts)}.")

"""Proves that all derived numbers agree with the ledger, and repairs them where they do not."""

import json
import sys
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from omset.models.job_runs import Source
from omset.reconciliation.reconcile import Reconciling


class Command(commands.Command):
    help = "Count everything anew from the ledger, print each difference and repair it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; exit 1 if anything differs"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        found = Reconciling(Source.COMMAND, dry_run=dry_run)
        (self._print_json if options["json"] else self._print)(found)
        found.store()
        if dry_run and found.drift:
            sys.exit(1)

    def _print_json(self, found: Reconciling) -> None:
        """One document, written as the differences come: there may be very many."""
        self.stdout.write(f'{{"dry_run": {json.dumps(found.dry_run)}, "differences": [', ending="")
        for difference in found:
            comma = ", " if found.drift > 1 else ""
            row = json.dumps(difference.printed(), ensure_ascii=False)
            self.stdout.write(comma + row, ending="")
        repaired = 0 if found.dry_run else found.drift
        tail = json.dumps({"checked": found.looked_at, "repaired": repaired})
        self.stdout.write(f"], {tail[1:]}")

    def _print(self, found: Reconciling) -> None:
        for what, where, field, stored, expected, _key in found:
            self.stdout.write(f"{what} {where}: {field} is {stored}, expected {expected}")
        looked_at = ", ".join(f"{number:,} {name}" for name, number in found.looked_at.items())
        verdict = "to repair" if found.dry_run else "repaired"
        self.stdout.write(f"Checked {looked_at}: {found.drift:,} differences {verdict}.")

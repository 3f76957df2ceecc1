"""Proves that all derived numbers agree with the ledger, and repairs them where they do not."""

import json
import sys
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from omset.models.job_runs import Source
from omset.reconciliation.reconcile import LedgerComparison


class Command(commands.Command):
    help = "Count everything anew from the ledger, print each difference and repair it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; exit 1 if anything differs"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        reconciling = LedgerComparison(Source.COMMAND, dry_run=dry_run)
        (self._print_json if options["json"] else self._print)(reconciling)
        reconciling.store()
        if dry_run and reconciling.drift:
            sys.exit(1)

    def _print_json(self, reconciling: LedgerComparison) -> None:
        """One document, written as the differences come: there may be very many."""
        self.stdout.write(
            f'{{"dry_run": {json.dumps(reconciling.dry_run)}, "differences": [', ending=""
        )
        for difference in reconciling:
            comma = ", " if reconciling.drift > 1 else ""
            row = json.dumps(difference.printed(), ensure_ascii=False)
            self.stdout.write(comma + row, ending="")
        repaired = 0 if reconciling.dry_run else reconciling.drift
        tail = json.dumps({"checked": reconciling.looked_at, "repaired": repaired})
        self.stdout.write(f"], {tail[1:]}")

    def _print(self, reconciling: LedgerComparison) -> None:
        for what, where, field, stored, expected, _key in reconciling:
            self.stdout.write(f"{what} {where}: {field} is {stored}, expected {expected}")
        looked_at = ", ".join(
            f"{number:,} {name}" for name, number in reconciling.looked_at.items()
        )
        done = "to repair" if reconciling.dry_run else "repaired"
        self.stdout.write(f"Checked {looked_at}: {reconciling.drift:,} differences {done}.")

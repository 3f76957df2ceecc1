"""Proves that all derived numbers agree with the ledger, and repairs them where they do not."""

import json
import sys
from collections import Counter

from crm import commands
from omset.differences import differences


class Command(commands.Command):
    help = "Count everything anew from the ledger, print each difference and repair it."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; exit 1 if anything differs"
        )

    def handle(self, *, dry_run, **options):
        checked = Counter(staff=0, record=0, day=0, month=0)
        found = differences(dry_run=dry_run, checked=checked)
        count = (self._print_json if options["json"] else self._print)(found, checked, dry_run)
        if dry_run and count:
            sys.exit(1)

    def _print_json(self, found, checked, dry_run) -> int:
        """One document, written as the differences come: there may be very many."""
        count = 0
        self.stdout.write(f'{{"dry_run": {json.dumps(dry_run)}, "differences": [', ending="")
        for count, difference in enumerate(found, start=1):
            comma = ", " if count > 1 else ""
            row = json.dumps(difference._asdict(), ensure_ascii=False)
            self.stdout.write(comma + row, ending="")
        repaired = 0 if dry_run else count
        tail = json.dumps({"checked": _plural(checked), "repaired": repaired})
        self.stdout.write(f"], {tail[1:]}")
        return count

    def _print(self, found, checked, dry_run) -> int:
        count = 0
        for count, (what, where, field, stored, expected) in enumerate(found, start=1):  # noqa: B007
            self.stdout.write(f"{what} {where}: {field} is {stored}, expected {expected}")
        looked_at = ", ".join(f"{number:,} {name}" for name, number in _plural(checked).items())
        verdict = "to repair" if dry_run else "repaired"
        self.stdout.write(f"Checked {looked_at}: {count:,} differences {verdict}.")
        return count


def _plural(checked: Counter) -> dict[str, int]:
    return {
        "staff": checked["staff"],
        "records": checked["record"],
        "days": checked["day"],
        "months": checked["month"],
    }

"""Says whether the stored files and their rows fit together."""

import sys
from typing import Any

from crm import commands
from crm.uploads.models import Upload
from crm.uploads.retention import find_mismatches, over_ids


class Command(commands.Command):
    help = (
        "Compare the stored files with their rows. Exit 1 if bytes have no row or a row has not "
        "all its bytes; the nightly run puts that right. Changes nothing."
    )

    def handle(self, **options: Any) -> None:
        mismatches = find_mismatches()
        facts = {
            "stored": Upload.objects.stored().count(),
            "to_remove": len(over_ids()),
            "bytes_without_row": [str(pk) for pk in mismatches.bytes_without_row],
            "rows_without_bytes": [str(pk) for pk in mismatches.rows_without_bytes],
        }
        if options["json"]:
            self.print_json(facts)
        else:
            self._print(facts)
        if facts["bytes_without_row"] or facts["rows_without_bytes"]:
            sys.exit(1)

    def _print(self, facts: dict[str, Any]) -> None:
        self.stdout.write(f"{facts['stored']:,} files stored, {facts['to_remove']:,} to remove")
        for name in ("bytes_without_row", "rows_without_bytes"):
            for pk in facts[name]:
                self.stdout.write(f"{name.replace('_', ' ')}: {pk}")

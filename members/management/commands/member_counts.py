"""Proves how many rows of members' databases have which status."""

import sys
from typing import Any

from crm import commands
from members.databases.counts import find_faults


class Command(commands.Command):
    help = "Count the rows of all members' databases; exit 1 if a stored count differs."

    def handle(self, **options: Any) -> None:
        faults = list(find_faults())
        if options["json"]:
            self.print_json({"differences": [fault._asdict() for fault in faults]})
        else:
            for fault in faults:
                self.stdout.write(
                    f"{fault.database}, {fault.status}: {fault.stored:,} stored, "
                    f"{fault.counted:,} counted"
                )
            self.stdout.write(f"{len(faults):,} differences")
        if faults:
            sys.exit(1)

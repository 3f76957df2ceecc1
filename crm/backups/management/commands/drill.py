"""Restores the newest backup of BACKUP_DIR beside, proves it and measures the time, now."""

import sys
from typing import Any

from django.conf import settings

from crm import commands
from crm.backups.drills import hold_drill
from crm.backups.models import Outcome


class Command(commands.Command):
    help = (
        "Restore the newest backup of BACKUP_DIR into the database beside, prove it, drop it, and "
        "store how long it took. Exit code 0 if all of it held."
    )
    gives_way = True

    def handle(self, **options: Any) -> None:
        if not settings.BACKUP_DIR:
            raise commands.bad_usage("BACKUP_DIR is not set: there is nothing to restore")
        drill = hold_drill()
        if options["json"]:
            self.print_json(
                {
                    "outcome": drill.outcome,
                    "backup": drill.backup,
                    "seconds": drill.seconds,
                    "problem": drill.problem,
                }
            )
        else:
            took = f" in {drill.seconds:,.1f} s" if drill.seconds is not None else ""
            self.stdout.write(f"{drill.get_outcome_display()}{took}: {drill.backup}")
            self.stdout.write(drill.problem)
        if drill.outcome != Outcome.GOOD:
            sys.exit(1)

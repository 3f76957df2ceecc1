"""Takes away the index that kept the ledger from being sharded (docs/decisions/0011)."""

from typing import Any

from crm import commands
from omset.key_index import drop_key_index
from omset.reconciliation.submissions import count_unsubmitted


class Command(commands.Command):
    help = "Drop the ledger's unique index by key, once no process of the release before is left."

    def handle(self, **options: Any) -> None:
        missing = count_unsubmitted()
        if missing:
            raise commands.bad_usage(f"{missing} records have no submission: run recount first")
        names = drop_key_index()
        if options["json"]:
            self.print_json({"dropped": names})
        else:
            self.stdout.write(f"Dropped {', '.join(names)}." if names else "There is none.")

"""Fills an empty database with realistic data and prints the logins."""

import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from omset.demo import cast
from omset.demo.accounts import RealData
from omset.demo.fill import DemoOutcome, fill

MOST = 5_000_000


class Command(commands.Command):
    help = "Add demo data to an empty database; again: only give its accounts new passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--records", type=int, default=12_000, metavar="N", help="deposits")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same data")

    def handle(self, *, records: int, seed: int, **options: Any) -> None:
        if not 0 <= records <= MOST:
            raise commands.bad_usage(f"--records is from 0 to {MOST}")
        began = time.monotonic()
        try:
            outcome = fill(records=records, seed=seed)
        except RealData as thing:
            reason = f"the database holds real data, such as {thing}: nothing was changed"
            raise commands.bad_usage(reason) from thing
        seconds = round(time.monotonic() - began, 3)
        if options["json"]:
            logins = [login._asdict() for login in outcome.logins]
            self.print_json({**asdict(outcome), "logins": logins, "seconds": seconds})
        else:
            self._print(outcome, seconds)

    def _print(self, outcome: DemoOutcome, seconds: float) -> None:
        done = "Demo data added" if outcome.filled else "The demo data is there already"
        self.stdout.write(
            f"{done}: {outcome.records:,} deposits, {outcome.pending} of them waiting, "
            f"{len(cast.STAFF)} staff, {len(cast.PRODUCTS)} products ({seconds:.1f} s)."
        )
        self.stdout.write("Logins, shown only this once (`manage.py demo` makes new ones):")
        for login in outcome.logins:
            self.stdout.write(f"  {login.username:10} {login.role:13} {login.password}")

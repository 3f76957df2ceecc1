"""Proves that nobody has changed history, or names what is wrong first."""

import re
import sys
from itertools import islice
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.audit.chain.beginning import beginning
from crm.audit.chain.proof import Fault, HistoryProof

MOST_NAMED = 20


class Command(commands.Command):
    help = (
        "Read all of history and hold it against its hashes, their ends and the nightly roots. "
        "Exit 1 if anything is wrong, and name it; 2 for bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--root", default="", metavar="HEX", help="a root that the log or the webhook was told"
        )

    def handle(self, *, root: str, **options: Any) -> None:
        if root and not re.fullmatch(r"[0-9a-f]{64}", root):
            raise commands.bad_usage("a root has 64 hexadecimal digits")
        proof = HistoryProof(root)
        faults = list(islice(proof, MOST_NAMED))
        (self._print_as_json if options["json"] else self._print)(proof, faults)
        if faults:
            sys.exit(1)

    def _print_as_json(self, proof: HistoryProof, faults: list[Fault]) -> None:
        begun = beginning()
        self.print_json(
            {
                "well": not faults,
                "events": proof.events,
                "chains": proof.chains,
                "roots": proof.roots,
                "earlier_events": proof.earlier,
                "since": begun and begun.since.isoformat(),
                "faults": [fault._asdict() for fault in faults],
            }
        )

    def _print(self, proof: HistoryProof, faults: list[Fault]) -> None:
        for fault in faults:
            self.stdout.write(str(fault))
        if len(faults) == MOST_NAMED:
            self.stdout.write(f"There may be more: the first {MOST_NAMED} are named.")
            return
        counts = f"{proof.events:,} events in {proof.chains:,} chains under {proof.roots:,} roots"
        begun = beginning()
        since = f"{begun.since:%Y-%m-%d %H:%M %Z}" if begun else "no time"
        self.stdout.write(f"Read {counts}: {len(faults):,} wrong.")
        self.stdout.write(f"{proof.earlier:,} events are from before {since}.")

"""Strikes three nodes of its own while people and workers are at them (docs/operations.md)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from crm import commands
from crm.mongo.server.binary import EmbeddedUnavailable, mongod_binary
from crm.mongo.server.embedded import die_with_parent, is_embedded
from omset.chaos import report
from omset.chaos.faults import FAULTS
from omset.chaos.network import UNSHARED, why_no_namespaces
from omset.chaos.rounds import Plan

ROUNDS = {"quick": 1, "full": 20}
ELECTIONS = (10, 2)


class Command(commands.Command):
    help = (
        "Kill, stop, part and step down the primary of three nodes of its own, in a temporary "
        "folder, under writers, readers and workers. Exit 1 if anything acknowledged was lost, "
        "anything was doubled or any number differs. The product's database is not touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--profile", choices=ROUNDS, default="quick", help="1 round or 20")
        parser.add_argument("--rounds", type=int, metavar="N", help="of each fault")
        parser.add_argument("--fault", choices=FAULTS, action="append", help="only this one")
        parser.add_argument("--election-seconds", type=int, choices=ELECTIONS, action="append")
        parser.add_argument("--to", type=Path, metavar="FILE", help="put the table into it")

    def handle(self, *, profile: str, to: Path | None, **options: Any) -> None:
        _refuse_in_production()
        if options["rounds"] is not None and options["rounds"] < 1:
            raise commands.bad_usage("--rounds is at least 1")
        faults = options["fault"] or list(FAULTS)
        rounds = options["rounds"] or ROUNDS[profile]
        found = self._find(Plan(faults, rounds, options["election_seconds"] or [*ELECTIONS]))
        command = " ".join(["manage.py", *sys.argv[1:]])
        if to:
            report.put_into(to, found, profile, command)
        if options["json"]:
            self.print_json(found)
        else:
            self.stdout.write("\n".join((report.table(found), *report.sentences(found, command))))
        if not found["is_well"]:
            sys.exit(1)

    def _find(self, plan: Plan) -> dict[str, Any]:
        """Carry the plan out but for what is not possible here."""
        reason = why_no_namespaces()
        skipped = {"partition": reason} if reason and "partition" in plan.faults else {}
        plan = plan._replace(faults=[fault for fault in plan.faults if fault not in skipped])
        if not plan.faults:
            raise commands.bad_usage(f"no partition: {reason}")
        for fault in skipped:
            self.stderr.write(f"{fault} is skipped: {reason}")
        return _drill(plan, not reason) | {
            "skipped": skipped,
            "network": "all on 127.0.0.1" if reason else "each in a network namespace",
            "day": timezone.localdate().isoformat(),
        }


def _refuse_in_production() -> None:
    """Raise bad usage but where nothing real is, or somebody has said that it may be."""
    if not (is_embedded(settings.MONGODB_URI) or os.environ.get("CHAOS") == "1"):
        raise commands.bad_usage(
            "not beside a server of your own: set CHAOS=1 to do it all the same"
        )
    try:
        mongod_binary()
    except EmbeddedUnavailable as error:
        raise commands.bad_usage(f"no program to start nodes with: {error}") from error


def _drill(plan: Plan, has_namespaces: bool) -> dict[str, Any]:
    with TemporaryDirectory(prefix="chaos-") as folder:
        place = [folder, "cables" if has_namespaces else "loopback"]
        arguments = [sys.executable, "-m", "omset.chaos.drill", json.dumps(plan._asdict()), *place]
        done = subprocess.run(
            [*UNSHARED, *arguments] if has_namespaces else arguments,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            preexec_fn=die_with_parent,
            check=False,
        )
    if done.returncode:
        # It has said why on stderr.
        sys.exit(1)
    return json.loads(done.stdout)

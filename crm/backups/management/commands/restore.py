"""Restores a backup into an empty database and proves what came of it."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from pymongo.errors import PyMongoError

from crm import commands
from crm.backups.encryption import Key, NoKey
from crm.backups.erased import erased_since, read_list
from crm.backups.restoring.steps import Refused, Step
from crm.backups.restoring.verbs import restore
from crm.backups.streams import Damaged

UNUSABLE = "Do not use this database: drop it and restore again."


class Command(commands.Command):
    help = (
        "Restore the backup in DIR into the empty database of MONGODB_URI, and prove it. "
        "Exit code 0 if all of it holds, 1 if anything does not, 2 for bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--from", dest="source", required=True, metavar="DIR", help="the folder of one backup"
        )
        parser.add_argument(
            "--migrate", action="store_true", help="take an older release's, and migrate it"
        )
        parser.add_argument(
            "--key", metavar="FILE", help="with the private key, where the backup is encrypted"
        )
        parser.add_argument(
            "--erased",
            action="append",
            default=[],
            metavar="FILE",
            help="who was erased since: another host's file, or a newer backup's manifest.json",
        )

    def handle(
        self,
        *,
        source: str,
        migrate: bool,
        key: str | None,
        erased: list[str],
        json: bool,
        **options: Any,
    ) -> None:
        folder = Path(source).resolve()
        try:
            private = Key(Path(key)) if key else None
        except NoKey as error:
            raise commands.bad_usage(error) from error
        steps = []
        try:
            lists = [*erased_since(folder), *(read_list(Path(path)) for path in erased)]
            for step in restore(folder, migrates=migrate, key=private, erased=lists):
                steps.append(step)
                if not json:
                    self.stdout.write(_line(step))
        except Refused as refused:
            steps.append(Step("refused", f"Nothing was restored: {refused}.", well=False))
        except (Damaged, PyMongoError, OSError) as error:
            steps.append(Step("stopped", f"Stopped: {error}. {UNUSABLE}", well=False))
        self._end(steps, as_json=json)

    def _end(self, steps: list[Step], *, as_json: bool) -> None:
        is_well = all(step.well for step in steps)
        if as_json:
            self.print_json({"well": is_well, "steps": [_printed(step) for step in steps]})
        elif steps[-1].name in ("refused", "stopped"):
            self.stderr.write(steps[-1].line)
        else:
            self.stdout.write(_last_line(is_well))
        if not is_well:
            sys.exit(1)


def _line(step: Step) -> str:
    return f"{'good' if step.well else 'BAD '}  {step.line}"


def _last_line(is_well: bool) -> str:
    return "Restored, and all of it holds." if is_well else f"Not all of it holds. {UNUSABLE}"


def _printed(step: Step) -> dict[str, Any]:
    return {"name": step.name, "well": step.well, "line": step.line} | step.facts

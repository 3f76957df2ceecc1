"""Writes invented files of a chain for loyalty: registry twice, sales lines, receipts, manifest."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.commands import bad_usage
from loyalty.sample.files import SampleOptions, write_sample
from loyalty.sample.volumes import LARGEST_SCALE, SMALLEST_SCALE

# The same files each time, whenever they are made.
DEFAULT_END = "2026-06-30"


class Command(commands.Command):
    help = "Write invented loyalty files with their dirt, and a manifest of what was planted."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same files")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="1 is 30 287 members, 1 067 280 lines"
        )
        parser.add_argument("--out", required=True, metavar="DIR", help="where the files go")
        parser.add_argument(
            "--end", default=DEFAULT_END, metavar="DATE", help=f"the last day; {DEFAULT_END}"
        )
        parser.add_argument(
            "--cut", action="store_true", help="end the first registry within its last row"
        )

    def handle(self, **options: Any) -> None:
        if not SMALLEST_SCALE <= options["scale"] <= LARGEST_SCALE:
            raise bad_usage(f"--scale: from {SMALLEST_SCALE} to {LARGEST_SCALE}")
        asked = SampleOptions(
            seed=options["seed"],
            scale=options["scale"],
            end=_day(options["end"]),
            is_cut=options["cut"],
        )
        folder = Path(options["out"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            manifest = write_sample(folder, asked)
        except OSError as error:
            raise bad_usage(f"--out: {error.strerror or error}") from error
        rows = {name: facts["rows"] for name, facts in manifest["files"].items()}
        if options["json"]:
            self.print_json({"folder": str(folder), "rows": rows})
        else:
            self.stdout.write("\n".join(f"{name}: {count:,} rows" for name, count in rows.items()))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_usage(f"--end: “{text}” is not a date: write YYYY-MM-DD") from error

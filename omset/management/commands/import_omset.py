"""Brings deposits from a CSV or XLSX file into the ledger."""

import sys
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from crm import commands
from omset.imports import run
from omset.imports.columns import UnusableColumns, parse_choices
from omset.imports.text import UnreadableFile


class Command(commands.Command):
    help = "Import deposits. A row that is in the ledger already is left as it is."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="CSV (UTF-8) or XLSX, headings first")
        parser.add_argument("--staff", default="", metavar="NAME", help="for rows without one")
        parser.add_argument("--product", default="", metavar="NAME", help="for rows without one")
        parser.add_argument("--status", default="approved", choices=("approved", "pending"))
        parser.add_argument(
            "--columns", default="", metavar="FIELD=HEADING,..", help="where the headings differ"
        )
        parser.add_argument(
            "--create-missing", action="store_true", help="open unknown accounts and products"
        )
        parser.add_argument("--strict", action="store_true", help="exit 1 if a row was rejected")

    def handle(self, *, file, strict, **options):
        try:
            plan = run.plan(file, _wishes(options))
        except (UnreadableFile, UnusableColumns) as reason:
            raise commands.bad_usage(f"{file}: {reason}") from reason
        outcome = run.carry_out(plan, _progress(plan.rows))
        if options["json"]:
            self.print_json(asdict(outcome))
        else:
            self._print(plan, outcome)
        if strict and outcome.rejected:
            sys.exit(1)

    def _print(self, plan, outcome) -> None:
        self.stdout.write(
            f"{outcome.read:,} rows read: {outcome.inserted:,} inserted, "
            f"{outcome.unchanged:,} unchanged, {outcome.rejected:,} rejected "
            f"({outcome.seconds:.1f} s, batch {outcome.batch})"
        )
        if plan.ignored:
            self.stdout.write(f"Columns not used: {', '.join(plan.ignored)}")
        for error in outcome.errors:
            self.stdout.write(f"  row {error['row']}, {error['field']}: {error['reason']}")
        if outcome.errors_file:
            self.stdout.write(f"All rejected rows: {outcome.errors_file}")


def _wishes(options) -> run.Wishes:
    return run.Wishes(
        staff=options["staff"],
        product=options["product"],
        status=options["status"],
        columns=parse_choices(options["columns"]),
        create_missing=options["create_missing"],
    )


def _progress(rows: int):
    """A bar on a terminal, nothing elsewhere; always on stderr."""
    return lambda items: tqdm(items, total=rows, unit=" rows", disable=None, file=sys.stderr)

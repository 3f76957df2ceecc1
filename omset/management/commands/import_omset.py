"""Brings deposits from a CSV, XLSX or XLS file into the ledger."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from tqdm import tqdm

from crm import commands
from crm.imports.text import UnreadableFile
from crm.uploads.room import NoDiskSpace, refuse_file_without_space
from crm.witness.reads import WitnessAlarmed
from omset.imports import run
from omset.imports.columns import UnusableColumns, parse_choices
from omset.imports.plan import FileReading, ImportOptions, ImportPlan, make_plan


class Command(commands.Command):
    help = (
        "Import deposits. A row that is in the ledger already is left as it is. First it shows how "
        "the file is understood: its delimiter or sheet, which column is what, the first rows. "
        "Hidden sheets are read only if named. A row that is in doubt is rejected with its reason; "
        "so is a file that cannot be read to its end, before anything is written."
    )
    gives_way = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "file", type=Path, help="CSV (UTF-8, or UTF-16 with a mark), XLSX or XLS"
        )
        parser.add_argument("--staff", default="", metavar="NAME", help="for rows without one")
        parser.add_argument("--product", default="", metavar="NAME", help="for rows without one")
        parser.add_argument("--status", default="approved", choices=("approved", "pending"))
        parser.add_argument(
            "--columns",
            default="",
            metavar="FIELD=HEADING,..",
            help="where the headings differ; `status=` leaves a column out",
        )
        parser.add_argument(
            "--sheet", default="", metavar="NAME", help="which one, if several could be meant"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show how the file is understood, import nothing",
        )
        parser.add_argument(
            "--create-missing", action="store_true", help="open unknown accounts and products"
        )
        parser.add_argument("--strict", action="store_true", help="exit 1 if a row was rejected")

    def handle(self, *, file: Path, strict: bool, dry_run: bool, **options: Any) -> None:
        try:
            plan = make_plan(file, _import_options(options))
        except (UnreadableFile, UnusableColumns) as reason:
            raise commands.bad_usage(f"{file}: {reason}") from reason
        if not options["json"]:
            self._show(plan.reading)
        if dry_run:
            self._end_dry_run(plan, options["json"])
            return
        try:
            refuse_file_without_space(file)
            outcome = run.import_file(plan, _progress(plan.rows))
        except (WitnessAlarmed, NoDiskSpace) as refused:
            raise commands.bad_usage(refused) from refused
        if options["json"]:
            self.print_json(asdict(outcome))
        else:
            self._print(outcome)
        if strict and outcome.rejected:
            sys.exit(1)

    def _show(self, reading: FileReading) -> None:
        for line in lines_about(reading):
            self.stdout.write(line)
        self.stdout.flush()

    def _end_dry_run(self, plan: ImportPlan, as_json: bool) -> None:
        if as_json:
            self.print_json({"read": plan.rows, "reading": asdict(plan.reading)})
        else:
            self.stdout.write(f"{plan.rows:,} rows read, nothing imported")

    def _print(self, outcome: run.ImportOutcome) -> None:
        self.stdout.write(
            f"{outcome.read:,} rows read: {outcome.inserted:,} inserted, "
            f"{outcome.unchanged:,} unchanged, {outcome.rejected:,} rejected "
            f"({outcome.seconds:.1f} s, batch {outcome.batch})"
        )
        if outcome.differing:
            self.stdout.write(
                f"{outcome.differing:,} rows say something else than their deposits do in the "
                "ledger: nothing was changed"
            )
        for difference in outcome.differences:
            self.stdout.write(f"  row {difference['row']}: {', '.join(difference['fields'])}")
        for error in outcome.errors:
            self.stdout.write(f"  row {error['row']}, {error['field']}: {error['reason']}")
        if outcome.errors_file:
            self.stdout.write(f"All rejected rows: {outcome.errors_file}")


def lines_about(reading: FileReading) -> Iterator[str]:
    """How the file is understood, in lines for a person."""
    if reading.delimiter:
        mark = "tab" if reading.delimiter == "\t" else f"“{reading.delimiter}”"
        yield f"Text in {reading.encoding}, cells separated by {mark}"
    else:
        yield f"Sheet: {', '.join(reading.sheets)}"
    if reading.not_read:
        yield f"not read: {', '.join(reading.not_read)}"
    yield from (f"Above the headings: {text}" for text in reading.above)
    names = (f"{field} = {heading}" for field, heading in reading.columns.items())
    yield f"Columns (row {reading.heading_row}): {', '.join(names)}"
    if reading.not_used:
        yield f"Columns not used: {', '.join(reading.not_used)}"
    yield from (f"Not taken by its heading: {reason}" for reason in reading.left_out)
    for row in reading.rows:
        number, *values = row.values()
        yield f"  row {number}: {' | '.join(filter(None, values))}"


def _import_options(options: dict[str, Any]) -> ImportOptions:
    return ImportOptions(
        staff=options["staff"],
        product=options["product"],
        status=options["status"],
        columns=parse_choices(options["columns"]),
        sheet=options["sheet"],
        create_missing=options["create_missing"],
    )


def _progress(rows: int) -> Callable[[Iterable], Iterable]:
    """A bar on a terminal, nothing elsewhere; always on stderr."""
    return lambda items: tqdm(items, total=rows, unit=" rows", disable=None, file=sys.stderr)

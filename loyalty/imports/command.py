"""What the three import commands share: arguments, output, exit codes (LI-3).

Exit code 0: imported, or nothing to do; 1: held, failed or busy; 2: not to be imported like this.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from django.core.management.base import CommandParser
from tqdm import tqdm

from crm import commands
from crm.commands import bad_usage
from crm.imports.text import UnreadableFile
from crm.uploads.room import NoDiskSpace, refuse_file_without_space
from crm.witness.reads import WitnessAlarmed
from loyalty.imports.batches import BatchRefused, ImportRequest
from loyalty.imports.files import ImportOutcome, dry_run, import_file
from loyalty.imports.judging.problems import IS_BUSY, FileRefused
from loyalty.imports.locks import ImportBusy
from loyalty.models import Programme
from loyalty.programmes.reads import programme_named
from loyalty.rules.files.datasets import Dataset

NOT_APPLIED = 1


class ImportCommand(commands.Command):
    """Imports a file of one dataset."""

    dataset: ClassVar[Dataset]
    gives_way = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "file", type=Path, help="JSON array, JSON object with one array, JSON lines, CSV, XLSX"
        )
        parser.add_argument("--programme", metavar="NAME", help="needed where there are several")
        parser.add_argument(
            "--columns",
            default="",
            metavar="FIELD=HEADING,..",
            help="where the headings differ; `points=` leaves a column out",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of the rows"
        )
        parser.add_argument(
            "--accept", default="", metavar="REASON", help="apply it though it would be held"
        )

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        request = self.request(options)
        try:
            outcome = self._outcome(file, request, options["accept"], is_dry=dry_run)
        except (UnreadableFile, FileRefused, BatchRefused, NoDiskSpace) as reason:
            raise bad_usage(f"{file}: {reason}") from reason
        except ImportBusy:
            self._end(str(IS_BUSY))
        except WitnessAlarmed as reason:
            self._end(str(reason))
        if options["json"]:
            self.print_json(asdict(outcome))
        else:
            self.stdout.write("\n".join(lines_about(outcome)))
        if not dry_run and not outcome.is_applied:
            sys.exit(NOT_APPLIED)

    def _end(self, why: str) -> NoReturn:
        self.stderr.write(why)
        sys.exit(NOT_APPLIED)

    def request(self, options: dict[str, Any]) -> ImportRequest:
        """What is asked for beside the file. Raises CommandError."""
        return ImportRequest(
            programme=_programme(options["programme"]),
            dataset=self.dataset,
            columns=_columns(options["columns"]),
        )

    def _outcome(
        self, file: Path, request: ImportRequest, accept: str, *, is_dry: bool
    ) -> ImportOutcome:
        progress = _progress()
        if is_dry:
            return dry_run(file, request, progress)
        refuse_file_without_space(file)
        return import_file(file, request, accept_reason=accept, progress=progress)


def day_of(text: str | None, option: str) -> date | None:
    """The date that an option names. Raises CommandError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise bad_usage(f"{option}: “{text}” is not a date: write YYYY-MM-DD") from error


def lines_about(outcome: ImportOutcome) -> list[str]:
    """What became of the file, in lines for a person."""
    columns = ", ".join(f"{name} = {heading}" for name, heading in outcome.columns.items())
    where = f"batch {outcome.batch}, {outcome.state}" if outcome.batch else "nothing imported"
    lines = [f"Columns: {columns}", f"Numbers with decimal {outcome.style}"] if columns else []
    if outcome.columns_not_kept:
        lines.append(f"Columns not kept: {', '.join(outcome.columns_not_kept)}")
    lines.append(
        f"{outcome.read:,} rows read: {outcome.inserted:,} inserted, {outcome.updated:,} updated, "
        f"{outcome.unchanged:,} unchanged, {outcome.rejected:,} rejected; {outcome.repaired:,} "
        f"repaired, {outcome.remarks:,} with remarks ({outcome.seconds:.1f} s, {where})"
    )
    lines += outcome.problem
    lines += [f"  row {each['row']}, {each['field']}: {each['reason']}" for each in outcome.errors]
    return [*lines, f"All rejected rows: {outcome.errors_file}"] if outcome.errors_file else lines


def _programme(name: str | None) -> Programme:
    if name:
        programme = programme_named(name)
        if programme is None:
            raise bad_usage(f"There is no programme “{name}”.")
        return programme
    only = list(Programme.objects.order_by("name_key")[:2])
    if len(only) != 1:
        raise bad_usage("Name the programme with --programme.")
    return only[0]


def _columns(text: str) -> dict[str, str]:
    columns = {}
    for pair in filter(None, text.split(",")):
        name, is_said, heading = pair.partition("=")
        if not is_said:
            raise bad_usage(f"--columns: “{pair}” is not FIELD=HEADING")
        columns[name.strip()] = heading.strip()
    return columns


def _progress() -> Callable[[int, int], None]:
    """A bar on a terminal, nothing elsewhere; always on stderr."""
    bar = tqdm(unit=" rows", disable=None, file=sys.stderr)

    def tell(done: int, of: int) -> None:
        bar.total = of or None
        bar.update(max(0, done - bar.n))

    return tell

"""Brings rows from a CSV, XLSX or XLS file into a members' database."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.imports.files import TableChoice
from crm.imports.text import UnreadableFile
from crm.staff.models import Product
from crm.uploads.room import NoDiskSpace, refuse_file_without_space
from crm.witness.reads import WitnessAlarmed
from members.databases.creation import DatabaseNameTaken, OtherDatabase
from members.imports.loader import DatabaseGone
from members.imports.offline import UploadOutcome, UploadWish, as_json, try_file, upload_file
from members.imports.run import UploadOver
from members.models import DatabaseKind
from members.rules.duplicates import Choice, Scope
from members.rules.mapping import UnusableColumns, parse_choices

REFUSALS = (
    UnreadableFile,
    UnusableColumns,
    OtherDatabase,
    DatabaseNameTaken,
    DatabaseGone,
    UploadOver,
    WitnessAlarmed,
    NoDiskSpace,
)


class Command(commands.Command):
    help = (
        "Upload rows into a members' database, which is opened if there is none of that name. "
        "Every row is new, a duplicate, reserved, not to be contacted, or rejected with its "
        "reason. A duplicate is skipped, kept, or kept and marked, by where its customer or phone "
        "occurs already; who is reserved or not to be contacted is skipped or kept as such. "
        "Skipped and rejected rows come back as files with the reason. The same command again "
        "goes on with an upload that was interrupted."
    )
    gives_way = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="CSV, XLSX or XLS")
        parser.add_argument("--database", required=True, metavar="NAME")
        parser.add_argument("--product", required=True, metavar="NAME")
        parser.add_argument("--kind", required=True, choices=DatabaseKind.values)
        parser.add_argument(
            "--columns",
            default="",
            metavar="FIELD=HEADING,..",
            help="where the headings differ: customer_id, name, phone; `name=` leaves one out",
        )
        parser.add_argument("--sheet", default="", metavar="NAME")
        parser.add_argument("--encoding", default="", choices=("", "utf-8", "utf-16", "cp1252"))
        parser.add_argument(
            "--duplicates",
            default="",
            metavar="SCOPE=CHOICE,..",
            help=f"scopes: {', '.join(Scope)}; choices: {', '.join(Choice)}",
        )
        parser.add_argument("--source", default="command", metavar="TEXT")
        parser.add_argument("--basis", default="command", metavar="TEXT", help="the lawful basis")
        parser.add_argument("--dry-run", action="store_true", help="count, upload nothing")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        wish = _wish(options)
        try:
            if not dry_run:
                refuse_file_without_space(file)
            outcome = (try_file if dry_run else upload_file)(file, wish)
        except REFUSALS as reason:
            text = str(reason) or "the upload was ended meanwhile"
            raise commands.bad_usage(f"{file}: {text}") from reason
        if options["json"]:
            self.print_json(as_json(outcome))
        else:
            self._print(outcome, dry_run=dry_run)

    def _print(self, outcome: UploadOutcome, *, dry_run: bool) -> None:
        named = outcome.reading["columns"].items()
        self.stdout.write(f"Columns: {', '.join(f'{name} = {heading}' for name, heading in named)}")
        self.stdout.write(f"{outcome.read:,} rows read ({outcome.seconds:.1f} s):")
        for name, count in outcome.outcomes.items():
            if count:
                self.stdout.write(f"  {name.replace('_', ' ')}: {count:,}")
        if not dry_run:
            done = (outcome.inserted, outcome.unchanged, outcome.rejected)
            self.stdout.write("{:,} inserted, {:,} unchanged, {:,} rejected".format(*done))
        self.stdout.write(
            f"{outcome.reserved:,} reserved, {outcome.do_not_contact:,} not to be contacted"
        )
        for error in outcome.errors:
            self.stdout.write(f"  row {error['row']}, {error['field']}: {error['reason']}")
        if outcome.errors_file:
            self.stdout.write(f"All rejected rows: {outcome.errors_file}")
        if outcome.skipped_file:
            self.stdout.write(f"All skipped rows: {outcome.skipped_file}")


def _wish(options: dict[str, Any]) -> UploadWish:
    """What the arguments say. Raises CommandError."""
    product = Product.objects.named(options["product"]).first()
    if product is None:
        raise commands.bad_usage(f"There is no product “{options['product']}”.")
    if not options["database"].strip() or len(options["database"].strip()) > LONGEST_NAME:
        raise commands.bad_usage(f"the database needs a name of 1 to {LONGEST_NAME} characters")
    try:
        columns = parse_choices(options["columns"])
    except UnusableColumns as reason:
        raise commands.bad_usage(reason) from reason
    return UploadWish(
        database=options["database"],
        product=product,
        kind=options["kind"],
        columns=columns,
        choices=_duplicates(options["duplicates"]),
        choice=TableChoice(options["sheet"], ENCODINGS.get(options["encoding"], ""), ""),
        source=options["source"],
        lawful_basis=options["basis"],
    )


def _duplicates(text: str) -> dict[str, str]:
    """Read `in_product=skip,anywhere=keep`. Raises CommandError."""
    choices = {}
    for part in filter(str.strip, text.split(",")):
        scope, _equals, choice = (piece.strip() for piece in part.partition("="))
        if scope not in set(Scope) or choice not in set(Choice):
            raise commands.bad_usage(f"“{part.strip()}” is not SCOPE=CHOICE")
        choices[scope] = choice
    return choices


LONGEST_NAME = 80
ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1252": "cp1252"}

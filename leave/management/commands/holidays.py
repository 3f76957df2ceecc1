"""How the package of holidays differs from the days that the calendar has stored."""

from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from leave.calendar.copying import differences_of
from leave.rules.days import FIRST_YEAR, LAST_YEAR
from leave.rules.holidays import PACKAGE, Change, HolidayDifference

TEXTS = {
    Change.ADDED: "not in the calendar: {package}",
    Change.REMOVED: "no holiday of the package any more: {stored}",
    Change.RENAMED: "{stored}, in the package {package}",
    Change.CERTAIN: "{stored} is certain now, and no estimate",
}


class Command(commands.Command):
    help = (
        "Show where the installed package of holidays differs from the calendar of a year. "
        "Changes nothing: admins copy and confirm days on the page of the calendar."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", metavar="YYYY", required=True, help="whose holidays")

    def handle(self, *, year: str, **options: Any) -> None:
        differences = differences_of(_year(year))
        if options["json"]:
            rows = [_document(each) for each in differences]
            self.print_json({"year": int(year), "package": PACKAGE, "differences": rows})
            return
        for each in differences:
            text = TEXTS[each.change].format(stored=each.stored, package=each.package)
            self.stdout.write(f"{each.date}: {text}")
        self.stdout.write(f"{year}: {len(differences):,} differences from {PACKAGE}")


def _document(difference: HolidayDifference) -> dict[str, str]:
    return difference._asdict() | {"date": difference.date.isoformat()}


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise commands.bad_usage(f"“{text}” is not a year from {FIRST_YEAR} to {LAST_YEAR}")
    return int(text)

"""What leave, lateness, breaks and fees of some days come to: the numbers of the page."""

import csv
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.calendar import last_day
from crm.commands import bad_usage, month_named
from leave.fees.deciding import EARLIEST
from leave.report import FIGURES, ReportLine, report_lines
from leave.rules.days import LAST_YEAR

HEADINGS = ("staff", *FIGURES)


class Command(commands.Command):
    help = "Print each person's leave, lateness, breaks and fees of a month, or of some days."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", metavar="YYYY-MM")
        parser.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="the first day")
        parser.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="the last day")
        parser.add_argument("--csv", action="store_true", help="print CSV")

    def handle(self, **options: Any) -> None:
        if options["json"] and options["csv"]:
            raise bad_usage("say --json or --csv, not both")
        lines = report_lines(*_days(options["month"], options["first"], options["last"]))
        if options["json"]:
            self.print_json([_as_json(line) for line in lines])
        elif options["csv"]:
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerow(HEADINGS)
            writer.writerows(_cells(line) for line in lines)
        else:
            self.stdout.write(_table(lines))


def _days(month: str | None, first: str | None, last: str | None) -> tuple[date, date]:
    """The first and the last day: of a month, of a part of it, or from a day to another."""
    of_month = month_named(month) if month else None
    begin = _day(first) if first else of_month
    end = _day(last) if last else of_month and last_day(of_month)
    if begin is None or end is None:
        raise bad_usage("say --month YYYY-MM, or --from and --to YYYY-MM-DD")
    if end < begin:
        raise bad_usage(f"{end} lies before {begin}")
    if begin < EARLIEST or end.year > LAST_YEAR:
        raise bad_usage(f"{begin} to {end} is not within {EARLIEST.year} to {LAST_YEAR}")
    if of_month and not of_month <= begin <= end <= last_day(of_month):
        raise bad_usage(f"{begin} to {end} is not within {month}")
    return begin, end


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_usage(f"“{text}” is not a day: write YYYY-MM-DD") from error


def _as_json(line: ReportLine) -> dict:
    """Minutes as numbers, dollars as texts with two places."""
    return {"staff": line.username} | {name: _value(line, name) for name in FIGURES}


def _value(line: ReportLine, name: str) -> int | float | str:
    if name.endswith("_usd"):
        return line.figure(name)
    minutes = Decimal(getattr(line, name))
    return int(minutes) if minutes == minutes.to_integral_value() else float(minutes)


def _cells(line: ReportLine) -> list[str]:
    return [line.username, *(line.figure(name) for name in FIGURES)]


def _table(lines: list[ReportLine]) -> str:
    if not lines:
        return "Nobody."
    cells = [[name.replace("_", " ") for name in HEADINGS], *map(_cells, lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    )

"""A month's bonuses and ranks, from the same rows that the pages show."""

from datetime import date, datetime
from decimal import Decimal

from bonuses import board
from bonuses.standings import FIGURES
from crm import commands
from crm.commands import bad_usage

RANKS = ("rank_total", "rank_ndp", "rank_rdp")
HEADINGS = ("staff", *FIGURES, *RANKS)


class Command(commands.Command):
    help = "Print each person's omset, NDP, RDP, bonuses and ranks of a month."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--month", required=True, metavar="YYYY-MM")

    def handle(self, *, month, **options):
        rows = [_plain(row) for row in board.month_rows(_month(month))]
        if options["json"]:
            self.print_json(rows)
        else:
            self.stdout.write(_table(rows))


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(day=1).date()  # noqa: DTZ007
    except ValueError as error:
        raise bad_usage(f"“{text}” is not a month: write YYYY-MM") from error


def _plain(row: board.Row) -> dict:
    found = {name: getattr(row, name) for name in (*FIGURES, *RANKS)}
    texts = {name: f"{v:.2f}" if isinstance(v, Decimal) else v for name, v in found.items()}
    return {"staff": row.username} | texts


def _table(rows: list[dict]) -> str:
    if not rows:
        return "Nobody."
    cells = [[name.replace("_", " ") for name in HEADINGS]]
    cells += [[str(row[name]) for name in HEADINGS] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(_line(line, widths) for line in cells)


def _line(cells: list[str], widths: list[int]) -> str:
    numbers = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "  ".join([cells[0].ljust(widths[0]), *numbers])

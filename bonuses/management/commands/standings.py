"""A month's bonuses and ranks, from the same rows that the pages show."""

from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser

from bonuses import leaderboard
from bonuses.months.figures import MonthFigures, figures_of_month
from bonuses.rules.figures import FIGURES
from crm import commands
from crm.commands import month_named
from crm.web.templatetags import formats

RANKS = ("rank_total", "rank_ndp", "rank_rdp")
HEADINGS = ("staff", *FIGURES, *RANKS)


class Command(commands.Command):
    help = "Print each person's omset, NDP, RDP, bonuses and ranks of a month; as closed, if it is."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument(
            "--live", action="store_true", help="of a closed month too: as the ledger is now"
        )

    def handle(self, *, month: str, live: bool, **options: Any) -> None:
        month_figures = figures_of_month(month_named(month), live=live)
        rows = [_as_json(row, month_figures) for row in leaderboard.month_rows(month_figures)]
        if options["json"]:
            self.print_json(rows)
        else:
            self.stdout.write(_state(month_figures, live))
            self.stdout.write(_table(rows))


def _as_json(row: leaderboard.LeaderboardRow, month_figures: MonthFigures) -> dict:
    figures = {name: getattr(row, name) for name in (*FIGURES, *RANKS)}
    texts = {name: f"{v:.2f}" if isinstance(v, Decimal) else v for name, v in figures.items()}
    return {"staff": row.username} | texts | {"closed": month_figures.closing is not None}


def _state(month_figures: MonthFigures, live: bool) -> str:
    """In one line: whether the month is closed, and which figures these are."""
    if month_figures.closing is None:
        return f"{month_figures.month:%Y-%m} is not closed: figures as they are now."
    closing = month_figures.closing
    state = f"{month_figures.month:%Y-%m} was closed by {closing.closed_by_name}"
    state += f" on {formats.moment(closing.closed_at)}"
    if live:
        return f"{state}; these are the figures of now (--live)."
    changed = " Some are others now: see --live." if month_figures.differs else ""
    return f"{state}; figures as they were then.{changed}"


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

"""Draws rows of a database for a staff member: they are assigned at once."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from members.databases.names import admin_named, database_named, person_named
from members.draws.assignment import draw_for
from members.draws.take import NoReceiver, TooFew
from members.models import Draw

# A draw names each of its rows, and has to fit into one document.
MOST_AT_ONCE = 10_000


class Command(commands.Command):
    help = (
        "Assign the next rows of a database to a staff member, as a batch of theirs. Exit code 1 "
        "and nothing assigned if there are too few."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--database", required=True, metavar="NAME")
        parser.add_argument("--staff", required=True, metavar="NAME", help="whose they become")
        parser.add_argument("--count", required=True, type=int, metavar="N")
        parser.add_argument("--by", required=True, metavar="NAME", help="the admin who draws")

    def handle(self, *, database: str, staff: str, count: int, by: str, **options: Any) -> None:
        if not 1 <= count <= MOST_AT_ONCE:
            raise commands.bad_usage(f"--count is between 1 and {MOST_AT_ONCE}")
        receiver, admin = person_named(staff), admin_named(by)
        try:
            draw = draw_for(receiver, database_named(database).pk, count, by=admin)
        except NoReceiver as refused:
            raise commands.bad_usage(f"“{staff}” is no staff account") from refused
        except TooFew as few:
            self._refuse(few, options["json"])
        else:
            self._print(draw, options["json"])

    def _print(self, draw: Draw, as_json: bool) -> None:
        if as_json:
            self.print_json(document_of(draw))
            return
        self.stdout.write(
            f"draw {draw.pk}: {len(draw.taken):,} rows for {draw.staff_name}, "
            f"{draw.passed_over_count:,} passed over"
        )

    def _refuse(self, few: TooFew, as_json: bool) -> None:
        if as_json:
            self.print_json({"draw": None, "eligible": few.eligible, "excluded": few.excluded})
        self.stderr.write(
            f"nothing was assigned: {few.eligible:,} rows can be drawn, {few.excluded:,} are "
            "excluded"
        )
        sys.exit(1)


def document_of(draw: Draw) -> dict[str, Any]:
    """A draw for scripts: its id, the rows taken in their order, those passed over and why."""
    return {
        "draw": str(draw.pk),
        "number": draw.number,
        "taken": [row_id for row_id, _times in draw.taken],
        "passed_over": [{"row": row_id, "why": why} for row_id, why, *_more in draw.passed_over],
        "passed_over_count": draw.passed_over_count,
        "hash": draw.hash,
    }

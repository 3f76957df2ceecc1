"""Computes one draw again."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.mongo.rows import object_id
from members.draws.proof import ReplayedDraw, replay_draw
from members.management.commands.verify_draws import document_of, line_of
from members.models import Draw


class Command(commands.Command):
    help = (
        "Compute a draw again from all that happened to its pool before it: which rows it had to "
        "take, and which it took. Exit code 1 on any difference. Writes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("id", help="of the draw, as `draw` prints it")

    def handle(self, *, id: str, **options: Any) -> None:
        draw = Draw.objects.filter(pk=object_id(id)).first() if object_id(id) else None
        if draw is None:
            raise commands.bad_usage(f"there is no draw “{id}”")
        replayed = replay_draw(draw)
        if options["json"]:
            self.print_json(_document(draw, replayed))
        else:
            self._print(draw, replayed)
        if replayed.faults:
            sys.exit(1)

    def _print(self, draw: Draw, replayed: ReplayedDraw) -> None:
        result = "another result" if replayed.faults else "the same rows"
        self.stdout.write(f"draw {draw.number}, {len(draw.taken):,} rows: {result}")
        for fault in replayed.faults:
            self.stdout.write("  " + line_of(fault))


def _document(draw: Draw, replayed: ReplayedDraw) -> dict[str, Any]:
    return {
        "draw": str(draw.pk),
        "number": draw.number,
        "taken": [row_id for row_id, _times in draw.taken],
        "expected": replayed.expected,
        "passed_over_count": draw.passed_over_count,
        "faults": [document_of(fault) for fault in replayed.faults],
    }

"""Says what the points of a programme, or of the member of a card, come to."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from crm import commands
from crm.commands import bad_usage
from loyalty.members.reads import member_of_card
from loyalty.points.reads import PointsNow, entries_count, points_now
from loyalty.points.totals import points_of_programme
from loyalty.programmes.reads import programme_named


class Command(commands.Command):
    help = "Say balance, held, earned, spent and expired points, and how many entries there are."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--programme", required=True, metavar="NAME")
        parser.add_argument("--card", metavar="NUMBER", help="of this member alone")

    def handle(self, **options: Any) -> None:
        programme = programme_named(options["programme"])
        if programme is None:
            raise bad_usage(f"There is no programme “{options['programme']}”.")
        if options["card"]:
            member = member_of_card(options["card"])
            if member is None or member.programme_id != programme.pk:
                raise bad_usage(f"No member of the programme has the card {options['card']}.")
            points, entries = points_now(member.pk), entries_count(member.pk)
        else:
            points, entries = points_of_programme(programme, timezone.localdate())
        document = _document(points, entries)
        if options["json"]:
            self.print_json(document)
        else:
            self.stdout.write("\n".join(f"{name:<10} {n:>12,}" for name, n in document.items()))


def _document(points: PointsNow, entries: int) -> dict[str, int]:
    return points._asdict() | {"entries": entries}

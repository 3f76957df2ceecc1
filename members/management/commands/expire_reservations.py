"""What the run of 00:01 does to reservations, by hand (RS-18)."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from crm import commands
from members.reservations.endings.expiry import ExpiryRun, expire


class Command(commands.Command):
    help = (
        "End the reservations whose grace is over, warn the owners of those whose end is near, end "
        "requests that nobody decided about. A second run of a day does nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say what is due")
        parser.add_argument(
            "--date", metavar="YYYY-MM-DD", help="the day of the run; today if left"
        )

    def handle(self, *, dry_run: bool, date: str | None, **options: Any) -> None:
        day = _day(date) if date else timezone.localdate()
        run = expire(day, dry_run=dry_run)
        if options["json"]:
            self.print_json(document_of(run, dry_run=dry_run))
        else:
            self._print(run, dry_run=dry_run)

    def _print(self, run: ExpiryRun, *, dry_run: bool) -> None:
        for line in run.ended:
            days, cause = line["days"], line["cause"]
            self.stdout.write(f"ended: {_named(line)}, {days} days since {line['since']} ({cause})")
        for line in run.warned:
            self.stdout.write(f"warned: {_named(line)}, {line['remaining']} days left")
        for line in run.lapsed:
            self.stdout.write(f"not decided in time: {_named(line)}")
        done = "due" if dry_run else "done"
        self.stdout.write(
            f"{run.day}: {len(run.ended):,} ended, {len(run.warned):,} warned, "
            f"{len(run.lapsed):,} requests lapsed, {run.permanent:,} permanent ({done})"
        )


def document_of(run: ExpiryRun, *, dry_run: bool) -> dict[str, Any]:
    """What a run did, for scripts."""
    return {
        "date": run.day.isoformat(),
        "dry_run": dry_run,
        "ended": run.ended,
        "warned": run.warned,
        "lapsed": run.lapsed,
        "permanent": run.permanent,
    }


def _named(line: dict[str, Any]) -> str:
    return f"{line['customer']} in {line['product']} for {line['staff']}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise commands.bad_usage(f"“{text}” is not a date: write YYYY-MM-DD") from error

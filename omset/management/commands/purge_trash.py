"""Ends the retention of the trash (OM-11)."""

from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from omset.ledger import trash


class Command(commands.Command):
    help = "Remove for good the deposits that are in the trash for longer than retention."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="remove nothing, only count")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        before = trash.state()
        report = {
            "dry_run": dry_run,
            "retention_days": trash.RETENTION.days,
            "deleted_before": trash.retention_ends().isoformat(timespec="seconds"),
            "in_trash": before.total,
            "expired": before.expired,
            "purged": 0 if dry_run else trash.purge_expired().purged,
        }
        if options["json"]:
            self.print_json(report)
        else:
            self.stdout.write(as_line(report))


def as_line(report: dict) -> str:
    """The report as one line."""
    return (
        "{in_trash:,} deposits in the trash, {expired:,} of them for more than {retention_days} "
        "days: {purged:,} removed for good."
    ).format(**report)

"""What the ledger's commands share: --json, and bad usage as one line and exit code 2."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

BAD_USAGE = 2


class OmsetCommand(BaseCommand):
    """Prints one JSON document with --json, text for a person otherwise."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def print_json(self, document) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False))


def bad_usage(reason: object) -> CommandError:
    """To raise when nothing was done because of what was asked."""
    return CommandError(" ".join(str(reason).split()), returncode=BAD_USAGE)


def parse_day(text: str) -> date:
    """A date as in 2026-01-31. Raises bad usage."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_usage(f"“{text}” is not a date: write YYYY-MM-DD") from error

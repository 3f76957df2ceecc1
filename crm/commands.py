"""What our commands share: --json, and bad usage as one line on stderr and exit code 2."""

import json
import sys
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.priority import give_way_to_requests

BAD_USAGE = 2


class Command(BaseCommand):
    """Prints one JSON document with --json, text for a person otherwise."""

    requires_system_checks = []
    # Whether requests come first on a busy machine.
    gives_way = False
    # Django sets it and does not declare it.
    _called_from_command_line: bool

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django does; bytes that are no text would fail somewhere in the database."""
        try:
            " ".join(argv).encode()
        except UnicodeEncodeError:
            self._exit("the arguments are not UTF-8")
        if self.gives_way:
            give_way_to_requests()
        super().run_from_argv(argv)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser; argparse itself would print its whole usage before a refusal."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        vars(parser)["error"] = self._refuse_arguments
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def print_json(self, document: object) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False))

    def _refuse_arguments(self, message: str) -> None:
        if not self._called_from_command_line:
            raise bad_usage(message)
        # Django catches what handle() raises, not what its parser does.
        self._exit(message)

    def _exit(self, message: str) -> None:
        reason = bad_usage(message)
        self.stderr.write(f"{type(reason).__name__}: {reason}")
        sys.exit(reason.returncode)


def month_named(text: str) -> date:
    """The first day of the month that is written YYYY-MM; bad usage for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError as error:
        raise bad_usage(f"“{text}” is not a month: write YYYY-MM") from error


def bad_usage(reason: object) -> CommandError:
    """The error of a command that can not be carried out as it was given: exit code 2."""
    return CommandError(" ".join(str(reason).split()), returncode=BAD_USAGE)

"""Closing a month, or reopening it, from the command line."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from bonuses.models import Closing
from bonuses.months import closing as closings
from bonuses.views import closing as pages
from crm import commands
from crm.commands import bad_usage, month_named
from crm.staff.access import may_open
from crm.staff.models import User
from crm.web.reasons import LONGEST_REASON, fitting_reason
from omset.rules.deposits import EARLIEST


class Command(commands.Command):
    help = "Close a month: its figures are frozen. With --reopen end its closing, for a reason."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument(
            "--by", required=True, metavar="NAME", help="the account that answers for it"
        )
        parser.add_argument("--reopen", action="store_true", help="master admins alone may")
        parser.add_argument("--reason", default="", metavar="TEXT", help="why it is reopened")

    def handle(self, *, month: str, by: str, reopen: bool, reason: str, **options: Any) -> None:
        month = month_named(month)
        person = _person(by, pages.reopen if reopen else pages.closing)
        if month < EARLIEST:
            raise bad_usage(f"{month:%Y-%m} is earlier than any deposit")
        if reason and not reopen:
            raise bad_usage("--reason: only with --reopen")
        found = _reopen(month, person, fitting_reason(reason)) if reopen else _close(month, person)
        if options["json"]:
            self.print_json(_plain(found, person))
        else:
            done = "open again" if reopen else f"closed; statements: {found.statements.count()}"
            self.stdout.write(f"{month:%Y-%m} is {done}.")


def _person(name: str, view) -> User:
    """Whoever may open the page `view` that does the same."""
    person = User.objects.named(name).first()
    if person is None:
        raise bad_usage(f"--by: there is no account “{name}”")
    if not person.is_active:
        raise bad_usage(f"--by: “{name}” is deactivated")
    if not may_open(person, view.access):
        raise bad_usage(f"--by: “{name}” may not do this")
    return person


def _close(month: date, person: User) -> Closing:
    try:
        return closings.close(month, by=person)
    except closings.NotOver as error:
        raise bad_usage(f"{month:%Y-%m} is not over yet") from error
    except closings.NotCounted as error:
        raise bad_usage("an import waits for its recount: close the month after it") from error
    except closings.AlreadyClosed as error:
        raise bad_usage(f"{month:%Y-%m} is closed already") from error


def _reopen(month: date, person: User, reason: str) -> Closing:
    if not reason:
        raise bad_usage(f"--reason: say why, in at most {LONGEST_REASON} characters")
    try:
        return closings.reopen(month, by=person, reason=reason)
    except closings.NotClosed as error:
        raise bad_usage(f"{month:%Y-%m} is not closed") from error


def _plain(found: Closing, person: User) -> dict:
    return {
        "month": f"{found.month:%Y-%m}",
        "closed": found.in_force,
        "by": person.username,
        "at": (found.reopened_at or found.closed_at).isoformat(),
        "statements": found.statements.count(),
        "reason": found.reason,
    }

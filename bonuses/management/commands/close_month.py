"""Closing a month, or reopening it, from the command line."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from bonuses.models import Closing
from bonuses.months import closing
from crm import commands
from crm.commands import bad_usage, month_named
from crm.staff.access import may_open, rule_of
from crm.staff.models import User
from crm.web.forms.reasons import LONGEST_REASON, fitting_reason
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
        first = month_named(month)
        person = _person(by, "bonuses:reopen" if reopen else "bonuses:closing")
        if first < EARLIEST:
            raise bad_usage(f"{first:%Y-%m} is earlier than any deposit")
        if reason and not reopen:
            raise bad_usage("--reason: only with --reopen")
        text = fitting_reason(reason)
        result = _reopen(first, person, text) if reopen else _close(first, person)
        if options["json"]:
            self.print_json(_as_json(result, person))
        else:
            done = "open again" if reopen else f"closed; statements: {result.statements.count()}"
            self.stdout.write(f"{first:%Y-%m} is {done}.")


def _person(name: str, view: str) -> User:
    """Whoever may open the page that does the same."""
    person = User.objects.named(name).first()
    if person is None:
        raise bad_usage(f"--by: there is no account “{name}”")
    if not person.is_active:
        raise bad_usage(f"--by: “{name}” is deactivated")
    if not may_open(person, rule_of(view)):
        raise bad_usage(f"--by: “{name}” may not do this")
    return person


def _close(month: date, person: User) -> Closing:
    try:
        return closing.close(month, by=person)
    except closing.NotOver as error:
        raise bad_usage(f"{month:%Y-%m} is not over yet") from error
    except closing.NotCounted as error:
        raise bad_usage("an import waits for its recount: close the month after it") from error
    except closing.AlreadyClosed as error:
        raise bad_usage(f"{month:%Y-%m} is closed already") from error


def _reopen(month: date, person: User, reason: str) -> Closing:
    if not reason:
        raise bad_usage(f"--reason: say why, in at most {LONGEST_REASON} characters")
    try:
        return closing.reopen(month, by=person, reason=reason)
    except closing.NotClosed as error:
        raise bad_usage(f"{month:%Y-%m} is not closed") from error


def _as_json(result: Closing, person: User) -> dict:
    return {
        "month": f"{result.month:%Y-%m}",
        "closed": result.in_force,
        "by": person.username,
        "at": (result.reopened_at or result.closed_at).isoformat(),
        "statements": result.statements.count(),
        "reason": result.reason,
    }

"""Creates an account; the only way to get the first one (SE-2)."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.forms import Form

from crm import commands
from crm.commands import bad_usage
from crm.staff.accounts import people
from crm.staff.forms.accounts import NewPersonWithPasswordForm
from crm.staff.models import User
from crm.staff.rules import roles


class Command(commands.Command):
    help = "Create an account. The password is asked twice, or read with --password-stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username", metavar="NAME")
        parser.add_argument("--role", required=True, help=", ".join(roles.LEVELS))
        parser.add_argument("--email", default="")
        parser.add_argument("--name", default="", help="shown in lists; default: the username")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read one line of standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["role"] not in roles.LEVELS:
            raise bad_usage(f"--role: one of {', '.join(roles.LEVELS)}")
        form = _form(options, password="")
        # What the password is for is judged first, so that nobody types one in vain.
        _refuse(form, *(field for field in form.errors if field != "password"))
        form = _form(options, _read_line() if options["password_stdin"] else _ask())
        _refuse(form, *form.errors)
        person = form.apply(people.create, by=None)
        if person is None:
            raise _refusal(form, next(iter(form.errors)))
        if options["json"]:
            self.print_json(_facts(person))
        else:
            self.stdout.write(f"Created {person.username} ({person.get_role_display()}).")


def _form(options: dict[str, Any], password: str) -> NewPersonWithPasswordForm:
    fields = {field: options[field] for field in ("username", "role", "email", "name")}
    data = fields | {"password": password}
    return NewPersonWithPasswordForm(data, assignable=list(roles.LEVELS))


def _refuse(form: Form, *fields: str) -> None:
    """Raise one line about the first of `fields`, if there is one."""
    for field in fields:
        raise _refusal(form, field)


def _refusal(form: Form, field: str) -> CommandError:
    """One line about what is wrong with `field`."""
    name = "" if field == "__all__" else f"{field}: "
    return bad_usage(name + " ".join(map(str, form.errors[field])))


def _read_line() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise bad_usage("--password-stdin: standard input is empty")
    return password


def _ask() -> str:
    if not sys.stdin.isatty():
        raise bad_usage("no terminal to ask for a password: use --password-stdin")
    password = getpass("Password: ")
    if getpass("Password once more: ") != password:
        raise bad_usage("the two passwords differ")
    return password


def _facts(person: User) -> dict[str, str | None]:
    fields = ("username", "name", "email", "role")
    return {"id": str(person.pk)} | {field: getattr(person, field) for field in fields}

"""Creates an account; the only way to get the first one (SE-2)."""

import json
import sys
from getpass import getpass

from django.core.management.base import BaseCommand, CommandError

from crm.staff import people, roles
from crm.staff.forms import NewPersonForm

BAD_USAGE = 2


class Command(BaseCommand):
    help = "Create an account. The password is asked twice, or read with --password-stdin."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="NAME")
        parser.add_argument("--role", required=True, help=", ".join(roles.LEVELS))
        parser.add_argument("--email", default="")
        parser.add_argument("--name", default="", help="shown in lists; default: the username")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read one line of standard input"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args, **options):
        if options["role"] not in roles.LEVELS:
            raise CommandError(f"--role: one of {', '.join(roles.LEVELS)}", returncode=BAD_USAGE)
        form = _form(options, password="")
        # What the password is for is judged first, so that nobody types one in vain.
        _refuse(form, *(field for field in form.errors if field != "password"))
        form = _form(options, _read_line() if options["password_stdin"] else _ask())
        _refuse(form, *form.errors)
        person = form.apply(people.create, by=None)
        _refuse(form, *form.errors)
        self.stdout.write(_as_json(person) if options["json"] else _as_text(person))


def _form(options, password: str) -> NewPersonForm:
    fields = {field: options[field] for field in ("username", "role", "email", "name")}
    return NewPersonForm(fields | {"password": password}, offered=list(roles.LEVELS))


def _refuse(form, *fields) -> None:
    """Raise one line about the first of `fields`, if there is one."""
    for field in fields:
        name = "" if field == "__all__" else f"{field}: "
        raise CommandError(name + " ".join(form.errors[field]), returncode=BAD_USAGE)


def _read_line() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise CommandError("--password-stdin: standard input is empty", returncode=BAD_USAGE)
    return password


def _ask() -> str:
    if not sys.stdin.isatty():
        raise CommandError(
            "no terminal to ask for a password: use --password-stdin", returncode=BAD_USAGE
        )
    password = getpass("Password: ")
    if getpass("Password once more: ") != password:
        raise CommandError("the two passwords differ", returncode=BAD_USAGE)
    return password


def _as_text(person) -> str:
    return f"Created {person.username} ({person.get_role_display()})."


def _as_json(person) -> str:
    fields = ("username", "name", "email", "role")
    values = {"id": str(person.pk)} | {field: getattr(person, field) for field in fields}
    return json.dumps(values)

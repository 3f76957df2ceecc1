"""Resets somebody's second factor where no admin can: the last master admin lost their phone."""

from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.commands import bad_usage
from crm.staff.models import User
from crm.staff.second_factor import verbs


class Command(commands.Command):
    help = "Forget the second factor of NAME and end their sessions; they are told."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username", metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.named(options["username"]).first()
        if person is None:
            raise bad_usage(f"NAME: there is no account {options['username']}")
        try:
            verbs.reset(person.pk, by=None)
        except verbs.NotSetUp:
            raise bad_usage(f"NAME: {person.username} has no second factor") from None
        if options["json"]:
            self.print_json({"id": str(person.pk), "username": person.username})
        else:
            self.stdout.write(f"The second factor of {person.username} is reset.")

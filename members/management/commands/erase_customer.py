"""Forgets a customer: a pseudonym everywhere, and no number changed."""

import sys
from typing import Any

from bson import ObjectId
from django.core.management.base import CommandParser

from crm import commands
from crm.mongo.rows import object_id
from crm.staff.models import Role, User
from members.customers.erasure import (
    AlreadyForgotten,
    begin_erasure,
    carry_out_erasure,
    known_names,
)
from members.customers.ids import customer_id_of
from members.models import Customer
from members.rules.keys import customer_key


class Command(commands.Command):
    help = (
        "Put a pseudonym in the place of a customer, in deposits, reservations, rows, claims and "
        "history; phones go. Nobody can undo it. Exit code 1 if nobody knows the customer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("customer", help="as typed, or the id in the address of their page")
        parser.add_argument("--by", required=True, metavar="NAME", help="the master admin")
        parser.add_argument("--reason", default="", metavar="TEXT")
        parser.add_argument("--dry-run", action="store_true", help="only say who is meant")

    def handle(self, *, customer: str, by: str, **options: Any) -> None:
        master, key = _master_named(by), _key(customer)
        names = known_names(key)
        if not names.spellings:
            self.stderr.write("nobody knows this customer: nothing was changed")
            sys.exit(1)
        if options["dry_run"]:
            self._print({"spellings": len(names.spellings), "phones": len(names.phones)}, options)
            return
        pk = customer_id_of(key)
        counts = _erase(pk, master, options["reason"])
        pseudonym = Customer.objects.get(pk=pk).pseudonym
        self._print({"customer": str(pk), "pseudonym": pseudonym, "rewritten": counts}, options)

    def _print(self, document: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.print_json(document)
            return
        for name, value in document.items():
            self.stdout.write(f"{name}: {value}")


def _erase(pk: ObjectId, master: User, reason: str) -> dict[str, int]:
    try:
        begin_erasure(pk, by=master, reason=reason)
    except AlreadyForgotten as refused:
        raise commands.bad_usage("the customer is forgotten already") from refused
    return carry_out_erasure(pk)


def _key(customer: str) -> str:
    """The key of a customer named by their id or by that of their page; bad usage for neither."""
    pk = object_id(customer)
    by_page = Customer.objects.filter(pk=pk).first() if pk else None
    key = by_page.customer_key if by_page else customer_key(customer)
    if not key:
        raise commands.bad_usage("the customer is empty")
    return key


def _master_named(name: str) -> User:
    person = User.objects.named(name).filter(is_active=True).first()
    if person is None:
        raise commands.bad_usage(f"there is no active account “{name}”")
    if person.role != Role.MASTER_ADMIN:
        raise commands.bad_usage(f"“{name}” is no master admin")
    return person

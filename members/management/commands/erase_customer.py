"""Forgets a customer: a pseudonym everywhere, and no number changed."""

import sys
from collections.abc import Collection
from contextlib import suppress
from typing import Any, NamedTuple

from bson import ObjectId
from django.core.management.base import CommandParser

from crm import commands
from crm.mongo.rows import object_id
from crm.staff.models import Product, Role, User
from members.customers.erasure import (
    AlreadyForgotten,
    begin_erasure,
    carry_out_erasure,
    known_names,
)
from members.customers.forgotten_rows import customers_of_phone
from members.customers.ids import customer_id_of, id_by_phone
from members.models import Customer
from members.rules.keys import customer_key
from members.rules.phones import NotAPhone, phone_number


class Command(commands.Command):
    help = (
        "Put a pseudonym in the place of a customer, in deposits, reservations, rows, claims and "
        "history; phones go. Nobody can undo it. Exit code 1 if nobody knows the customer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "customer",
            nargs="?",
            default="",
            help="as typed, or the id in the address of their page",
        )
        parser.add_argument("--phone", metavar="PHONE", help="instead: of one known by it alone")
        parser.add_argument(
            "--product",
            metavar="NAME",
            help="in whose country a --phone without a country code is dialled; else in that of "
            "any product",
        )
        parser.add_argument("--by", required=True, metavar="NAME", help="the master admin")
        parser.add_argument("--reason", default="", metavar="TEXT")
        parser.add_argument("--dry-run", action="store_true", help="only say who is meant")

    def handle(
        self,
        *,
        customer: str,
        phone: str | None,
        product: str | None,
        by: str,
        **options: Any,
    ) -> None:
        if bool(customer) == bool(phone):
            raise commands.bad_usage("name the customer, or their --phone")
        if product and not phone:
            raise commands.bad_usage("--product says where a --phone is dialled: it stands alone")
        master = _master_named(by)
        meant = _by_phone(phone, _regions(product)) if phone else _by_id(customer)
        if not meant.places:
            self.stderr.write("nobody knows this customer: nothing was changed")
            sys.exit(1)
        if options["dry_run"]:
            self._print({"spellings": meant.spellings, "phones": meant.phones}, options)
            return
        pk = id_by_phone(meant.phone) if meant.phone else customer_id_of(meant.key)
        counts = _erase(pk, master, options["reason"], meant.phone)
        pseudonym = Customer.objects.get(pk=pk).pseudonym
        self._print({"customer": str(pk), "pseudonym": pseudonym, "rewritten": counts}, options)

    def _print(self, document: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.print_json(document)
            return
        for name, value in document.items():
            self.stdout.write(f"{name}: {value}")


class ErasureTarget(NamedTuple):
    """Who is to be forgotten, under how many spellings and phones, and in how many places."""

    key: str
    phone: str
    spellings: int
    phones: int
    places: int


def _erase(pk: ObjectId, master: User, reason: str, phone: str) -> dict[str, int]:
    try:
        begin_erasure(pk, by=master, reason=reason, phone=phone)
    except AlreadyForgotten as refused:
        raise commands.bad_usage("the customer is forgotten already") from refused
    return carry_out_erasure(pk)


def _by_id(customer: str) -> ErasureTarget:
    key = _key(customer)
    names = known_names(key)
    spellings, phones = len(set(names.spellings)), len(set(names.phones))
    return ErasureTarget(key, "", spellings, phones, spellings)


def _by_phone(typed: str, regions: Collection[str]) -> ErasureTarget:
    """Bad usage for what is no phone, for one of several customers, and for one of somebody who
    has an id, too."""
    customers_by_phone = {phone: customers_of_phone(phone) for phone in _numbers(typed, regions)}
    if any(keys for keys, _places in customers_by_phone.values()):
        raise commands.bad_usage("somebody with an id has this phone: name that customer")
    places = {phone: n for phone, (_keys, n) in customers_by_phone.items() if n}
    if len(places) > 1:
        raise commands.bad_usage(
            f"“{typed}” is a number of several countries, and known in them: name the --product, "
            "or write the country code"
        )
    for phone, n in places.items():
        return ErasureTarget("", phone, 0, 1, n)
    return ErasureTarget("", "", 0, 0, 0)


def _numbers(typed: str, regions: Collection[str]) -> set[str]:
    """What the number is in each of these countries; bad usage where it is none in any."""
    numbers = set[str]()
    for region in regions:
        with suppress(NotAPhone):
            numbers.add(phone_number(typed, region))
    if not (numbers := numbers - {""}):
        raise commands.bad_usage(f"“{typed}” is no phone")
    return numbers


def _regions(product: str | None) -> set[str]:
    """Where a number without a country code may be dialled."""
    if not product:
        return Product.objects.all().phone_regions()
    named = Product.objects.named(product).first()
    if named is None:
        raise commands.bad_usage(f"there is no product “{product}”")
    return {named.phone_region}


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

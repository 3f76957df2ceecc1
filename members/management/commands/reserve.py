"""Reserves a customer for a staff member."""

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser

from crm import commands
from crm.commands import bad_usage
from crm.staff.models import Product, User
from members import reservations
from members.databases.names import person_named
from members.forms import RequestForm
from members.models import Reservation


class Command(commands.Command):
    help = (
        "Reserve a customer for a staff member: at once if an admin does it, as a request if the "
        "staff member asks for themselves. Exit code 1 if somebody has the customer, who is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("customer", metavar="CUSTOMER")
        parser.add_argument("--product", required=True, metavar="NAME")
        parser.add_argument("--staff", required=True, metavar="NAME", help="whose it becomes")
        parser.add_argument("--by", required=True, metavar="NAME", help="who reserves")

    def handle(self, *, customer: str, product: str, staff: str, by: str, **options: Any) -> None:
        person, actor = person_named(staff), person_named(by)
        place = {"customer_id": _customer(customer), "product": _product(product), "staff": person}
        try:
            reservation = _reserve(actor, place)
        except reservations.NotStaff as refused:
            raise bad_usage(f"“{staff}” is no staff account") from refused
        except reservations.AlreadyReserved as other:
            self._refuse(other.reservation, options["json"])
        else:
            self._print(reservation, options["json"])

    def _print(self, reservation: Reservation, as_json: bool) -> None:
        if as_json:
            self.print_json({"reservation": str(reservation.pk), "status": reservation.status})
            return
        self.stdout.write(f"{reservation.pk}: {reservation} for {reservation.staff_name}")

    def _refuse(self, held: Reservation, as_json: bool) -> None:
        if as_json:
            self.print_json({"held_by": held.staff.username, "status": held.status})
        self.stderr.write(f"nothing was reserved: {held.staff_name} has {held}, {held.status}")
        sys.exit(1)


def _reserve(actor: User, place: dict[str, Any]) -> Reservation:
    if actor.is_admin:
        return reservations.add(by=actor, **place)
    if actor.pk == place["staff"].pk:
        return reservations.request(phone="", **place)
    raise bad_usage(f"“{actor.username}” is no admin and can only ask for themselves")


def _customer(typed: str) -> str:
    try:
        return RequestForm.base_fields["customer_id"].clean(typed)
    except ValidationError as error:
        raise bad_usage(error.messages[0]) from error


def _product(name: str) -> Product:
    product = Product.objects.named(name).filter(is_active=True).first()
    if product is None:
        raise bad_usage(f"there is no product “{name}” on sale")
    return product

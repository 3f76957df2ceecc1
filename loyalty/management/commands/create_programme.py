"""Creates a loyalty programme with its first version (LM-2, LM-3)."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.db import IntegrityError
from django.utils import timezone

from crm import commands
from crm.commands import bad_usage
from crm.staff.models import Product
from crm.staff.rules.names import name_key
from loyalty.models import Programme, Store
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.reads import taken_products
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.programmes import CURRENCY_OF_PRESET, DEFAULT, PRESETS

ALL = "all"


class Command(commands.Command):
    help = "Create a loyalty programme for some products and stores, with terms from a preset."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--currency", help="ISO code; default: that of the preset")
        parser.add_argument("--preset", default=DEFAULT, choices=PRESETS)
        parser.add_argument(
            "--products", nargs="+", default=[], metavar="NAME", help="names, or all that are free"
        )
        parser.add_argument(
            "--stores", nargs="+", default=[], metavar="CODE", help="codes, or all that are free"
        )
        parser.add_argument(
            "--valid-from", metavar="DATE", help="from when on it earns; default: today"
        )

    def handle(self, **options: Any) -> None:
        new = NewProgramme(
            name=options["name"],
            currency=(options["currency"] or CURRENCY_OF_PRESET[options["preset"]]).upper(),
            terms=PRESETS[options["preset"]],
            valid_from=_day(options["valid_from"]),
            products=_products(options["products"]),
            stores=_stores(options["stores"]),
        )
        try:
            programme = create(new, by=None)
        except ProgrammeRefused as error:
            raise bad_usage(error) from error
        except IntegrityError as error:
            raise bad_usage("the name, a product or a store has been taken meanwhile") from error
        if options["json"]:
            self.print_json(_facts(programme, new))
        else:
            self.stdout.write(f"Created {programme.name} ({programme.currency}).")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise bad_usage(f"--valid-from: “{text}” is not a date: write YYYY-MM-DD") from error


def _products(names: list[str]) -> list[Product]:
    if names == [ALL]:
        taken = taken_products()
        return [each for each in Product.objects.order_by("name_key") if each.pk not in taken]
    return [_product(name) for name in names]


def _product(name: str) -> Product:
    product = Product.objects.filter(name_key=name_key(name)).first()
    if product is None:
        raise bad_usage(f"--products: there is no product “{name}”")
    return product


def _stores(codes: list[str]) -> list[str]:
    if codes == [ALL]:
        free = Store.objects.filter(programme=None).order_by("code")
        return list(free.values_list("code", flat=True))
    return codes


def _facts(programme: Programme, new: NewProgramme) -> dict[str, Any]:
    return {
        "id": str(programme.pk),
        "name": programme.name,
        "currency": programme.currency,
        "valid_from": new.valid_from.isoformat(),
        "products": [product.name for product in new.products],
        "stores": list(new.stores),
    }

"""The numbers of a range of days, from the same module that the pages use."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from bson import ObjectId
from django.core.management.base import CommandParser
from django.template import Context

from crm import commands
from crm.commands import bad_usage
from crm.registry.notices import notices_at
from crm.staff.models import Product, User
from omset import numbers
from omset.lists.filters import Filter, FilterPeriod

BY = ("total", "day", "month", "staff", "product")


class Command(commands.Command):
    help = "Print records, forms, amounts, NDP and RDP of a range of days, both ends included."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--from", dest="start", required=True, metavar="DATE")
        parser.add_argument("--to", dest="end", required=True, metavar="DATE")
        parser.add_argument("--by", default="total", choices=BY)
        parser.add_argument("--staff", metavar="NAME", help="only this account's deposits")
        parser.add_argument("--product", metavar="NAME", help="only this product's deposits")

    def handle(
        self,
        *,
        start: str,
        end: str,
        by: str,
        staff: str | None,
        product: str | None,
        **options: Any,
    ) -> None:
        first, last = _day(start), _day(end)
        if first > last:
            raise bad_usage("--from is after --to")
        scope = numbers.TallyScope(
            first, last, staff=_pk(User, staff), product=_pk(Product, product)
        )
        for notice in notices_at("omset:ledger", Context(), _chosen(scope)):
            self.stderr.write(notice.facts["text"])
        rows = list(_rows(scope, by))
        if options["json"]:
            self.print_json(rows)
        else:
            self.stdout.write(_table(rows, by))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_usage(f"“{text}” is not a date: write YYYY-MM-DD") from error


def _pk(model: type[User | Product], name: str | None) -> ObjectId | None:
    if name is None:
        return None
    pk = model.objects.named(name).values_list("pk", flat=True).first()
    if pk is None:
        raise bad_usage(f"there is no {model._meta.model_name} “{name}”")
    return pk


def _chosen(scope: numbers.TallyScope) -> Filter:
    return Filter(FilterPeriod(scope.start, scope.end), staff=scope.staff, product=scope.product)


def _rows(scope: numbers.TallyScope, by: str) -> Iterator[dict]:
    if by == "total":
        yield _plain(numbers.total(scope))
        return
    names = _names(by)
    rows = [({by: names(key)}, row) for key, row in numbers.grouped(scope, by)]
    for label, row in sorted(rows, key=lambda pair: pair[0][by]):
        yield label | _plain(row)


def _names(by: str) -> Callable[[Any], str]:
    """How to write a key: a date, a month, or the name of an account or product."""
    if by in ("day", "month"):
        return lambda key: key.isoformat()[: 10 if by == "day" else 7]
    model, field = (User, "username") if by == "staff" else (Product, "name")
    names = dict(model.objects.values_list("pk", field))
    return lambda key: names.get(key, str(key))


def _plain(row: numbers.Numbers) -> dict:
    sums = asdict(row)
    return {name: sums[name] if type(sums[name]) is int else f"{sums[name]:.2f}" for name in sums}


def _table(rows: list[dict], by: str) -> str:
    if not rows:
        return "No records."
    lines = [[name.replace("_", " ") for name in rows[0]]]
    lines += [[_grouped(name, value) for name, value in row.items()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    left = by != "total"
    return "\n".join(_line(cells, widths, left) for cells in lines)


def _grouped(name: str, value: Any) -> str:
    """A number with its thousands apart; a label as it is."""
    return value if name in BY and name != "total" else f"{Decimal(value):,}"


def _line(cells: list[str], widths: list[int], left: bool) -> str:
    padded = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]
    if left:
        padded[0] = cells[0].ljust(widths[0])
    return "  ".join(padded)

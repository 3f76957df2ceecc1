"""Makes the sums that pages of analytics read anew from the rows (LX-10)."""

from typing import Any

from django.core.management.base import CommandParser

from crm import commands
from crm.commands import bad_usage
from loyalty.analytics.receipt_days import recount_all_receipt_days
from loyalty.analytics.sales_totals import build_month
from loyalty.models import Programme, SalesMonth
from loyalty.programmes.reads import programme_named


class Command(commands.Command):
    help = "Make the sums of sales lines and receipts anew; each is swapped when it is made."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--programme", default="", help="its name; all of them without")

    def handle(self, *, programme: str, **options: Any) -> None:
        chosen = [_named(programme)] if programme else list(Programme.objects.all())
        months = [month for each in chosen for month in _rebuild(each)]
        result = {"programmes": len(chosen), "months": len(months)}
        if options["json"]:
            self.print_json(result)
        else:
            text = "Rebuilt {months} months and all days of {programmes} programmes."
            self.stdout.write(text.format(**result))


def _named(name: str) -> Programme:
    programme = programme_named(name)
    if programme is None:
        raise bad_usage(f"--programme: there is no programme “{name}”")
    return programme


def _rebuild(programme: Programme) -> list[int]:
    """The months that were made anew."""
    months = SalesMonth.objects.filter(programme=programme).exclude(batch_number=None)
    for month in months:
        build_month(programme.pk, month.batch_number or 0, month.month)
    recount_all_receipt_days(programme.pk)
    return [month.month for month in months]

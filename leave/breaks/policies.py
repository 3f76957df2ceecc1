"""What the floor decides about breaks (IZ-1)."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext_lazy as _

from crm.policies.reads import history
from crm.policies.rules import value_among
from crm.registry.policies import DatedValue, Policy, Unit

PAGE = "breaks"
MINUTE = 60

BREAK_ALLOWANCE = Policy(
    key="break-allowance",
    label=_("Breaks in a shift"),
    help=_("So many minutes of breaks everybody has in each shift."),
    unit=Unit.MINUTES,
    rule="IZ-1",
    page=PAGE,
    most=Decimal(24 * 60),
    default=Decimal(30),
)


def allowance_reader(values: Sequence[DatedValue] | None = None) -> Callable[[date], int]:
    """What gives the allowance of a date in seconds; one command for all dates, none with `values`.

    `values` are all that were decided about it, if they were read before.
    """
    values = history(BREAK_ALLOWANCE) if values is None else values

    @cache
    def allowance_of(day: date) -> int:
        return int(value_among(BREAK_ALLOWANCE, values, day)) * MINUTE

    return allowance_of

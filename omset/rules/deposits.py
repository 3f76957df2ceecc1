"""What a deposit must be before it enters the ledger (OM-1). Pure."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from omset.rules.money import LARGEST, cents, deposit_total

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What is wrong, in words; None for nothing.
Problem: TypeAlias = "str | StrPromise | None"

LARGEST_MULTIPLIER = Decimal("10000")
# No deposit is older, and no page looks further back.
EARLIEST = date(1990, 1, 1)
LONGEST_CUSTOMER = 120
LONGEST_NOTE = 500
WORTH_NOTHING = _("Nominal times multiplier rounds to Rp 0: this is no deposit.")


def problems(
    *,
    day: date,
    customer_id: str,
    nominal: Decimal,
    multiplier: Decimal,
    note: str,
    today: date,
) -> "dict[str, str | StrPromise]":
    """What is wrong with a deposit, by form field; empty when it may be recorded."""
    by_field = {
        "date": _date_problem(day, today),
        "customer_id": _customer_problem(customer_id),
        "nominal": amount_problem(nominal, LARGEST),
        "multiplier": amount_problem(multiplier, LARGEST_MULTIPLIER),
        "note": _("The note is too long.") if len(note) > LONGEST_NOTE else None,
    }
    if not (by_field["nominal"] or by_field["multiplier"]):
        by_field["nominal"] = total_problem(nominal, multiplier)
    return {field: problem for field, problem in by_field.items() if problem}


def _date_problem(day: date, today: date) -> Problem:
    if day > today:
        return _("The date is after today (Jakarta time).")
    return _("The date is too long ago.") if day < EARLIEST else None


def _customer_problem(customer_id: str) -> Problem:
    if not customer_id.strip():
        return _("The customer is missing.")
    return _("The customer is too long.") if len(customer_id) > LONGEST_CUSTOMER else None


def amount_problem(amount: Decimal, largest: Decimal) -> Problem:
    """What is wrong with one amount; None when it may be recorded."""
    if not amount.is_finite() or amount <= 0:
        return _("The amount must be more than 0.")
    if amount > largest:
        return _("The amount is too large.")
    return _("At most two decimal places.") if cents(amount) != amount else None


def total_problem(nominal: Decimal, multiplier: Decimal) -> Problem:
    """What is wrong with two good amounts together: a deposit is worth something (OM-1)."""
    return None if deposit_total(nominal, multiplier) else WORTH_NOTHING

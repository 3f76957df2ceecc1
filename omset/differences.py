"""All differences between what is stored and a fresh count, in words and plain values."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from bson import Decimal128

from crm.staff.models import Product, User
from omset.heads import marks, recount_done
from omset.recount import Check, everybody


class Difference(NamedTuple):
    """What is stored somewhere, and what a fresh count expects there."""

    what: str
    where: str
    field: str
    stored: object
    expected: object


def differences(*, dry_run: bool, checked: Counter) -> Iterator[Difference]:
    """Every difference in the ledger's derived values; repairs each unless `dry_run`.

    Adds to `checked` how many of what were looked at.
    """
    usernames = dict(User.objects.values_list("pk", "username"))
    products = dict(Product.objects.values_list("pk", "name"))
    names = {**usernames, **products}
    due = marks()
    for staff_id in everybody():
        checked["staff"] += 1
        check = Check(staff_id, dry_run=dry_run, checked=checked)
        for what, key, field, stored, expected in check.run():
            yield Difference(what, _where(key, names), field, plain(stored), plain(expected))
    for staff_id, since in due.items():
        if not dry_run:
            recount_done(staff_id, since)
        yield Difference("staff", _where(staff_id, names), "recount_due_since", plain(since), None)


def plain(value):
    """The value as JSON can hold it; amounts with two places."""
    if isinstance(value, Decimal128):
        value = value.to_decimal()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _where(key, names: dict) -> str:
    """`alice / Product / 2026-01-31` for a day, `alice / 2026-01-01` for a month, else an id."""
    if isinstance(key, tuple):
        return " / ".join(_where(part, names) for part in key)
    return key.date().isoformat() if isinstance(key, datetime) else str(names.get(key, key))

"""All differences between what is stored and a fresh count, in words and plain values."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from bson import Decimal128, ObjectId

from crm.mongo.decimals import to_decimal
from crm.registry.runs.proofs import PROOFS
from crm.staff.models import Product, User
from omset.locks import recount_done, recounts_due
from omset.reconciliation.recount import StaffRecount, with_records
from omset.reconciliation.submissions import free_key, keys_without_record


class Difference(NamedTuple):
    """What is stored somewhere, and what a fresh count expects there."""

    what: str
    where: str
    field: str
    stored: object
    expected: object
    # The ids and dates that `where` says in words, so that a page can lead there.
    key: list[str]

    def printed(self) -> dict:
        """The part that the command prints."""
        return {name: value for name, value in self._asdict().items() if name != "key"}


def everybody() -> list[ObjectId]:
    """All staff members about whom something derived is stored, in the order of their ids."""
    return sorted({*with_records(), *recounts_due()})


def differences(
    *, dry_run: bool, checked: Counter, people: Iterable[ObjectId] | None = None
) -> Iterator[Difference]:
    """Every difference in what is derived about `people`, or everybody; repairs unless `dry_run`.

    Adds to `checked` how many of what were looked at.
    """
    usernames = dict(User.objects.values_list("pk", "username"))
    products = dict(Product.objects.values_list("pk", "name"))
    names = {**usernames, **products}
    due, seen = recounts_due(), set()
    for staff_id in everybody() if people is None else people:
        checked["staff"] += 1
        seen.add(staff_id)
        check = StaffRecount(staff_id, dry_run=dry_run, checked=checked)
        for what, key, field, stored, expected in check.run():
            yield _difference(what, key, names, field, stored, expected)
    for staff_id in sorted(seen & due.keys()):
        since = due[staff_id]
        if not dry_run:
            recount_done(staff_id, since)
        yield _difference("staff", staff_id, names, "recount_due_since", since, None)


def lost_deposits(*, dry_run: bool) -> Iterator[Difference]:
    """Every key that stands for a deposit which is not there (SE-7).

    None can be repaired: what is lost goes on being said. Unless `dry_run` the keys of a killed
    import are freed, so that its rows can be imported.
    """
    for key in keys_without_record():
        if not dry_run:
            free_key(key)
        yield _difference("submission", key, {}, "record", None, key)


def app_differences(*, dry_run: bool) -> Iterator[Difference]:
    """Every difference in what apps below the ledger derive (crm/registry/runs/proofs.py).

    Repaired unless `dry_run`, by apps that know how; of others it goes on being said.
    """
    for what, proof in PROOFS.items():
        is_wrong = False
        for where, field, stored, expected in proof.read():
            is_wrong = True
            yield Difference(
                what=what,
                where=where,
                field=field,
                stored=json_value(stored),
                expected=json_value(expected),
                key=[],
            )
        if is_wrong and proof.repair and not dry_run:
            proof.repair()


def _difference(
    what: str, key: object, names: dict, field: str, stored: object, expected: object
) -> Difference:
    ids = [_where(part, {}) for part in (key if isinstance(key, tuple) else (key,))]
    return Difference(
        what=what,
        where=_where(key, names),
        field=field,
        stored=json_value(stored),
        expected=json_value(expected),
        key=ids,
    )


def json_value(value: Any) -> Any:
    """The value as JSON can hold it; amounts with two places."""
    if isinstance(value, Decimal128):
        value = to_decimal(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, dict):
        return {name: json_value(part) for name, part in value.items()}
    if isinstance(value, ObjectId):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _where(key: object, names: dict) -> str:
    """`alice / Product / 2026-01-31` for a day, `alice / 2026-01-01` for a month, else an id."""
    if isinstance(key, tuple):
        return " / ".join(_where(part, names) for part in key)
    return key.date().isoformat() if isinstance(key, datetime) else str(names.get(key, key))

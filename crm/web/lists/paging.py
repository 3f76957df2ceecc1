"""Paging by key: a page starts where the last one ended, at the same cost at any depth."""

import base64
import json
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet

PAGE_SIZE = 50
# What reading a tampered cursor may raise, deep nesting and far-off dates included.
UNREADABLE = (ValueError, TypeError, RecursionError, OverflowError, ValidationError)


class BadCursor(SuspiciousOperation):
    """The page link is not one of ours; answered with 400."""


@dataclass(frozen=True)
class Page:
    rows: list
    # Query-string values of the pages after and before this one; empty at the ends.
    next: str = ""
    previous: str = ""


def page_of(rows: QuerySet, cursor: str, *, by: tuple[str, ...], size: int = PAGE_SIZE) -> Page:
    """The page of `rows` at `cursor`, sorted descending by the fields `by`, the last one unique.

    An empty cursor is the first page. Raises BadCursor for a tampered one.
    """
    backwards, key = _read(cursor, rows, by) if cursor else (False, None)
    order = by if backwards else tuple(f"-{field}" for field in by)
    found = list(_beyond(rows, by, key, backwards).order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return _page(found, by, older=more or backwards, newer=bool(key) and (more or not backwards))


def _page(found, by, *, older, newer) -> Page:
    if not found:
        return Page([])
    return Page(
        found,
        next=_cursor(found[-1], by, "n") if older else "",
        previous=_cursor(found[0], by, "p") if newer else "",
    )


def _beyond(rows, by, key: str, backwards):
    """Rows strictly after `key` in the sort order (before it when going back)."""
    if key is None:
        return rows
    side = "gt" if backwards else "lt"
    # The first field's bound is said once more so that an index can seek to it.
    where = Q(**{f"{by[0]}__{side}e": key[0]})
    beyond = Q()
    for depth, field in enumerate(by):
        same = dict(zip(by[:depth], key[:depth], strict=True))
        beyond |= Q(**same, **{f"{field}__{side}": key[depth]})
    return rows.filter(where & beyond)


def _cursor(row, by, side) -> str:
    values = [side, *(_written(getattr(row, field)) for field in by)]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _written(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(cursor: str, rows, by) -> tuple[bool, list]:
    fields = [rows.model._meta.get_field(name) for name in by]
    try:
        side, *key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        key = [_storable(field, value) for field, value in zip(fields, key, strict=True)]
    except UNREADABLE as error:
        raise BadCursor("bad page cursor") from error
    if side not in ("n", "p") or None in key:
        raise BadCursor("bad page cursor")
    return side == "p", key


def _storable(field, value):
    """The value as the field has it. Raises one of UNREADABLE if no row can hold it."""
    value = field.to_python(value)
    field.get_db_prep_value(value, connection)
    return value

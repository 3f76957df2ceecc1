"""Paging by key: a page starts where the last one ended, at the same cost at any depth."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, Q, QuerySet

from crm.web.lists.cursors import Cursor, read_cursor

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """The rows of a page, and the cursors of those after and before it, "" at the ends."""

    rows: list
    next: str = ""
    previous: str = ""


def page_of(
    rows: QuerySet,
    text: str,
    *,
    by: tuple[str, ...],
    size: int = PAGE_SIZE,
    is_ascending: bool = False,
) -> Page:
    """The page of `rows` at the cursor `text`, sorted by `by`, the last field unique.

    The largest come first unless `is_ascending`. No text is the first page. Raises BadCursor for a
    tampered one.
    """
    fields = [rows.model._meta.get_field(name) for name in by]
    cursor = read_cursor(text, *(partial(_value_of, field) for field in fields))
    backwards = cursor is not None and cursor.backwards
    rises = backwards != is_ascending
    order = by if rises else tuple(f"-{field}" for field in by)
    read = list(_beyond(rows, by, cursor, rises=rises).order_by(*order)[: size + 1])
    values_of = attrgetter(*by)
    key_of = values_of if len(by) > 1 else lambda row: (values_of(row),)
    return page_around(read[:size], cursor, more=len(read) > size, key_of=key_of)


def page_around(
    rows: list, cursor: Cursor | None, *, more: bool, key_of: Callable[[Any], tuple]
) -> Page:
    """The page of `rows` as they were read, walking away from `cursor`, and the ways on from it.

    `more` says that others lie behind them; `key_of` gives the key of a row.
    """
    if not rows:
        return Page([])
    backwards = cursor is not None and cursor.backwards
    ordered = rows[::-1] if backwards else rows
    older = more or backwards
    newer = cursor is not None and (more or not backwards)
    return Page(
        ordered,
        next=str(Cursor(key_of(ordered[-1]))) if older else "",
        previous=str(Cursor(key_of(ordered[0]), backwards=True)) if newer else "",
    )


def _beyond(rows: QuerySet, by: tuple[str, ...], cursor: Cursor | None, *, rises: bool) -> QuerySet:
    """Rows strictly beyond the cursor in the order in which they are read, which `rises` or not."""
    if cursor is None:
        return rows
    side = "gt" if rises else "lt"
    # The first field's bound is said once more so that an index can seek to it.
    where = Q(**{f"{by[0]}__{side}e": cursor.key[0]})
    beyond = Q()
    for depth, field in enumerate(by):
        same = dict(zip(by[:depth], cursor.key[:depth], strict=True))
        beyond |= Q(**same, **{f"{field}__{side}": cursor.key[depth]})
    return rows.filter(where & beyond)


def _value_of(field: Field, text: str) -> object:
    """The value as the field has it. Raises one of UNREADABLE if no row can hold it."""
    value = field.to_python(text)
    field.get_db_prep_value(value, connection)
    return value

"""The rows behind the counts of an upload: in their database, or in its files of what was left out.

Nothing is kept of a row that is in neither but its number.
"""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet

from crm.imports.reasons import reason_in_words
from crm.uploads.models import Upload
from crm.uploads.store import parts
from crm.web.files.exports import harmless, unprotect
from members.batches.cells import cells_of
from members.customers.forgotten_names import IS_FORGOTTEN
from members.imports.file.masking import as_told
from members.imports.file.reading import TextRow, without_forgotten
from members.imports.part.documents import LAST_NUMBER, ids_of, row_id
from members.imports.run import rows_read
from members.models import MemberDatabase, MemberImport, MemberRow, RowScopes
from members.rules.duplicates import (
    DEFAULTS,
    INSERTED,
    LOADED_LISTED,
    LOADED_RESERVED,
    MARKED,
    NEW,
    REJECTED,
    SKIPPED,
    Scope,
    has_outcome,
    scopes_in,
)
from members.rules.mapping import placement

PAGE_SIZE = 50
# What only the notes about each part of an upload can tell.
BY_SCOPES = (NEW, *Scope, SKIPPED, MARKED, LOADED_RESERVED, LOADED_LISTED)
_READ_AT_ONCE = 500


class CountedRow(NamedTuple):
    """A row of a file: its number, why it was left out, its cells as its reader may see them, and
    the stored row if it is one."""

    number: int
    why: str
    cells: list[str]
    row: MemberRow | None = None


class LeftOut(NamedTuple):
    """A stored file of rows that were left out, and how its reader gets it: which columns are
    masked, and the language."""

    upload: Upload | None
    hidden: frozenset[int]
    language: str


def opening_counts(wanted: MemberImport) -> frozenset[str]:
    """The names of the counts that open their rows; those of an upload of earlier days cannot."""
    if not rows_read(wanted) or wanted.is_under_way:
        return frozenset()
    known = {INSERTED, REJECTED}
    is_simple = not any(wanted.counts.get(scope) for scope in Scope)
    if is_simple or RowScopes.objects.filter(import_id=wanted.pk).exists():
        known |= {*BY_SCOPES}
    return frozenset(name for name in known if wanted.counts.get(name))


def kept_or_skipped(
    wanted: MemberImport, name: str, after: int, skipped: LeftOut
) -> list[CountedRow]:
    """The rows behind `after` that are counted under `name`, one more than a page has."""
    if name in (NEW, INSERTED):
        return _stored_rows(wanted, _inserted(wanted, after, without_known=name == NEW))
    numbers = list(islice(_numbers(wanted, name, after), PAGE_SIZE + 1))
    stored = {each.number: each for each in _stored_rows(wanted, _with_numbers(wanted, numbers))}
    missing = [number for number in numbers if number not in stored]
    stored |= _from_file(wanted, skipped, missing)
    return [stored.get(number) or CountedRow(number, "", []) for number in numbers]


def rejected(
    wanted: MemberImport, after: int, rejects: LeftOut, reason: int | None = None
) -> list[CountedRow]:
    """The rejected rows behind `after`, one more than a page has; those for one of the upload's
    reasons, if it is named by its place among them."""
    field, said = _reason(wanted, reason, rejects.language)
    rows = (
        row
        for row_field, row in _rows_of_file(wanted, rejects, after)
        if reason is None or (row_field, row.why) == (field, said)
    )
    return _without_forgotten(wanted, islice(rows, PAGE_SIZE + 1))


def _reason(wanted: MemberImport, place: int | None, language: str) -> tuple[str, str]:
    if place is None:
        return "", ""
    field, code, _rows = wanted.reasons[place]
    return field, harmless(reason_in_words(code, language))


def _numbers(wanted: MemberImport, name: str, after: int) -> Iterator[int]:
    choices = DEFAULTS | wanted.choices
    parts_behind = RowScopes.objects.filter(import_id=wanted.pk, last__gt=after).order_by("last")
    for part in parts_behind.iterator():
        numbers = (
            number
            for text, of_text in part.numbers.items()
            if has_outcome(name, scopes_in(text), choices)
            for number in of_text
            if number > after
        )
        yield from sorted(numbers)


def _inserted(wanted: MemberImport, after: int, *, without_known: bool) -> list[MemberRow]:
    """The rows in the database; without those of which something was true."""
    chosen: list[MemberRow] = []
    while len(chosen) <= PAGE_SIZE:
        read = list(_rows_behind(wanted, after)[:_READ_AT_ONCE])
        if not read:
            break
        known = _known(wanted, after, read[-1].number) if without_known else frozenset[int]()
        chosen += [row for row in read if row.number not in known]
        after = read[-1].number
    return chosen[: PAGE_SIZE + 1]


def _rows_behind(wanted: MemberImport, after: int) -> QuerySet[MemberRow]:
    bounds = ids_of(wanted.pk, after, LAST_NUMBER)
    rows = MemberRow.objects.filter(database_id=wanted.database_id)
    return rows.filter(pk__gt=bounds["$gt"], pk__lte=bounds["$lte"]).order_by("number", "pk")


def _known(wanted: MemberImport, after: int, last: int) -> frozenset[int]:
    """The numbers up to `last` of which something was true."""
    known = set[int]()
    parts_behind = RowScopes.objects.filter(import_id=wanted.pk, last__gt=after).order_by("last")
    for part in parts_behind.iterator():
        known.update(number for of_text in part.numbers.values() for number in of_text)
        if part.last >= last:
            break
    return frozenset(known)


def _with_numbers(wanted: MemberImport, numbers: Collection[int]) -> list[MemberRow]:
    if not numbers:
        return []
    ids = [row_id(wanted.pk, number) for number in numbers]
    return list(MemberRow.objects.filter(database_id=wanted.database_id, pk__in=ids))


def _stored_rows(wanted: MemberImport, rows: Iterable[MemberRow]) -> list[CountedRow]:
    """Stored rows with the cells of their file, what is hidden of them masked."""
    database = MemberDatabase.objects.filter(pk=wanted.database_id).first()
    if database is None:
        return []
    targets = placement(database.columns, wanted.headings).targets
    return [
        CountedRow(row.number, "", _in_order(_texts(row, database), targets), row) for row in rows
    ]


def _texts(row: MemberRow, database: MemberDatabase) -> Mapping[int, str]:
    cells = cells_of({"cells": row.cells}, database, is_admin=True)
    return {cell.place: cell.text for cell in cells}


def _in_order(texts: Mapping[int, str], targets: Iterable[int]) -> list[str]:
    return [texts.get(target, "") for target in targets]


def _from_file(
    wanted: MemberImport, skipped: LeftOut, numbers: Collection[int]
) -> dict[int, CountedRow]:
    """What the stored file of the rows that were left out has of these."""
    if not numbers:
        return {}
    meant, last = set(numbers), max(numbers)
    rows = []
    for _field, row in _rows_of_file(wanted, skipped, min(numbers) - 1):
        if row.number > last:
            break
        if row.number in meant:
            rows.append(row)
    return {row.number: row for row in _without_forgotten(wanted, rows)}


def _rows_of_file(
    wanted: MemberImport, file: LeftOut, after: int
) -> Iterator[tuple[str, CountedRow]]:
    """The rows behind `after` of a stored file, each with the field that it is about."""
    if file.upload is None:
        return
    lines = as_told(parts(file.upload), len(wanted.headings), file.hidden, file.language)
    rows = csv.reader(line.decode() for line in lines)
    for number, field, why, *cells in islice(rows, 1, None):
        if int(number) > after:
            yield field, CountedRow(int(number), why, list(map(unprotect, cells)))


def _without_forgotten(wanted: MemberImport, rows: Iterable[CountedRow]) -> list[CountedRow]:
    """The same; of whoever was forgotten since the file was stored the number alone."""
    listed = list(rows)
    width = len(wanted.headings)
    texts = [TextRow(row.number, row.cells, len(row.cells) == 1 < width) for row in listed]
    shown = {row.number: row.cells for row in without_forgotten(texts, wanted.phone_region)}
    gone = str(IS_FORGOTTEN)
    return [
        row._replace(cells=shown[row.number])
        if row.number in shown
        else CountedRow(row.number, gone, [])
        for row in listed
    ]

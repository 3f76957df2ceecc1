"""Pages by key: nothing twice, nothing left out, forwards and back."""

import base64
import json

import pytest
from django.utils import timezone

from crm.web.lists.cursors import BadCursor
from crm.web.lists.paging import Page, page_of
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_deposit

BY = ("date", "id")


@pytest.fixture
def records(owner, product):
    """Seven records on three days, newest first."""
    days = ("2026-02-01", "2026-02-03", "2026-02-02", "2026-02-02", "2026-02-02", "2026-02-01")
    made = [make_deposit(owner, product, f"c{at}", day) for at, day in enumerate(days)]
    made.append(make_deposit(owner, product, "c6", "2026-02-02"))
    return sorted(made, key=lambda record: (record.date, record.pk), reverse=True)


def walk(cursor_of, page):
    pages = [page]
    while cursor := cursor_of(pages[-1]):
        pages.append(page_of(OmsetRecord.objects.all(), cursor, by=BY, size=3))
    return pages


def first_page():
    return page_of(OmsetRecord.objects.all(), "", by=BY, size=3)


def test_all_pages_together_are_all_rows_in_order(records):
    pages = walk(lambda page: page.next, first_page())
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    assert [row for page in pages for row in page.rows] == records


def test_going_back_gives_the_same_pages(records):
    there = walk(lambda page: page.next, first_page())
    back = walk(lambda page: page.previous, there[-1])
    assert [page.rows for page in back] == [page.rows for page in reversed(there)]


def test_the_ends_have_no_further_page(records):
    pages = walk(lambda page: page.next, first_page())
    assert pages[0].previous == ""
    assert pages[-1].next == ""
    assert walk(lambda page: page.previous, pages[-1])[-1].previous == ""


def test_a_new_row_at_the_top_does_not_shift_the_next_page(records, owner, product):
    page = first_page()
    make_deposit(owner, product, "late", "2026-02-03")
    following = page_of(OmsetRecord.objects.all(), page.next, by=BY, size=3)
    assert following.rows == records[3:6]


def test_a_page_that_just_fits_has_no_next(records):
    assert page_of(OmsetRecord.objects.all(), "", by=BY, size=7) == Page(records)


def test_no_rows_are_an_empty_page(db):
    assert first_page() == Page([])


def test_moments_page_as_well_as_dates(records, admin):
    for record in records:
        trash.delete(record.pk, by=admin)
    by = ("deleted_at", "id")
    page = page_of(OmsetRecord.objects.trashed(), "", by=by, size=5)
    rest = page_of(OmsetRecord.objects.trashed(), page.next, by=by, size=5)
    assert page.rows + rest.rows == records[::-1]
    assert all(row.deleted_at <= timezone.now() for row in rest.rows)


def written(values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "é",
        written([]),
        written(7),
        written({"n": 1}),
        written(["n"]),
        written(["q", "2026-02-01", "0" * 24]),
        written([["n"], "2026-02-01", "0" * 24]),
        written(["n", "2026-02-31", "0" * 24]),
        written(["n", "2026-02-01", "zz"]),
        written(["n", "2026-02-01", "0" * 24, 1]),
        written(["n", "0" * 24, "2026-02-01"]),
        written(["n", {"$gt": ""}, {"$gt": ""}]),
        written(["n", "2026-02-01", {"$gt": ""}]),
        written(["n", [1], [2]]),
        written(["n", 5, 5]),
        written(["n", None, None]),
        written(["n", "2026-02-01", None]),
        written(["n", True, True]),
    ],
)
def test_a_tampered_cursor_is_refused(cursor, db):
    with pytest.raises(BadCursor):
        list(page_of(OmsetRecord.objects.all(), cursor, by=BY).rows)

"""Files of a month: cell by cell what the screen shows (BO-10)."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from bonuses.months import closing
from crm.web.templatetags import formats
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_rate, make_staff
from tests.parsed import tables

pytestmark = pytest.mark.django_db
FEBRUARY = "?month=2026-02"
EXPORT = f"/bonuses/export/{FEBRUARY}"
OMSET, BONUSES = (1,), (6, 7, 8, 9, 10, 11)


@pytest.fixture
def client(client_of, admin):
    return client_of(admin)


@pytest.fixture(params=["open", "closed", "in rupiah"])
def query(request, month, admin, owner):
    """The month as it is, as it was closed and changed since, and in rupiah."""
    if request.param == "closed":
        closing.close(date(2026, 2, 1), by=admin)
        trash.delete(OmsetRecord.objects.filter(staff=owner, is_deleted=False)[0].pk, by=owner)
    if request.param == "in rupiah":
        make_rate("16450.50", date(2026, 1, 1), by=admin)
        return "&currency=IDR"
    return ""


def content(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def workbook(client, query=""):
    """The sheets by name: rows of plain values."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get(EXPORT + query))))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def as_shown(row, query, *, omset=OMSET, bonuses=BONUSES):
    """The values of a file as the screen writes them."""
    money = "IDR" if query else "USD"
    return [
        formats.rupiah(Decimal(str(cell))) if at in omset
        else formats.money(round(Decimal(str(cell)), 2), money) if at in bonuses
        else formats.decimal(cell) if isinstance(cell, float | int)
        else formats.weekday(cell) if isinstance(cell, date)
        else cell
        for at, cell in enumerate(row)
    ]  # fmt: skip


def as_closed(page) -> list[list[str]]:
    """The table of the month without what stands beside its figures."""
    return [[cell.partition(" now ")[0] for cell in row] for row in tables(page)[0]]


def test_the_summary_sheet_is_the_screen(query, client):
    screen = as_closed(client.get(f"/bonuses/{FEBRUARY}{query}"))
    header, *rows = [row[: len(screen[0])] for row in workbook(client, query)["Summary"]]
    assert [re.sub(r" \((USD|IDR)\)", "", cell) for cell in header] == screen[0]
    assert [as_shown(row, query) for row in rows] == screen[1:]
    assert {type(cell) for row in rows for cell in row[1:]} == {float}


def test_the_csv_is_the_screen(query, client):
    screen = as_closed(client.get(f"/bonuses/{FEBRUARY}{query}"))
    text = content(client.get(EXPORT + query + "&format=csv")).decode("utf-8-sig")
    _header, *rows = csv.reader(io.StringIO(text))
    plain = [[row[0], *map(Decimal, row[1 : len(screen[0])])] for row in rows]
    counts = [
        [int(cell) if at in (2, 3, 4, 5) else cell for at, cell in enumerate(row)] for row in plain
    ]
    assert [as_shown(row, query) for row in counts] == screen[1:]


def test_a_persons_sheet_is_their_days_on_the_screen(query, client, owner):
    screen = tables(client.get(f"/bonuses/{owner.pk}/{FEBRUARY}{query}"))[2]
    _header, *rows = workbook(client, query)["owner"]
    on_screen = [as_shown(row, query, omset=(2,), bonuses=(7, 8)) for row in rows]
    assert on_screen == screen[1:]


def test_the_pdf_is_the_screen(query, client, owner):
    screen = tables(client.get(f"/bonuses/{owner.pk}/{FEBRUARY}{query}"))
    answer = client.get(f"/bonuses/{owner.pk}/pdf/{FEBRUARY}{query}")
    text = pdf_text(content(answer))
    for row in (*screen[1][1:], *screen[2][1:]):
        assert " ".join(filter(None, row)) in text
    assert answer["Content-Disposition"] == 'attachment; filename="bonus-owner-2026-02.pdf"'


def pdf_text(file: bytes) -> str:
    pages = PdfReader(io.BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_own_pdf_is_the_admins(month, client, client_of, owner):
    own = pdf_text(content(client_of(owner).get(f"/bonuses/mine/pdf/{FEBRUARY}")))
    theirs = pdf_text(content(client.get(f"/bonuses/{owner.pk}/pdf/{FEBRUARY}")))
    clock = re.compile(r"As of .*?\.")
    assert clock.sub("", own) == clock.sub("", theirs)


def named(username: str, name: str):
    staff = make_staff(username)
    staff.name = name
    staff.save()
    return staff


@pytest.mark.parametrize("name", ["สมชาย 王", "Ярослав Žluť", "=1+1", "😀😀 ง่าย"])
def test_any_name_is_safe_in_every_file(deposit, client, name):
    staff = named("plain", name)
    deposit("2026-02-03", staff=staff)
    sheets = workbook(client)
    assert [type(row[1]) for row in sheets["Summary"][1:]] == [float, float]
    assert sheets["Summary"][1][0] == (f"'{name}" if name.startswith("=") else name)
    assert "plain" in pdf_text(content(client.get(f"/bonuses/{staff.pk}/pdf/{FEBRUARY}")))


def test_BO_10_people_of_one_name_have_a_sheet_each(deposit, client):
    for username in ("one", "two"):
        deposit("2026-02-03", staff=named(username, "Rina: the/first?"))
    names = list(workbook(client))
    assert names == ["Summary", "Rina- the-first- (one)", "Rina- the-first- (two)"]


def test_nobody_in_the_month_is_a_file_all_the_same(client):
    assert list(workbook(client)) == ["Summary"]


def test_files_are_for_those_who_may_open_the_page(month, client_of, owner, db):
    blocked = client_of(make_admin(blocked_pages=["bonuses"]))
    assert [who.get(EXPORT).status_code for who in (client_of(owner), blocked)] == [403, 403]

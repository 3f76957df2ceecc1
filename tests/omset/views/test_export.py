"""The downloads of the omset table: exactly what is on the screen (OM-32)."""

import csv
import io
from datetime import date

import pytest
import time_machine
from bson import ObjectId
from python_calamine import CalamineWorkbook

from omset.models import OmsetRecord
from tests.make import make_deposit
from tests.omset.views.pages import records_in
from tests.parsed import parsed

LIST, EXPORT = "/omset/", "/omset/export/"
FEBRUARY = {"start": "2026-02-01", "end": "2026-02-28"}


def records_on(response):
    """The records on the screen, by their ids, in order."""
    return records_in(parsed(response))


def download(client, **query):
    response = client.get(EXPORT, {"format": "csv", **query}, follow=True)
    sent = b"".join(response.streaming_content).decode()
    return list(csv.reader(io.StringIO(sent.removeprefix("\ufeff"))))


def test_the_csv_holds_the_records_of_the_screen(golden, admin, client_of):
    client = client_of(admin)
    for more in ({}, {"kind": "RDP"}, {"customer": "X"}, {"approval": "pending"}):
        screen = records_on(client.get(LIST, FEBRUARY | more, follow=True))
        records = OmsetRecord.objects.in_bulk(screen)
        expected = [
            [str(record.date), record.customer_id, str(record.total), record.status]
            for record in (records[ObjectId(pk)] for pk in screen)
        ]
        rows = download(client, **FEBRUARY, **more)[1:]
        assert [[row[0], row[3], row[7], row[9]] for row in rows] == expected


def test_staff_download_their_own_records_only(golden, client_of):
    colleague = str(golden.staff["A"].pk)
    rows = download(client_of(golden.staff["B"]), preset="all", staff=colleague)
    assert [row[1] for row in rows] == ["staff", "B", "B", "B"]
    days = download(client_of(golden.staff["B"]), preset="all", staff=colleague, sheet="summary")
    assert [row[-1] for row in days] == ["total", "400000.00", "150000.00"]
    own = download(client_of(golden.staff["B"]), preset="all", staff=colleague, sheet="customers")
    assert [row[:3] for row in own[1:]] == [["B", "NDP", "x"], ["B", "NDP", "y"]]


def test_the_summary_holds_the_sums_of_the_screen(golden, admin, client_of):
    rows = download(client_of(admin), **FEBRUARY, sheet="summary")
    assert rows == [
        ["date", "records", "forms", "ndp", "rdp", "total"],
        ["2026-02-01", "5", "6.00", "2", "2", "500000.00"],
        ["2026-02-02", "2", "2.00", "1", "1", "500000.00"],
        ["2026-02-03", "5", "5.50", "2", "2", "500000.00"],
    ]


def test_the_xlsx_has_numbers_and_dates(golden, admin, client_of):
    query = FEBRUARY | {"format": "xlsx", "approval": "pending"}
    response = client_of(admin).get(EXPORT, query)
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue()))
    response.close()
    [_header, row] = book.get_sheet_by_index(0).to_python()
    assert row[:5] == [date(2026, 2, 2), "B", "P", "y", ""]
    assert row[5:-2] == [100000, 1, 100000, "", "pending", "", ""]


def test_a_formula_is_only_text_in_a_file(owner, product, client_of):
    make_deposit(owner, product, "=1+1", note="@SUM(A1)")
    row = download(client_of(owner), preset="all")[1]
    assert row[3] == "'=1+1"
    assert row[8] == "'@SUM(A1)"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        (FEBRUARY, "omset-records-2026-02-01-to-2026-02-28.csv"),
        ({"preset": "all"}, "omset-records-all-time.csv"),
        ({"preset": "all", "sheet": "summary"}, "omset-summary-all-time.csv"),
        ({"date": "2026-02-03"}, "omset-records-2026-02-03-to-2026-02-03.csv"),
    ],
)
def test_a_file_is_named_after_its_days(query, name, admin, client_of):
    response = client_of(admin).get(EXPORT, {"format": "csv"} | query)
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    "query",
    [
        {"format": "pdf"},
        {"sheet": "all"},
        {"preset": "soon"},
        {"sheet": "summary", "approval": "pending"},
        {"sheet": "customers", "approval": "pending"},
    ],
)
def test_no_file_is_better_than_a_wrong_one(query, golden, admin, client_of):
    response = client_of(admin).get(EXPORT, query)
    assert response.status_code == 422
    assert "Content-Disposition" not in response


def sent(answer):
    """The same, when all of it has arrived."""
    answer.close()
    return answer


def test_downloads_are_limited_per_person(golden, admin, client_of):
    with time_machine.travel("2026-03-01T03:00:00Z", tick=False):
        client = client_of(admin)
        answers = [sent(client.get(EXPORT, FEBRUARY)) for _time in range(21)]
        codes = [answer.status_code for answer in answers]
        other = client_of(golden.staff["A"]).get(EXPORT, FEBRUARY).status_code
    assert codes == [200] * 20 + [429]
    assert other == 200

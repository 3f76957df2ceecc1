"""The report: page, file and command say the same numbers, which are those of the statements."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from leave.fees.statements import statement_of
from tests.leave.fees.make import add_fee, come_late, day_of, pause_too_long, pay
from tests.leave.make import ask
from tests.parsed import parsed, tables, text_of

pytestmark = pytest.mark.django_db
FIGURES = [
    "used_minutes",
    "pending_minutes",
    "available_minutes",
    "late_minutes",
    "break_minutes",
    "break_over_minutes",
    "fees_usd",
    "paid_usd",
    "due_usd",
]


@pytest.fixture
def fees(owner, admin):
    come_late(owner, "2026-02-03", 10)
    pause_too_long(owner, "2026-02-04", 120)
    add_fee(owner, "2026-02-05", "5.00", by=admin)
    pay(owner, "2026-02", "50", by=admin)
    return owner


def rows(capsys, **options):
    capsys.readouterr()
    call_command("leave_report", json=True, **options)
    return {row["staff"]: row for row in json.loads(capsys.readouterr().out)}


def test_a_row_has_the_figures_of_the_month(fees, capsys):
    row = rows(capsys, month="2026-02")["owner"]
    assert list(row) == ["staff", *FIGURES]
    assert row["available_minutes"] == 24 * 60
    assert row["late_minutes"] == 10
    assert row["break_minutes"] == 32
    assert row["break_over_minutes"] == 2
    assert row["fees_usd"] == "65.00"
    assert row["paid_usd"] == "50.00"
    assert row["due_usd"] == "15.00"
    assert row["fees_usd"] == f"{statement_of(fees.pk, day_of('2026-02-01')).total:.2f}"


def test_who_has_nothing_has_zeros(fees, stranger, capsys):
    assert rows(capsys, month="2026-02")["stranger"]["fees_usd"] == "0.00"


def test_a_month_is_the_sum_of_its_days(fees, capsys):
    whole = rows(capsys, month="2026-02")["owner"]
    first = rows(capsys, first="2026-02-01", last="2026-02-03")["owner"]
    rest = rows(capsys, first="2026-02-04", last="2026-02-28")["owner"]
    assert (first["fees_usd"], rest["fees_usd"]) == ("50.00", "15.00")
    assert first["late_minutes"] + rest["late_minutes"] == whole["late_minutes"]


def test_the_page_and_the_file_say_what_the_command_says(fees, admin, client_of, capsys):
    row = rows(capsys, month="2026-02")["owner"]
    client, days = client_of(admin), "?start=2026-02-01&end=2026-02-28"
    page = client.get(f"/leave/report/{days}")
    [table] = tables(page)
    [line] = [cells for cells in table if cells[0] == "owner"]
    assert line[4] == "10 min"
    assert line[7] == "$ 65,00"
    assert line[9] == "$ 15,00"
    file = b"".join(client.get(f"/leave/report/export/{days}").streaming_content).decode()
    [written] = [each.split(",") for each in file.splitlines() if each.startswith("owner,")]
    assert [Decimal(cell) for cell in written[1:]] == [Decimal(row[name]) for name in FIGURES]


def test_each_figure_opens_its_records(fees, admin, client_of):
    ask(fees, "2026-02-10")
    client = client_of(admin)
    page = parsed(client.get("/leave/report/?start=2026-02-01&end=2026-02-28"))
    [row] = [row for row in page.one("tbody").children if "owner" in row.text]
    cells = [cell for cell in row.all("td") if cell.all("a")]
    links = {cell["data-label"]: cell.one("a")["href"] for cell in cells}
    texts = {label: text_of(client.get(link)) for label, link in links.items()}
    assert "10 minutes late" in texts["Late"]
    assert "14:00–14:32" in texts["Past the allowance"]
    assert "lost badge" in texts["Fees"]
    assert "$ 50,00" in texts["Paid"]
    assert "10 Feb 2026" in texts["Left of the quota"]
    assert "10 Feb 2026" in texts["Leave that waits"]
    assert "Leave" not in texts


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"month": "2026-13"},
        {"first": "2026-02-03", "last": "2026-02-01"},
        {"first": "x", "last": "2026-02-01"},
        {"month": "2026-02", "last": "2026-03-01"},
        {"month": "2026-02", "csv": True, "json": True},
        {"month": "9999-12"},
        {"first": "0001-01-01", "last": "9999-12-31"},
    ],
)
def test_bad_usage_is_said_in_one_line(db, options):
    with pytest.raises(CommandError) as refused:
        call_command("leave_report", **options)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


def test_days_that_cannot_be_are_refused_beside_the_field(admin, client_of):
    page = client_of(admin).get("/leave/report/?start=2026-02-03&end=2026-02-01")
    assert page.status_code == 200
    assert "The last day lies before the first." in text_of(page)


@pytest.mark.parametrize(
    "days",
    [
        "start=9999-01-01&end=9999-12-31",
        "start=0001-01-01&end=0001-01-02",
        "start=x&end=2026-13-01",
    ],
)
@pytest.mark.parametrize("address", ["/leave/report/", "/leave/report/export/"])
def test_days_of_no_year_are_refused(admin, client_of, address, days):
    answer = client_of(admin).get(f"{address}?{days}")
    assert answer.status_code in (200, 422)
    assert not tables(answer)

"""The summary in the browser (OM-26)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from omset.ledger import approval
from omset.models import StaffLock
from tests.omset.views.sums.summary_page import FEBRUARY, SUMMARY, leak_nothing
from tests.parsed import parsed

COLUMNS = ("records", "forms", "ndp", "rdp", "ndp_total", "rdp_total", "total")


def tables(response):
    """Each table of the page: the shown cells of its lines, and of its total."""
    headings = [part for part in parsed(response).all("h2") if part.get("id").startswith("by-")]
    return {
        heading["id"].removeprefix("by-"): lines_of(heading.within("section").one("table"))
        for heading in headings
    }


def lines_of(table):
    lines = [cells(line) for line in table.one("tbody").all("tr")]
    return lines, cells(table.one("tfoot"))


def cells(line):
    return [cell.text for cell in line.all("td", "th")]


def numbers_of(response, name):
    """The lines of a table as plain tuples behind their labels."""
    rows = getattr(response.context["summary"], name).rows
    return {
        str(row.label): tuple(float(getattr(row.numbers, column)) for column in COLUMNS)
        for row in rows
    }


def test_OM_26_the_golden_set_by_day_staff_and_product(golden, admin, client_of):
    leak_nothing(golden)
    response = client_of(admin).get(SUMMARY, FEBRUARY)
    assert numbers_of(response, "spans") == {
        "2026-02-03": (5, 5.5, 2, 2, 230_000, 270_000, 500_000),
        "2026-02-02": (2, 2, 1, 1, 400_000, 100_000, 500_000),
        "2026-02-01": (5, 6, 2, 2, 400_000, 100_000, 500_000),
    }
    assert numbers_of(response, "staff") == {
        "A": (10, 11.5, 3, 5, 480_000, 470_000, 950_000),
        "B": (2, 2, 2, 0, 550_000, 0, 550_000),
    }
    assert numbers_of(response, "products") == {
        "P": (11, 12.5, 4, 5, 830_000, 470_000, 1_300_000),
        "Q": (1, 1, 1, 0, 200_000, 0, 200_000),
    }


def test_OM_18_the_three_totals_on_the_page_are_the_same(golden, admin, client_of):
    leak_nothing(golden)
    parts = tables(client_of(admin).get(SUMMARY, FEBRUARY))
    assert {name: len(lines) for name, (lines, _total) in parts.items()} == {
        "day": 3, "staff": 2, "product": 2,
    }  # fmt: skip
    totals = [total[-7:] for _lines, total in parts.values()]
    sums = ["12", "13,5", "5", "5", "Rp 1.030.000", "Rp 470.000", "Rp 1.500.000"]
    assert totals == [sums] * 3


def test_OM_26_staff_and_products_say_on_how_many_days(golden, admin, client_of):
    parts = tables(client_of(admin).get(SUMMARY, FEBRUARY))
    assert [line[:2] for line in parts["staff"][0]] == [["A", "3"], ["B", "2"]]
    assert [line[:2] for line in parts["product"][0]] == [["P", "3"], ["Q", "1"]]


@pytest.mark.parametrize(
    ("table", "by"), [("spans", "day"), ("staff", "staff"), ("products", "product")]
)
def test_OM_24_the_page_says_what_the_command_says(table, by, golden, admin, client_of):
    leak_nothing(golden)
    out = StringIO()
    call_command(
        "numbers", "--from=2026-02-01", "--to=2026-02-28", f"--by={by}", "--json", stdout=out
    )
    rows = {row.pop(by): row for row in json.loads(out.getvalue())}
    expected = {key: tuple(float(row[name]) for name in COLUMNS) for key, row in rows.items()}
    assert numbers_of(client_of(admin).get(SUMMARY, FEBRUARY), table) == expected


def test_OM_27_what_waits_is_marked_and_in_no_sum(golden, admin, client_of):
    page = client_of(admin).get(SUMMARY, FEBRUARY).content.decode()
    assert "1 deposit of Rp 100.000 waits for approval" in page
    approval.approve(golden[7], by=admin)
    page = client_of(admin).get(SUMMARY, FEBRUARY).content.decode()
    assert "waits for approval" not in page
    assert "Rp 1.600.000" in page


def test_every_number_leads_to_exactly_its_records(golden, admin, client_of):
    leak_nothing(golden)
    client = client_of(admin)
    summary_table = client.get(SUMMARY, FEBRUARY).context["summary"]
    for table in summary_table:
        for row in [*table.rows, table.total]:
            lists = [client.get(url).context for url in (row.url, row.ndp_url, row.rdp_url)]
            sums = [context["sums"] for context in lists]
            assert sums[0] == row.numbers
            assert sums[1].ndp == row.numbers.ndp
            assert sums[1].total == row.numbers.ndp_total
            assert sums[2].rdp == row.numbers.rdp
            assert sums[2].total == row.numbers.rdp_total
            assert len(lists[0]["page"].rows) == row.numbers.records


def test_RO_6_staff_see_their_own_sums_whomever_they_ask_for(golden, client_of):
    result = FEBRUARY | {"staff": str(golden.staff["A"].pk)}
    response = client_of(golden.staff["B"]).get(SUMMARY, result)
    assert numbers_of(response, "products") == {"P": (2, 2, 2, 0, 550_000, 0, 550_000)}
    assert set(tables(response)) == {"day", "product"}


def test_admins_can_ask_for_one_person_and_product(golden, admin, client_of):
    result = {"staff": str(golden.staff["A"].pk), "product": str(golden.products["Q"].pk)}
    response = client_of(admin).get(SUMMARY, FEBRUARY | result)
    expected = (1, 1, 1, 0, 200_000, 0, 200_000)
    assert numbers_of(response, "staff") == {"A": expected}
    assert numbers_of(response, "spans") == {"2026-02-01": expected}


@pytest.mark.parametrize("query", [{"preset": "all"}, {"start": "2026-01-10", "end": "2026-06-01"}])
def test_a_long_period_is_shown_by_month_which_opens_its_days(query, golden, admin, client_of):
    client = client_of(admin)
    spans = client.get(SUMMARY, query).context["summary"].spans
    assert [(str(row.label), row.numbers.records) for row in spans.rows] == [
        ("2026-02-01", 12), ("2026-01-01", 1),
    ]  # fmt: skip
    inside = client.get(f"{SUMMARY}?{spans.rows[0].query}").context["summary"].spans
    assert inside.by == "day"
    assert inside.total.numbers == spans.rows[0].numbers


def test_a_month_at_the_edge_opens_only_the_days_that_were_asked_for(golden, admin, client_of):
    query = {"start": "2026-01-25", "end": "2026-06-01"}
    rows = client_of(admin).get(SUMMARY, query).context["summary"].spans.rows
    assert [row.query for row in rows] == ["start=2026-02-01&end=2026-02-28"]
    query["end"] = "2026-02-02"
    query["start"] = "2025-10-01"
    rows = client_of(admin).get(SUMMARY, query).context["summary"].spans.rows
    assert [row.query for row in rows] == [
        "start=2026-02-01&end=2026-02-02",
        "start=2026-01-01&end=2026-01-31",
    ]


def test_a_recount_to_come_is_told(golden, admin, client_of):
    StaffLock.objects.update(recount_due_since="2026-02-01T00:00:00Z")
    assert "being recounted" in client_of(admin).get(SUMMARY, FEBRUARY).content.decode()


def test_htmx_gets_the_sums_and_tabs_that_keep_the_filter(golden, admin, client_of):
    headers = {"HX-Target": "summary"}
    page = client_of(admin, htmx=True).get(SUMMARY, FEBRUARY, headers=headers).content.decode()
    assert page.strip().startswith('<div id="summary"')
    assert 'id="views"' in page
    assert 'href="/omset/?start=2026-02-01&amp;end=2026-02-28"' in page


def test_an_empty_period_says_so(golden, admin, client_of):
    page = client_of(admin).get(SUMMARY, {"date": "2020-01-01"}).content.decode()
    assert "Nothing counts in this period" in page

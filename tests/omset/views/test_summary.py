"""The summary in the browser (OM-26), and whose customers deposited (OM-19)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from crm.web.lists.cursors import Cursor
from omset.ledger import approval, trash
from omset.models import OmsetRecord, StaffLock
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.parsed import parsed

SUMMARY, UNIQUE = "/omset/summary/", "/omset/summary/customers/"
NO_TOTALS = ("1", "1e99999999", "NaN")
FEBRUARY = {"start": "2026-02-01", "end": "2026-02-28"}
COLUMNS = ("records", "forms", "ndp", "rdp", "ndp_total", "rdp_total", "total")


def leak_nothing(golden):
    """What must not count: another's declined, trashed and pending deposits of the same days."""
    boss = make_admin("boss")
    make_reservation(make_staff("C"), golden.products["Q"], "held", by=boss)
    for _time in range(2):
        waiting = make_deposit(golden.staff["B"], golden.products["Q"], "held", "2026-02-03", 7_777)
    approval.decline(waiting.pk, by=boss, reason="no")
    gone = make_deposit(golden.staff["B"], golden.products["Q"], "gone", "2026-02-01", 9_999)
    trash.delete(gone.pk, by=boss)


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


def test_OM_19_staff_stand_by_their_repeat_customers(golden, admin, client_of):
    leak_nothing(golden)
    first = make_staff("aaa first by name")
    make_deposit(first, golden.products["P"], "n", "2026-02-05")
    people = client_of(admin).get(UNIQUE, FEBRUARY).context["people"]
    names = {golden.staff["A"].pk: "A", golden.staff["B"].pk: "B", first.pk: "first"}
    assert [(names[row.staff_id], row.ndp, row.rdp) for row in people] == [
        ("A", 3, 3), ("B", 2, 0), ("first", 1, 0),
    ]  # fmt: skip


def customers(response):
    return {
        summary_table.kind: [
            (row.customer_id, row.records, int(row.total), [day.day for day in row.dates])
            for row in summary_table.rows
        ]
        for summary_table in response.context["lists"]
    }


def test_OM_19_a_person_s_customers_by_total_with_deposits_and_dates(golden, admin, client_of):
    leak_nothing(golden)
    response = client_of(admin).get(f"{UNIQUE}{golden.staff['A'].pk}/", FEBRUARY)
    assert customers(response) == {
        "NDP": [("x", 2, 200_000, [1]), ("x", 1, 200_000, [1]), ("z", 1, 80_000, [3])],
        "RDP": [("x", 4, 380_000, [1, 2, 3]), ("z", 1, 70_000, [1]), ("w", 1, 20_000, [3])],
    }
    assert [summary_table.count for summary_table in response.context["lists"]] == [3, 3]


def test_the_deposits_of_a_unique_customer_are_exactly_those(golden, admin, client_of):
    client = client_of(admin)
    page = parsed(client.get(f"{UNIQUE}{golden.staff['A'].pk}/", FEBRUARY))
    urls = [link.get("href") for link in page.all("a")]
    links = [url for url in urls if url.startswith("/omset/details/") and "kind=" in url]
    deposits = [client.get(link).context["page"].rows for link in links]
    numbers = {golden[number]: number for number in golden.records}
    assert [sorted(numbers[row.pk] for row in rows) for rows in deposits] == [
        [1, 2], [4], [10], [3, 5, 11, 12], [9], [14],
    ]  # fmt: skip


def test_RO_6_a_colleague_s_customers_are_not_there_for_staff(golden, client_of):
    client = client_of(golden.staff["B"])
    own, other = (f"{UNIQUE}{golden.staff[name].pk}/" for name in "BA")
    assert customers(client.get(own, FEBRUARY))["NDP"] == [
        ("x", 1, 400_000, [2]), ("y", 1, 150_000, [3]),
    ]  # fmt: skip
    assert client.get(other, FEBRUARY).status_code == 404
    assert [row.staff_id for row in client.get(UNIQUE, FEBRUARY).context["people"]] == [
        golden.staff["B"].pk
    ]


def test_none_of_many_customers_is_lost_and_the_page_says_how_many(owner, admin, client_of):
    product = make_product("P")
    rows = [
        OmsetRecord(
            staff=owner, staff_name="owner", product=product, product_name="P", kind="NDP",
            date="2026-02-01", customer_id=f"c{at}", customer_key=f"c{at}", nominal=1,
            multiplier=1, total=100 + at // 7, created_by_name="owner",
        )
        for at in range(120)
    ]  # fmt: skip
    OmsetRecord.objects.bulk_create(rows)
    client, pages = client_of(admin), []
    url = f"{UNIQUE}{owner.pk}/?start=2026-02-01&end=2026-02-28&kind=NDP"
    while url:
        response = client.get(url)
        page = parsed(response)
        pages.append([row.customer_id for row in response.context["lists"][0].rows])
        assert "120 customers" in page.text
        url = next((a["href"] for a in page.all("a") if "after=" in a.get("hx-get")), None)
    assert [len(customers) for customers in pages] == [50, 50, 20]
    names = [name for customers in pages for name in customers]
    totals = [100 + int(name[1:]) // 7 for name in names]
    assert len(set(names)) == 120
    assert totals == sorted(totals, reverse=True)


def test_htmx_gets_an_opened_row_and_then_only_further_rows(golden, admin, client_of):
    client, pk = client_of(admin, htmx=True), golden.staff["A"].pk
    opened = client.get(f"{UNIQUE}{pk}/", FEBRUARY, headers={"HX-Target": f"of-{pk}"})
    more = client.get(
        f"{UNIQUE}{pk}/", FEBRUARY | {"kind": "RDP"}, headers={"HX-Target": f"more-RDP-{pk}"}
    )
    assert opened.content.decode().strip().startswith(f'<tr id="of-{pk}">')
    assert more.content.decode().strip().startswith("<tr>")
    assert more.content.decode().count("<tr") == 3


@pytest.mark.parametrize("after", ["x", *(str(Cursor((total, "0" * 24))) for total in NO_TOTALS)])
def test_a_link_to_more_customers_that_is_not_ours_is_refused(after, golden, admin, client_of):
    url = f"{UNIQUE}{golden.staff['A'].pk}/"
    assert client_of(admin).get(url, {"kind": "NDP", "after": after}).status_code == 400


def test_counting_that_takes_too_long_is_given_up_and_said(golden, admin, client_of, monkeypatch):
    monkeypatch.setattr("omset.views.summary.PATIENCE_MS", 1)
    rows = [
        OmsetRecord(
            staff=golden.staff["A"], staff_name="A", product=golden.products["P"],
            product_name="P", kind="NDP", date="2026-02-01", customer_id=f"c{at}",
            customer_key=f"c{at}", nominal=1, multiplier=1, total=1, created_by_name="A",
        )
        for at in range(5000)
    ]  # fmt: skip
    OmsetRecord.objects.bulk_create(rows)
    page = client_of(admin).get(UNIQUE, FEBRUARY).content.decode()
    assert "So many records match" in page
    assert "sheet=customers" in page

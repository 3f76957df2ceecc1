"""The deposits of each day by customer (OM-27)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from crm.web.lists.cursors import Cursor
from omset import numbers
from omset.ledger import approval, trash
from omset.lists import days
from omset.models import OmsetRecord, StaffLock
from tests.make import make_admin, make_deposit, make_reservation
from tests.omset.views.pages import has_badge
from tests.parsed import parsed

DETAILS = "/omset/details/"
NO_DAYS = ("2026-02-30", "9026-01-01", "0999-01-01")
FEBRUARY = {"start": "2026-02-01", "end": "2026-02-28"}


def days_on(response):
    """Each day of the page: its date and its rows as plain tuples."""
    return {
        day_on_page.date.day: [
            (row.customer_id, row.kind, row.records, int(row.total), row.waiting)
            for row in day_on_page.rows
        ]
        for day_on_page in response.context["page"].rows
    }


def bulk(staff, product, count, day="2026-02-01"):
    rows = [
        OmsetRecord(
            staff=staff, staff_name=staff.name, product=product, product_name="P", kind="NDP",
            date=day, customer_id=f"c{at}", customer_key=f"c{at}", nominal=1, multiplier=1,
            total=1, created_by_name=staff.name,
        )
        for at in range(count)
    ]  # fmt: skip
    OmsetRecord.objects.bulk_create(rows)


def test_OM_27_the_golden_set_day_by_day_and_customer_by_customer(golden, admin, client_of):
    response = client_of(admin).get(DETAILS, FEBRUARY)
    assert days_on(response) == {
        3: [
            ("w", "RDP", 1, 20_000, 0),
            ("x", "RDP", 2, 250_000, 0),
            ("z", "NDP", 1, 80_000, 0),
            ("y", "NDP", 1, 150_000, 0),
        ],
        2: [("y", None, 0, 0, 1), ("x", "NDP", 1, 400_000, 0), ("X", "RDP", 1, 100_000, 0)],
        1: [("z", "RDP", 1, 70_000, 0), ("x", "NDP", 1, 200_000, 0), ("x", "NDP", 3, 230_000, 0)],
    }


def test_OM_27_the_days_say_what_the_summary_says(golden, admin, client_of):
    client = client_of(admin)
    rows = client.get(DETAILS, FEBRUARY).context["page"].rows
    summary = client.get("/omset/summary/", FEBRUARY).context["summary"].spans.rows
    assert [(day.date, day.numbers) for day in rows] == [
        (row.label, row.numbers) for row in summary
    ]
    assert [sum(row.total for row in day.rows) for day in rows] == [Decimal(500_000)] * 3
    assert [day.customers for day in rows] == [4, 2, 4]


def test_OM_27_pending_is_marked_and_in_no_total(golden, admin, client_of):
    response = client_of(admin).get(DETAILS, {"date": "2026-02-02"})
    [day] = response.context["page"].rows
    assert day.numbers.records == 2
    assert day.numbers.total == Decimal(500_000)
    assert day.waiting == (1, Decimal(100_000))
    page = parsed(response)
    [row] = [row for row in page.all("tr") if has_badge(row, "pending")]
    assert "Rp 100.000" in row.text
    assert not has_badge(row, "ndp")
    assert not has_badge(row, "rdp")
    assert "1 deposit of Rp 100.000 waits for approval" in page.text


def test_a_day_on_which_everything_waits_is_not_hidden(owner, stranger, product, client_of):
    make_reservation(stranger, product, "x")
    make_deposit(owner, product, "x", "2026-02-05", 70_000)
    response = client_of(owner).get(DETAILS, FEBRUARY)
    [day] = response.context["page"].rows
    assert day.date.day == 5
    assert day.numbers == numbers.Numbers()
    assert day.waiting.records == 1


def test_declined_and_trashed_deposits_are_not_there(golden, admin, client_of):
    approval.decline(golden[7], by=admin, reason="no")
    trash.delete(golden[6], by=admin)
    day_on_page = days_on(client_of(admin).get(DETAILS, {"date": "2026-02-02"}))
    assert day_on_page == {2: [("X", "RDP", 1, 100_000, 0)]}


def test_OM_17_a_first_deposit_and_a_tambahan_on_one_day_are_said_to_be_both(
    golden, admin, client_of
):
    page = parsed(client_of(admin).get(DETAILS, {"date": "2026-02-01"}))
    rows = [cell.within("tr") for cell in page.all("td", **{"data-label": "Customer"})]
    assert [has_badge(row, "ndp") and "+ tambahan" in row.text for row in rows] == [
        False,
        False,
        True,
    ]
    assert page.text.count("+ tambahan") == 1


def test_RO_6_staff_see_their_own_rows_whomever_they_ask_for(golden, client_of):
    result = FEBRUARY | {"staff": str(golden.staff["A"].pk)}
    response = client_of(golden.staff["B"]).get(DETAILS, result)
    assert days_on(response) == {3: [("y", "NDP", 1, 150_000, 0)], 2: [
        ("y", None, 0, 0, 1), ("x", "NDP", 1, 400_000, 0),
    ]}  # fmt: skip


def test_one_person_and_product_can_be_asked_for(golden, admin, client_of):
    result = {"staff": str(golden.staff["A"].pk), "product": str(golden.products["Q"].pk)}
    assert days_on(client_of(admin).get(DETAILS, FEBRUARY | result)) == {
        1: [("x", "NDP", 1, 200_000, 0)]
    }


def test_the_numbers_of_a_day_lead_to_exactly_its_records(golden, admin, client_of):
    client = client_of(admin)
    for day in client.get(DETAILS, FEBRUARY).context["page"].rows:
        contexts = [client.get(url).context for url in (day.url, day.ndp_url, day.rdp_url)]
        assert contexts[0]["sums"] == day.numbers
        assert contexts[1]["sums"].ndp == day.numbers.ndp
        assert contexts[2]["sums"].rdp == day.numbers.rdp
        waiting = client.get(day.waiting_url).context["page"].rows
        assert len(waiting) == day.waiting.records


def opened(client, record, **query):
    url = f"{DETAILS}{record.pk}/"
    return client.get(url, query, headers={"HX-Target": f"of-{record.pk}"})


def test_a_row_opens_its_single_deposits(golden, admin, client_of):
    response = opened(client_of(admin, htmx=True), golden.records[1], date="2026-02-01")
    rows = response.context["page"].rows
    assert [row.pk for row in rows] == [golden[3], golden[2], golden[1]]
    page = response.content.decode()
    assert page.strip().startswith(f'<tr id="of-{golden[1]}">')
    assert "Rp 50.000 × 2 = <strong>Rp 100.000</strong>" in page
    assert page.count('hx-swap="delete swap:600ms"') == 3


def test_the_deposits_are_of_one_group_and_of_the_days_that_were_asked_for(
    golden, admin, client_of
):
    client = client_of(admin)
    for query, numbers_shown in (
        ({}, [12, 11, 5, 3, 2, 1]),
        ({"start": "2026-02-02"}, [12, 11, 5]),
        ({"date": "2026-02-01", "kind": "NDP"}, [2, 1]),
    ):
        rows = client.get(f"{DETAILS}{golden[1]}/", query).context["page"].rows
        assert [row.pk for row in rows] == [golden[number] for number in numbers_shown]


def test_RO_6_the_deposits_of_a_colleague_are_not_there_for_staff(golden, client_of):
    client = client_of(golden.staff["B"])
    codes = [client.get(f"{DETAILS}{golden[number]}/").status_code for number in (1, 6)]
    assert codes == [404, 200]


@pytest.mark.parametrize("query", [{"kind": "XDP"}, {"date": "2026-02-30"}, {"preset": "soon"}])
def test_nonsense_has_no_deposits(query, golden, admin, client_of):
    assert client_of(admin).get(f"{DETAILS}{golden[1]}/", query).status_code == 404


def test_a_deleted_deposit_leaves_the_page_and_its_sums(golden, client_of):
    client = client_of(golden.staff["B"])
    page = parsed(client.get(f"{DETAILS}{golden[6]}/", {"date": "2026-02-02"}))
    url = f"/omset/{golden[6]}/delete/"
    form = page.one("form", action=url)
    response = client.post(
        url, {name: form.one(name=name)["value"] for name in ("version", "next")}
    )
    assert response.url == f"{DETAILS}{golden[6]}/?date=2026-02-02"
    assert client.get(response.url).context["page"].rows == []
    [day] = client.get(DETAILS, {"date": "2026-02-02"}).context["page"].rows
    assert day.numbers.records == 0
    assert [row.customer_id for row in day.rows] == ["y"]


def pages(client, url):
    """The days of each page, going on to the end, and then all the way back."""
    day_on_page, back = [], []
    for link, pages_found in (("next", day_on_page), ("previous", back)):
        while url:
            page = client.get(url).context["page"]
            pages_found.append([day.date for day in page.rows])
            cursor = getattr(page, link)
            last, url = url, cursor and f"{DETAILS}?preset=all&page={cursor}"
        url = last
    return day_on_page, back


def test_all_pages_together_hold_each_day_once_there_and_back(owner, product, client_of):
    first, client = date(2026, 1, 1), client_of(owner)
    for past in range(17):
        make_deposit(owner, product, "x", (first + timedelta(days=past * 2)).isoformat())
    there, back = pages(client, f"{DETAILS}?preset=all")
    assert [len(page) for page in there] == [7, 7, 3]
    assert [day for page in there for day in page] == [
        first + timedelta(days=past * 2) for past in reversed(range(17))
    ]
    assert sorted(day for page in back for day in page) == sorted(
        day for page in there for day in page
    )


def test_days_with_many_deposits_are_whole_or_on_the_next_page(
    owner, product, client_of, monkeypatch
):
    monkeypatch.setattr(days, "MOST_DEPOSITS", 5)
    for day, count in (("2026-02-01", 2), ("2026-02-02", 4), ("2026-02-03", 3)):
        bulk(owner, product, count, day)
    client = client_of(owner)
    there, back = pages(client, f"{DETAILS}?preset=all")
    assert [[day.day for day in page] for page in there] == [[3], [2], [1]]
    assert [[day.day for day in page] for page in back] == [[1], [2], [3]]


def test_a_long_day_is_paged_inside_and_loses_no_row(owner, product, client_of):
    bulk(owner, product, 130)
    make_deposit(owner, product, "later", "2026-02-02")
    client, url, result = client_of(owner), f"{DETAILS}?date=2026-02-01", []
    while url:
        response = client.get(url)
        [day] = response.context["page"].rows
        result.append([row.customer_id for row in day.rows])
        more = parsed(response).all("tr", id="more")
        url = more and DETAILS + more[0].one("a")["hx-get"]
    assert [len(rows) for rows in result] == [50, 50, 30]
    assert [name for rows in result for name in rows] == [f"c{at}" for at in reversed(range(130))]


def test_htmx_gets_only_further_rows_of_a_long_day(owner, product, client_of):
    bulk(owner, product, 60)
    client = client_of(owner, htmx=True)
    first = client.get(DETAILS, {"date": "2026-02-01"})
    [day] = first.context["page"].rows
    query = {"date": "2026-02-01", "rows": day.next}
    more = client.get(DETAILS, query, headers={"HX-Target": "more"}).content.decode()
    assert more.strip().startswith("<tr>")
    assert more.count('data-label="Customer"') == 10


@pytest.mark.parametrize("cursor", ["x", *(str(Cursor((day,))) for day in NO_DAYS)])
def test_a_page_link_that_is_not_ours_is_refused(cursor, golden, admin, client_of):
    client = client_of(admin)
    assert client.get(DETAILS, FEBRUARY | {"page": cursor}).status_code == 400
    assert client.get(DETAILS, FEBRUARY | {"rows": cursor}).status_code == 400


def test_today_is_what_is_shown_first(owner, product, client_of):
    with time_machine.travel("2026-02-28T18:00:00Z", tick=False):
        make_deposit(owner, product, "old", "2026-02-28")
        make_deposit(owner, product, "new", "2026-03-01")
        response = client_of(owner).get(DETAILS)
    assert days_on(response) == {1: [("new", "NDP", 1, 100_000, 0)]}


def test_a_recount_to_come_is_told(golden, admin, client_of):
    StaffLock.objects.update(recount_due_since="2026-02-01T00:00:00Z")
    assert "being recounted" in client_of(admin).get(DETAILS, FEBRUARY).content.decode()


def test_a_blocked_admin_gets_none_of_it(golden, client_of):
    client = client_of(make_admin(blocked_pages=["omset"]))
    staff = golden.staff["A"].pk
    urls = [
        DETAILS, f"{DETAILS}{golden[1]}/", "/omset/summary/", "/omset/summary/customers/",
        f"/omset/summary/customers/{staff}/",
    ]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [403] * 5

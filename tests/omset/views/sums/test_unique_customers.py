"""A person's customers below the sums (OM-19)."""

import pytest

from crm.web.lists.cursors import Cursor
from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_staff
from tests.omset.views.sums.summary_page import FEBRUARY, UNIQUE, leak_nothing
from tests.parsed import parsed

NO_TOTALS = ("1", "1e99999999", "NaN")


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

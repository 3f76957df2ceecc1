"""The month of everybody (BO-7): order, sums, links, and what moves it."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from bonuses.months import closing
from bonuses.plans import publishing
from bonuses.rules.rates import DEFAULT
from omset.ledger import approval, trash
from omset.models import OmsetRecord
from tests.dashboard.numbers import Numbers
from tests.make import make_admin, make_master, make_rate, make_staff
from tests.parsed import cards, tables
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PAGE = "/bonuses/?month=2026-02"


@pytest.fixture
def rows_of_page(client_of, admin):
    """`shown()`: the rows of the page, by name, without its head."""
    client = client_of(admin)

    def rows(page=PAGE):
        page_tables = tables(client.get(page))
        return {row[0]: row[1:] for row in page_tables[0][1:]} if page_tables else {}

    return rows


def test_BO_7_the_highest_bonus_first_and_grand_totals(month, rows_of_page):
    make_staff("nobody")
    owner = ["Rp 71.000.000", "11", "11", "0", "2", "$ 20,00", "$ 2,50", "$ 0,00", "$ 22,50"]
    stranger = ["Rp 3.000.000", "1", "1", "0", "1", "$ 0,00", "$ 0,00", "$ 0,00", "$ 0,00"]
    total = ["Rp 74.000.000", "12", "12", "0", "3", "$ 20,00", "$ 2,50", "$ 0,00", "$ 22,50"]
    assert list(rows_of_page().items()) == [
        ("owner", [*owner, "$ 0,00", "$ 22,50"]),
        ("stranger", [*stranger, "$ 0,00", "$ 0,00"]),
        ("Total", [*total, "$ 0,00", "$ 22,50"]),
    ]


@pytest.mark.parametrize("sort", ["name", "-total", "-to_pay", "total", "ndp", "-name"])
def test_the_rows_are_sorted_by_their_heads_and_the_total_stays(month, rows_of_page, sort):
    upwards = sort in ("total", "ndp", "-name")
    people = ["stranger", "owner"] if upwards else ["owner", "stranger"]
    assert list(rows_of_page(f"{PAGE}&sort={sort}")) == [*people, "Total"]


@pytest.mark.parametrize("page", ["/bonuses/", "/targets/", "/leaderboard/"])
def test_G_1_it_is_jakartas_month_while_utc_is_a_day_behind(client_of, admin, page):
    with time_machine.travel("2026-02-28T18:00:00Z"):
        answer = client_of(admin).get(page)
    assert answer.context["months"].chosen == date(2026, 3, 1)


def test_case_28_a_month_without_records_has_nobody(rows_of_page, owner):
    assert rows_of_page() == {}


def test_approving_deleting_and_restoring_move_the_row(month, rows_of_page, owner):
    boss, second = make_master(), make_admin("second")
    held = OmsetRecord.objects.get(status="pending")
    approval.approve(held.pk, by=boss)
    assert rows_of_page()["owner"][0::8] == ["Rp 151.000.000", "$ 52,50"]
    trash.delete(held.pk, by=boss)
    assert rows_of_page()["owner"][0::8] == ["Rp 71.000.000", "$ 22,50"]
    trash.restore(held.pk, by=boss)
    assert rows_of_page()["owner"][0::8] == ["Rp 71.000.000", "$ 22,50"]
    approval.approve(held.pk, by=second)
    assert rows_of_page()["owner"][0::8] == ["Rp 151.000.000", "$ 52,50"]


def test_each_number_opens_its_records_or_what_explains_it(month, client_of, admin, owner):
    client = client_of(admin)
    page = Numbers(client.get(PAGE).content.decode())
    opened = {link for link in page.links if link.url.startswith("/omset/?")}
    figures = {link: Numbers(client.get(link.url).content.decode()).cards for link in opened}
    assert len(opened) == 12
    assert [figures[link][link.name][0] for link in opened] == [link.text for link in opened]
    person = f"/bonuses/{owner.pk}/?month=2026-02"
    bonuses = [url for url in _urls(client.get(PAGE)) if url.startswith(person)]
    parts = ["", "#days", "#main", "#tiers", "#tiers", "", "#adjustments", ""]
    assert bonuses == [person + part for part in parts]


def _urls(answer):
    return [part.partition('"')[0] for part in answer.content.decode().split('href="')[1:]]


@pytest.mark.parametrize("month_text", ["2026-13", "x", "1989-12", "2999-01", ""])
def test_a_month_that_is_none_is_this_one(client_of, admin, month_text):
    answer = client_of(admin).get("/bonuses/", {"month": month_text})
    months = answer.context["months"]
    assert months.chosen == months.last


def test_in_rupiah_at_the_rate_of_the_months_last_day(month, client_of, admin):
    rates = {(2, 1): 16_000, (2, 28): 16_500, (3, 1): 99_000}
    for since, rate in rates.items():
        make_rate(rate, date(2026, *since), by=admin)
    answer = client_of(admin).get(PAGE + "&currency=IDR")
    assert tables(answer)[0][1][9] == "Rp 371.250"
    assert "At Rp 16.500 for one dollar, the rate from 28 Feb 2026 on" in answer.content.decode()


def test_without_a_rate_the_page_says_so_and_stays_in_dollars(month, client_of, admin):
    answer = client_of(admin).get(PAGE + "&currency=IDR")
    assert tables(answer)[0][1][9] == "$ 22,50"
    assert "No rate is known for this month" in answer.content.decode()


def test_case_26_admin_and_person_see_the_same(month, client_of, admin, owner):
    theirs = client_of(admin).get(f"/bonuses/{owner.pk}/?month=2026-02")
    own = client_of(owner).get("/bonuses/mine/?month=2026-02")
    assert cards(theirs) == cards(own)
    assert tables(theirs) == tables(own)
    assert cards(own)["Omset"] == "Rp 71.000.000"


def test_staff_open_their_own_month_alone(month, client_of, owner, stranger):
    client = client_of(owner)
    urls = [
        PAGE,
        f"/bonuses/{owner.pk}/",
        f"/bonuses/{stranger.pk}/",
        f"/bonuses/{stranger.pk}/pdf/",
    ]
    urls += ["/bonuses/export/", "/bonuses/closing/", "/bonuses/discrepancies/"]
    assert {client.get(url).status_code for url in urls} == {403}
    assert client.get("/bonuses/mine/").status_code == 200


def test_nobodys_month_is_not_found(client_of, admin):
    assert client_of(admin).get("/bonuses/" + "0" * 24 + "/").status_code == 404


def test_a_blocked_admin_opens_nothing_of_it(client_of, db, owner):
    client = client_of(make_admin(blocked_pages=["bonuses"]))
    urls = ["/bonuses/", "/bonuses/mine/", f"/bonuses/{owner.pk}/", "/bonuses/closing/"]
    assert {client.get(url).status_code for url in urls} == {403}


@pytest.fixture
@remembered
def in_rupiah_from_march(admin):
    """March pays in rupiah; February paid in dollars."""
    plan = replace(DEFAULT, currency="IDR")
    draft = publishing.save_draft(plan, date(2026, 3, 1), by=admin)
    with time_machine.travel("2026-01-15T10:00:00Z"):
        publishing.publish(draft.pk, by=admin)


def test_what_is_to_pay_in_another_currency_stands_below_it(
    month, in_rupiah_from_march, rows_of_page, owner, admin
):
    closing.close(date(2026, 2, 1), by=admin)
    for record in OmsetRecord.objects.filter(staff=owner, date="2026-02-03", is_deleted=False):
        trash.delete(record.pk, by=owner)
    page_tables = rows_of_page("/bonuses/?month=2026-03")
    assert page_tables["owner"][-3:] == ["Rp 20", "Rp 0 -$ 22,50", "Rp 20 -$ 22,50"]
    assert page_tables["Total"][-1].endswith(" -$ 22,50")

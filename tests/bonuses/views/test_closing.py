"""Closing in the browser: reviewed, frozen on every page, reopened by a master admin."""

import pytest
import time_machine

from bonuses.models import Closing, Standing
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_master
from tests.parsed import cards, tables
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MONTH = "?month=2026-02"
PAGE, CLOSE, REOPEN, DIFFERS = (
    f"/bonuses/{page}{MONTH}" for page in ("", "closing/", "closing/reopen/", "discrepancies/")
)


@pytest.fixture
def client(client_of, admin):
    return client_of(admin)


@pytest.fixture
def closed(month, client):
    assert client.post(CLOSE).url == PAGE


@pytest.fixture
@remembered
def changed(closed, owner):
    """After closing the owner loses the 9 days of NDP beyond the first: no bonus is left."""
    for record in OmsetRecord.objects.filter(staff=owner, date="2026-02-03", is_deleted=False):
        trash.delete(record.pk, by=owner)


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_review_shows_what_will_be_frozen_and_what_waits(month, client):
    review = client.get(CLOSE)
    assert tables(review) == tables(client.get(PAGE))
    assert "1 deposit of this month waits for approval" in words(review)
    assert Closing.objects.count() == 0


def test_a_closed_month_says_by_whom_and_is_closed_once(closed, client):
    assert "Closed by admin on" in words(client.get(PAGE))
    answer = client.post(CLOSE)
    assert answer.status_code == 409
    assert "Somebody else has closed this month meanwhile." in words(answer)


def test_closed_figures_stay_on_every_page(closed, client, client_of, owner, request):
    own, theirs = f"/bonuses/mine/{MONTH}", f"/bonuses/{owner.pk}/{MONTH}"
    pages = [(client, PAGE), (client, theirs), (client_of(owner), own)]
    before = [tables(browser.get(page)) for browser, page in pages]
    assert "changed after it was closed" not in words(client.get(PAGE))
    request.getfixturevalue("changed")
    after = [tables(browser.get(page)) for browser, page in pages]
    without_now = [[cell.partition(" now ")[0] for cell in row] for row in after[0][0]]
    assert without_now == before[0][0]
    assert [page_tables[0] for page_tables in after[1:]] == [
        page_tables[0] for page_tables in before[1:]
    ]
    assert {"changed after it was closed" in words(who.get(page)) for who, page in pages} == {True}


def test_what_changed_is_in_the_next_open_month(changed, client, owner):
    page = client.get(f"/bonuses/{owner.pk}/?month=2026-03")
    lines = tables(page)[-1][1:]
    assert cards(page)["Adjustments"] == "-$ 22,50"
    assert cards(page)["To pay"] == "-$ 2,50"
    assert [line[-1] for line in lines][-1] == "$ 0,00"
    assert {line[1].split()[0] for line in lines} == {"Deleted"}
    rows = {row[0]: row[-2:] for row in tables(client.get("/bonuses/?month=2026-03"))[0]}
    assert rows["owner"] == ["-$ 22,50", "-$ 2,50"]


def test_every_difference_is_explained_by_its_lines(changed, client):
    page = client.get(DIFFERS)
    by_figure = {row[0]: row[1:] for row in tables(page)[0][1:]}
    assert by_figure["Total bonus"] == ["$ 22,50", "$ 0,00", "-$ 22,50", "-$ 22,50", "–"]
    assert "are others than when the month was closed" in words(page)
    assert "without an adjustment" not in words(page)


def test_a_difference_without_lines_is_red(closed, client, owner):
    Standing.objects.filter(staff=owner, month="2026-02-01").update(ndp=99)
    page = client.get(DIFFERS)
    assert tables(page)[0][1] == ["NDP", "11", "99", "88", "0", "88"]
    assert '<span class="text-error">88</span>' in words(page)
    assert "are the same as when the month was closed" in words(page)
    assert "The figures of 1 person differ without an adjustment" in words(page)


def test_nothing_differs_in_a_month_nobody_touched(closed, client):
    assert "Nothing differs" in words(client.get(DIFFERS))
    assert "not closed" in words(client.get("/bonuses/discrepancies/?month=2026-01"))


def test_only_a_master_admin_reopens_with_a_reason(closed, client, client_of, owner):
    boss = client_of(make_master())
    assert [who.post(REOPEN).status_code for who in (client, client_of(owner))] == [403, 403]
    assert boss.post(REOPEN, {"reason": "  "}).status_code == 422
    assert boss.post(REOPEN, {"reason": "a mistake"}).url == PAGE
    assert Closing.objects.get().reason == "a mistake"
    assert boss.post(REOPEN, {"reason": "again"}).status_code == 409


def test_the_button_to_reopen_is_for_master_admins(closed, client, client_of):
    assert REOPEN not in words(client.get(PAGE))
    assert REOPEN in words(client_of(make_master()).get(PAGE))


@time_machine.travel("2026-02-28T10:00:00+07:00")
def test_a_month_that_is_not_over_is_not_closed(client):
    assert "This month is not over yet" in words(client.get(CLOSE))
    assert client.post(CLOSE).status_code == 409


@pytest.mark.parametrize("query", ["", "?month=x", "?month=2026-13"])
def test_a_form_without_its_month_closes_nothing(client, query):
    assert client.post(f"/bonuses/closing/{query}").status_code == 400
    assert Closing.objects.count() == 0

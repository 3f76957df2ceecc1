"""The approval queue uses the selection of every list: all that wait at once, none of one's own."""

import pytest

from crm.web.lists import selection
from omset.models import OmsetRecord
from omset.views import approvals
from tests.make import make_admin, make_deposit, make_reservation
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PENDING, APPROVE = "/omset/pending/", "/omset/pending/approve/"
DECLINE = "/omset/pending/decline/"


@pytest.fixture
@remembered
def three(owner, stranger, product):
    make_reservation(stranger, product, "x", by=make_admin("boss"))
    return [make_deposit(owner, product, "x", f"2026-02-0{day}") for day in (1, 2, 3)]


@pytest.fixture
def own(three, admin, product):
    return make_deposit(admin, product, "x", "2026-02-04", by=admin)


def statuses():
    return sorted(OmsetRecord.objects.values_list("status", flat=True))


def test_all_are_offered_beside_a_page_of_some(three, admin, client_of, monkeypatch):
    monkeypatch.setattr(approvals, "QUEUE_SIZE", 2)
    page = parsed(client_of(admin).get(PENDING))
    assert page.one("a", href="?selected=all").text == "Select all that match the filter"


def test_who_asks_for_all_is_offered_what_others_reported(own, admin, client_of):
    page = parsed(client_of(admin).get(PENDING, {"selected": "all"}))
    assert page.one("input", name="all")["value"] == "3"


def test_all_that_wait_are_approved_but_ones_own(own, admin, client_of):
    client_of(admin).post(APPROVE, {"all": "3"})
    assert statuses() == ["approved", "approved", "approved", "pending"]


def test_all_that_wait_are_declined_for_one_reason(own, admin, client_of):
    client_of(admin).post(DECLINE, {"all": "3", "reason": "no"})
    assert statuses() == ["declined", "declined", "declined", "pending"]


def test_the_window_for_the_reason_keeps_that_all_are_meant(own, admin, client_of):
    window = parsed(client_of(admin).post(DECLINE, {"all": "3"}))
    assert window.one("input", name="all")["value"] == "3"
    assert window.one("h2", id="decline-selected-title").text == "Decline 3 deposits?"


@pytest.mark.parametrize("reason", [{}, {"reason": "no"}])
def test_another_number_than_was_seen_is_409_and_decides_nothing(own, admin, client_of, reason):
    assert client_of(admin).post(DECLINE, {"all": "2"} | reason).status_code == 409
    assert statuses() == ["pending"] * 4


def test_why_nothing_was_done_stands_above_the_queue(three, admin, client_of, monkeypatch):
    monkeypatch.setattr(selection, "MOST_ROWS", 2)
    page = parsed(client_of(admin).post(APPROVE, {"all": "3"}))
    alert = page.one("div", id="outcomes").one("div", role="alert")
    assert alert.text.startswith("Nothing was done: at most 2 rows at once.")


def test_with_htmx_it_stands_there_too(three, admin, client_of):
    client = client_of(admin, htmx=True)
    answer = client.post(APPROVE, {"all": "2"}, headers={"HX-Target": "queue"})
    assert parsed(answer).one("div", id="outcomes").one("div", role="alert").text


def test_bulk_decisions_of_the_queue_end_in_time(three, admin, client_of, monkeypatch):
    clock = iter([0, 1, 100, 100])
    monkeypatch.setattr("crm.web.lists.outcomes.monotonic", lambda: next(clock))
    answer = client_of(admin).post(APPROVE, {"all": "3"})
    assert [outcome.ok for outcome in answer.context["outcomes"]] == [True, False, False]
    assert "there was no time left" in answer.context["outcomes"][1].text
    assert statuses() == ["approved", "pending", "pending"]

"""A form that stayed open while its owner signed in again."""

import pytest
from django.test import Client

from crm.staff.access import EVERYONE
from crm.web import csrf
from tests.parsed import parsed

FORM = "/omset/new/"


@pytest.fixture
def browser(owner):
    """One that checks tokens, as a real one is checked."""
    client = Client(enforce_csrf_checks=True, headers={"HX-Request": "true"})
    client.force_login(owner)
    return client


def token(client):
    return client.get("/csrf/").json()["token"]


def test_the_token_is_told_with_whose_it_is(client_of, owner):
    answer = client_of(owner).get("/csrf/").json()
    assert answer["person"] == str(owner.pk)
    assert len(answer["token"]) == 64


def test_a_visitor_is_nobody(client, db):
    assert client.get("/csrf/").json()["person"] == ""


def test_it_is_kept_by_nobody_and_only_read(client, db):
    reply = client.get("/csrf/")
    assert reply["Cache-Control"] == "no-store, private"
    assert "Access-Control-Allow-Origin" not in reply
    assert client.post("/csrf/").status_code == 405


def test_everybody_may_ask():
    assert csrf.token.__name__ == "token"
    assert Client().get("/csrf/").resolver_match.func.access.level == EVERYONE


def test_a_form_with_the_told_token_is_read(browser):
    reply = browser.post(FORM, headers={"X-CSRFToken": token(browser)})
    assert reply.status_code == 422


def test_an_older_token_is_refused_so_that_the_script_can_tell(browser, owner):
    old = token(browser)
    browser.cookies.pop("csrftoken")
    token(browser)
    reply = browser.post(FORM, headers={"X-CSRFToken": old})
    assert reply.status_code == 403
    assert reply["X-Csrf-Failed"] == "true"


def test_a_missing_right_is_no_matter_of_tokens(client_of, owner):
    reply = client_of(owner).get("/omset/pending/")
    assert reply.status_code == 403
    assert "X-Csrf-Failed" not in reply


def test_without_a_script_the_way_leads_back_to_the_form(browser):
    page = "http://testserver/omset/new/?date=2026-01-05"
    reply = browser.post("/omset/000000000000000000000000/delete/", headers={"Referer": page})
    assert parsed(reply).all("a", href="/omset/new/?date=2026-01-05")

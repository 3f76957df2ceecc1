"""No crafted request ends in an error of the server's own, or at a place it may not choose."""

import base64
import json
from datetime import date

import pytest

from bonuses.plans import publishing
from bonuses.rules.rates import DEFAULT
from tests.make import PASSWORD, make_master


def page_link(text):
    return {"page": base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")}


@pytest.mark.parametrize("path", ["/omset/", "/members/reserved/", "/notifications/"])
def test_a_deeply_nested_page_link_is_a_bad_request(path, owner, client_of):
    assert client_of(owner).get(path, page_link("[" * 2500)).status_code == 400


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_page_link_to_the_end_of_time_is_a_bad_request(moment, admin, client_of):
    link = page_link(json.dumps(["n", moment, "f" * 24]))
    assert client_of(admin).get("/omset/trash/", link).status_code == 400


@pytest.mark.parametrize("way", ["foo", "status", "?x", "#", "\x00", "{'$ne': 1}"])
def test_the_way_back_is_never_taken_for_the_name_of_a_url(way, owner, client, client_of):
    fields = {"username": owner.username, "password": PASSWORD, "next": way}
    assert client.post("/login/", fields)["Location"] == "/"
    assert client_of(owner).get("/login/", {"next": way})["Location"] == "/"


@pytest.mark.parametrize("address", ["http://[foo", "http://[::1", "//[", "\\"])
def test_a_malformed_address_of_the_browser_leads_to_the_login_page(address, client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": address}
    answer = client.get("/omset/", headers=headers)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/login/?next=%2Fomset%2F"


@pytest.mark.parametrize("button", [{}, {"add": "ndp"}, {"remove": "rdp-0"}])
def test_a_plan_with_a_number_of_thousands_of_digits_is_shown_again(button, admin, client_of):
    draft = publishing.save_draft(DEFAULT, date(2999, 1, 1), by=admin)
    fields = {"ndp-0-least": "9" * 5000, "ndp-0-most": "9" * 5000} | button
    answer = client_of(admin).post(f"/bonuses/plans/{draft.pk}/edit/", fields)
    assert answer.status_code == (200 if button else 422)


@pytest.mark.parametrize("month", ["0001-01", "1989-12"])
def test_no_month_is_closed_that_no_page_shows(month, client_of, db):
    client, query = client_of(make_master()), {"month": month}
    assert client.post("/bonuses/closing/", query_params=query).status_code == 400
    assert client.post("/bonuses/closing/reopen/", query_params=query).status_code == 400

"""Requests for reservations are approved or rejected on the page, by whoever may (RS-4, RO-6)."""

import pytest
from django.test import Client

from members.models import Reservation
from tests.make import PASSWORD, make_admin, make_staff
from tests.members.views.reservation_requests import LIST, NEW, text, url

pytestmark = pytest.mark.django_db


def test_RS_4_approve_by_htmx_answers_the_new_row(client_of, pending, admin):
    response = client_of(admin, htmx=True).post(url("approve", pending))
    assert text(response).strip().startswith(f'<tr id="reservation-{pending.pk}"')
    assert "badge-approved" in text(response)
    assert "pending-changed" in response["HX-Trigger"]


def test_RS_4_approve_without_javascript_leads_back_to_the_filter(client_of, pending, admin):
    back = f"{LIST}?status=pending"
    response = client_of(admin).post(url("approve", pending), {"next": back})
    assert response.status_code == 302
    assert response["Location"] == back
    assert Reservation.objects.get().status == "approved"


def test_no_decision_leads_to_another_site(client_of, pending, admin):
    form = {"next": "https://evil.example/"}
    assert client_of(admin).post(url("approve", pending), form)["Location"] == LIST


def test_RS_4_reject_asks_for_a_reason(client_of, pending, admin):
    response = client_of(admin).post(url("reject", pending), {"reason": " "})
    assert response.status_code == 422
    assert Reservation.objects.count() == 1


def test_RS_4_reject_by_htmx_empties_the_row(client_of, pending, admin):
    response = client_of(admin, htmx=True).post(url("reject", pending), {"reason": "no"})
    assert response.status_code == 200
    assert response.content == b""
    assert Reservation.objects.count() == 0


def test_RS_4_a_decided_request_is_a_conflict(client_of, pending, admin):
    client = client_of(admin)
    client.post(url("approve", pending))
    again = [
        client.post(url("approve", pending)),
        client.post(url("reject", pending), {"reason": "no"}),
    ]
    assert [response.status_code for response in again] == [409, 409]


def test_a_row_decided_elsewhere_is_shown_as_it_is_now(client_of, pending, admin):
    client_of(admin).post(url("approve", pending))
    reply = client_of(admin, htmx=True).post(url("reject", pending), {"reason": "no"})
    assert reply.status_code == 409
    assert "does not wait any more" in reply["HX-Trigger"]
    assert text(reply).lstrip()[:4] == "<tr "
    assert "Approved" in text(reply)


def test_a_decision_has_its_letter_in_each_row_and_for_the_ticked(client_of, pending, admin):
    page = text(client_of(admin).get("/members/reserved/"))
    assert page.count('data-key="a"') == 2
    assert page.count('data-key="r"') == 2


def test_a_request_that_is_gone_is_not_found(client_of, pending, admin):
    gone = url("approve", pending)
    pending.delete()
    assert client_of(admin).post(gone).status_code == 404


def test_RO_6_staff_can_not_decide(client_of, pending, owner):
    client = client_of(owner)
    answers = [client.post(url(name, pending), {"reason": "x"}) for name in ("approve", "reject")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert Reservation.objects.get().status == "pending"


def test_RO_5_a_blocked_admin_is_kept_out_of_every_url(client_of, pending):
    client = client_of(make_admin(blocked_pages=["reserved"]))
    answers = [client.get(LIST), client.get(NEW), client.post(url("approve", pending))]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_nobody_gets_in_without_signing_in(client, pending):
    answers = [client.get(LIST), client.post(NEW), client.post(url("approve", pending))]
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/login/"}
    assert Reservation.objects.get().status == "pending"


def test_a_form_of_another_site_is_refused(pending, admin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    assert client.post(url("approve", pending)).status_code == 403
    assert Reservation.objects.get().status == "pending"


def test_an_expired_session_leads_htmx_to_the_login_page_and_back(pending):
    person = make_staff("rina")
    client = Client(headers={"HX-Request": "true"})
    here = f"http://testserver{LIST}?q=na"
    reply = client.get(LIST, {"q": "nag"}, headers={"HX-Current-URL": here})
    assert reply["HX-Redirect"] == f"/login/?next={LIST.replace('/', '%2F')}%3Fq%3Dna"
    form = {"username": "rina", "password": PASSWORD, "next": f"{LIST}?q=na"}
    assert Client().post("/login/", form)["Location"] == f"{LIST}?q=na"
    assert person.is_active


def test_an_admin_decides_with_the_customers_page_at_hand(
    client_of, pending, admin, owner, stranger
):
    place = f"/members/customers/of/reservation/{pending.pk}/"
    pages = [text(client_of(user).get("/members/reserved/")) for user in (admin, owner, stranger)]
    assert [f'href="{place}"' in page for page in pages] == [True, True, False]

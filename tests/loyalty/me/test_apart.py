"""Members and staff have nothing in common: neither sessions nor pages (LS-1)."""

import pytest
from django.conf import settings
from django.test import Client

from crm.staff.access import may_open
from crm.staff.models import Session
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import K1, claimed, signed_in
from tests.make import PASSWORD, make_master
from tests.urls import every_url

pytestmark = pytest.mark.django_db


def of_staff():
    return [url for url in every_url() if url.view.access.asks_staff]


def of_members():
    return [url for url in every_url() if url.view.access.keeper is not None]


def leads_to(answer):
    return answer.get("Location", "").partition("?")[0]


def test_case_125_a_member_opens_no_page_of_staff():
    client = signed_in(make_programme())
    assert client.get("/me/").status_code == 200
    names = [url.name for url in of_staff() if leads_to(client.get(url.path())) != "/login/"]
    assert names == []
    assert len(of_staff()) > 200


def test_case_125_nor_with_the_members_cookie_sent_to_every_path():
    client = signed_in(make_programme())
    key = client.cookies["member" if "member" in client.cookies else "__Secure-member"].value
    other = Client()
    for name in ("member", "__Secure-member", settings.SESSION_COOKIE_NAME):
        other.cookies[name] = key
    names = [url.name for url in of_staff() if leads_to(other.get(url.path())) != "/login/"]
    assert names == []


def test_case_125_staff_open_no_page_of_members(client_of):
    master = make_master()
    client = client_of(master)
    for url in of_members():
        answers = [client.get(url.path()), client.post(url.path())]
        places = {leads_to(answer) for answer in answers if answer.status_code != 405}
        assert places == {"/me/login/"}, url.name
        assert not may_open(master, url.view.access)
    assert len(of_members()) >= 12


def test_case_125_leaving_one_area_does_not_leave_the_other(owner):
    client = signed_in(make_programme())
    client.post("/login/", {"username": owner.username, "password": PASSWORD})
    assert client.get("/omset/").status_code == 200
    client.post("/me/logout/")
    assert client.get("/me/").status_code == 302
    assert client.get("/omset/").status_code == 200
    client.post("/me/login/", {"name": K1, "password": "kucing biru di atas meja"})
    client.post("/logout/")
    assert client.get("/omset/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_LS_1_no_page_of_members_reads_or_moves_a_session_of_staff(owner, client_of):
    make_programme()
    client = client_of(owner)
    before = Session.objects.get().session_data
    assert client.get("/me/login/").status_code == 200
    assert claimed(client).status_code == 422
    assert Session.objects.get().session_data == before
    assert settings.SESSION_COOKIE_NAME not in client.get("/me/login/").cookies

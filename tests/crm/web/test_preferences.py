"""Theme and language, for people with and without an account."""

import pytest
from django.test import Client
from django.urls import reverse

URL = reverse("staff:preferences")

pytestmark = pytest.mark.django_db


def test_the_choice_is_kept_on_the_account_and_in_a_cookie(owner, client_of):
    reply = client_of(owner).post(URL, {"theme": "dark", "next": "/omset/"})
    owner.refresh_from_db()
    assert owner.theme == "dark"
    assert reply.cookies["theme"].value == "dark"
    assert reply.status_code == 302
    assert reply["Location"] == "/omset/"


def test_the_login_page_keeps_the_language_in_a_cookie():
    reply = Client().post(URL, {"language": "id"})
    assert reply.cookies["django_language"].value == "id"


def test_htmx_stays_on_the_page(owner, client_of):
    assert client_of(owner, htmx=True).post(URL, {"theme": "light"}).status_code == 204


def test_another_site_is_no_way_back(owner, client_of):
    reply = client_of(owner).post(URL, {"theme": "dark", "next": "https://evil.example/"})
    assert reply["Location"] == "/"


@pytest.mark.parametrize("data", [{}, {"theme": "pink"}, {"language": "xx"}])
def test_an_unknown_choice_is_refused(owner, client_of, data):
    reply = client_of(owner).post(URL, data)
    owner.refresh_from_db()
    assert reply.status_code == 400
    assert owner.theme == "system"
    assert owner.language == ""

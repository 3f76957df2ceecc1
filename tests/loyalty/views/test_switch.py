"""Loyalty switched off: its pages are gone and nothing else changes (LM-1)."""

import json

import pytest
from django.core.management import call_command

from tests.dashboard.shown import menu
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit
from tests.urls import every_url

pytestmark = pytest.mark.django_db


def loyalty_paths():
    beginnings = ("loyalty:", "me:", "card_scan", "join")
    return [url.path() for url in every_url() if url.name.startswith(beginnings)]


def test_LM_1_switched_off_no_page_of_loyalty_is_there(client_of, admin, settings):
    settings.LOYALTY = False
    client = client_of(admin)
    assert {client.get(path).status_code for path in loyalty_paths()} == {404}
    assert [url for url in menu(client.get("/")) if url.startswith("/loyalty/")] == []
    assert "/loyalty/" not in client.post("/search/", {"q": "loyalty"}).content.decode()


def test_LM_1_switched_on_the_menu_has_it(client_of, admin):
    assert "/loyalty/" in menu(client_of(admin).get("/"))


def test_LM_1_numbers_and_standings_are_the_same_bytes_on_and_off(owner, product, settings, capsys):
    make_member(make_programme(products=[product]), surname="Contoh")
    make_deposit(owner, product, "ana", "2026-02-01")

    def printed():
        call_command("numbers", "--from", "2026-01-01", "--to", "2026-12-31", "--json")
        call_command("standings", "--month", "2026-02", "--json")
        return capsys.readouterr().out

    on = printed()
    settings.LOYALTY = False
    assert printed() == on
    assert json.loads(on.splitlines()[0])

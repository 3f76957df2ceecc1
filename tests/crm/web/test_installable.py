"""Manifest, offline page and service worker: open to all, the same for all, never old."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from crm.staff.access import EVERYONE
from tests.parsed import parsed_text

pytestmark = pytest.mark.django_db
PATHS = ["/manifest.webmanifest", "/sw.js", "/offline/"]


@pytest.fixture
def fetch(client):
    return lambda path: client.get(path).content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_everybody_gets_it_and_the_browser_asks_every_time(path):
    reply = Client().get(path)
    assert reply.status_code == 200
    assert reply["Cache-Control"] == "no-cache"
    assert reply.resolver_match.func.access.level == EVERYONE


@pytest.mark.parametrize("path", PATHS)
def test_it_is_only_read(path, client):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", PATHS[1:])
def test_nobody_is_in_what_is_held(path, client_of, owner):
    assert client_of(owner).get(path).content == Client().get(path).content


def test_the_manifest_makes_an_app(client):
    reply = client.get("/manifest.webmanifest")
    app = reply.json()
    assert reply["Content-Type"] == "application/manifest+json"
    assert app["name"] == "Omset CRM"
    assert app["start_url"] == "/"
    assert app["scope"] == "/"
    assert app["display"] == "standalone"


def test_every_icon_is_a_png_of_its_size(client):
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert [(icon["sizes"], icon["purpose"]) for icon in icons] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    assert [size_of(icon["src"]) for icon in icons] == [icon["sizes"] for icon in icons]


def size_of(url):
    with open(finders.find(url.removeprefix("/static/")), "rb") as file:
        start = file.read(24)
    assert start[:8] == b"\x89PNG\r\n\x1a\n"
    return "x".join(str(int.from_bytes(start[at : at + 4])) for at in (16, 20))


def test_the_worker_is_a_script_for_the_whole_site(client):
    reply = client.get("/sw.js")
    assert reply["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_worker_holds_the_offline_page_and_what_it_is_made_of_alone(fetch):
    [files] = re.findall(r"^const FILES = (.*);$", fetch("/sw.js"), re.MULTILINE)
    parts = parsed_text(fetch("/offline/")).all()
    assets = {part.get("href") or part.get("src") for part in parts}
    assets = {url for url in assets if url.startswith("/static/")}
    assert json.loads(files) == ["/offline/", *sorted(assets)]


def test_the_version_follows_the_build(fetch, monkeypatch):
    before = fetch("/sw.js")
    monkeypatch.setattr("crm.web.installable.static", lambda name: f"/static/new-{name}")
    assert fetch("/sw.js") != before


def test_the_offline_page_speaks_both_languages(fetch):
    with translation.override("id"):
        indonesian = translation.gettext("No connection")
    page = fetch("/offline/")
    headings = [heading.text for heading in parsed_text(page).all("h1", "h2")]
    assert headings == ["No connection", indonesian]


def test_the_offline_page_runs_nothing(fetch):
    assert parsed_text(fetch("/offline/")).all("script") == []

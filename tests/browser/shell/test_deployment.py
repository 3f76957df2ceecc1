"""A deployment with changed static files under a page that is open."""

import json
import shutil

import pytest
from django.conf import settings
from django.db import connection

from tests.browser.instruments.person import Person
from tests.browser.instruments.web_server import WebServer
from tests.make import make_staff

pytestmark = pytest.mark.django_db
STYLE = "css/app.css"
NEW_STYLE = "css/app.0123456789ab.css"
FETCH = """async url => {
    const reply = await fetch(url, {cache: "no-store"});
    return [reply.status, reply.headers.get("Cache-Control"), (await reply.text()).length > 10000];
}"""
FOREVER = "max-age=315360000, public, immutable"


@pytest.fixture
def server(tmp_path, monkeypatch, written_by_others):
    """A release whose files are in a folder of its own, and kept in another."""
    monkeypatch.setenv("STATIC_KEPT", str(tmp_path / "kept"))
    name = connection.settings_dict["NAME"]
    server = WebServer(settings.MONGODB_URI, name, tmp_path / "first")
    server.collect_static()
    server.manage("keep_static")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def page(server, chromium):
    """A page that was opened before the deployment."""
    context = chromium.new_context(base_url=server.url)
    person = Person(context, make_staff("rina"), server.url)
    person.sign_in()
    person.page.goto("/omset/new/")
    yield person.page
    context.close()


def next_release(first, folder):
    """The same files but for the style, whose old name is gone."""
    shutil.copytree(first, folder)
    manifest = json.loads((folder / "staticfiles.json").read_text())
    old = manifest["paths"][STYLE]
    for file in folder.glob(f"{old}*"):
        file.unlink()
    (folder / NEW_STYLE).write_text((folder / STYLE).read_text() + "/* changed */")
    manifest["paths"][STYLE] = NEW_STYLE
    (folder / "staticfiles.json").write_text(json.dumps(manifest))
    return folder


def style(page):
    return page.locator("link[rel=stylesheet]").get_attribute("href")


def test_the_page_finds_its_own_files_and_the_next_page_its_new_ones(server, page, tmp_path):
    old = style(page)
    server.deploy(next_release(tmp_path / "first", tmp_path / "second"))
    assert page.evaluate(FETCH, old) == [200, FOREVER, True]
    page.goto("/omset/new/")
    assert style(page) == f"/static/{NEW_STYLE}"
    assert page.evaluate(FETCH, style(page)) == [200, FOREVER, True]

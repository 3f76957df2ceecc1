"""A form is filled, the primary is killed, and it is saved once all the same (docs/decisions/0029).

Three real nodes, web processes and a browser.
"""

import time

import pytest
from playwright.sync_api import expect
from pymongo import MongoClient

from omset.chaos.cast import PASSWORD, Cast
from omset.chaos.network import Loopback
from omset.chaos.nodes import NAME, ReplicaSet
from tests.browser.instruments.web_server import WebServer

SAVED_WITHIN_MS = 5_000


@pytest.fixture
def nodes(tmp_path):
    """With the database of the drill: `writer0` and the product P."""
    with ReplicaSet(Loopback(), tmp_path) as nodes, Cast(nodes.uri, tmp_path) as cast:
        cast.prepare(jobs=0)
        yield nodes


@pytest.fixture
def page(nodes, chromium, tmp_path):
    """Of a staff member who is signed in."""
    server = WebServer(nodes.uri, NAME, tmp_path / "static")
    server.collect_static()
    server.start()
    page = chromium.new_context(base_url=server.url).new_page()
    page.goto("/omset/new/")
    page.get_by_label("Username").fill("writer0")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    yield page
    page.context.close()
    server.stop()


def test_a_form_is_saved_once_within_5_s_of_the_death_of_the_primary(nodes, page):
    page.get_by_label("Product").select_option(label="P")
    page.get_by_label("Customer").fill("budi")
    page.get_by_label("Nominal").fill("150")
    page.get_by_label("Note").fill("half a sentence")
    nodes.kill(nodes.primary())
    began = time.monotonic()
    page.locator("#entry").get_by_role("button", name="Save").click()
    saved = page.locator("#entry .alert-success")
    expect(saved).to_contain_text("budi", timeout=SAVED_WITHIN_MS)
    assert time.monotonic() - began < SAVED_WITHIN_MS / 1000
    with MongoClient(nodes.uri) as client:
        records = list(client[NAME]["omset_omsetrecord"].find())
    assert [(record["customer_id"], record["note"]) for record in records] == [
        ("budi", "half a sentence")
    ]

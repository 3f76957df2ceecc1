"""Installed as an app: the offline page, and a worker that can never show an old page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.instruments.person import NO_ANSWER
from tests.make import make_product, make_staff

pytestmark = pytest.mark.django_db
CACHED = """async () => {
    const paths = async name => (await (await caches.open(name)).keys()).map(
        held => new URL(held.url).pathname);
    return Promise.all((await caches.keys()).map(paths));
}"""


@pytest.fixture
def rina(sign_in):
    """With the worker in charge of her pages."""
    make_product("Alpha")
    person = sign_in(make_staff("rina"))
    person.page.goto("/")
    person.page.evaluate("navigator.serviceWorker.ready")
    person.wait_until("navigator.serviceWorker.controller !== null")
    person.expects(*NO_ANSWER)
    return person


def test_without_network_a_page_says_so_and_comes_when_asked_again(rina):
    rina.context.set_offline(True)
    rina.page.goto("/omset/new/")
    expect(rina.page.get_by_role("heading", name="No connection", level=1)).to_be_visible()
    assert rina.page.url.endswith("/omset/new/")
    rina.context.set_offline(False)
    rina.page.locator(".btn-primary").click()
    expect(rina.page.get_by_role("heading", name="New deposit")).to_be_visible()


def test_the_offline_page_looks_like_the_product(rina):
    rina.context.set_offline(True)
    rina.page.goto("/omset/new/")
    button = rina.page.locator(".btn-primary")
    assert button.evaluate("link => getComputedStyle(link).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_no_page_but_the_offline_page_is_ever_held(rina):
    for path in ("/omset/", "/omset/new/", "/"):
        rina.page.goto(path)
    [held] = rina.page.evaluate(CACHED)
    static = [path for path in held if re.fullmatch(r"/static/.+\.[0-9a-f]{12}\.\w+", path)]
    assert sorted(held) == sorted(["/offline/", *static])


def test_a_page_is_always_the_one_of_now(rina):
    rina.page.goto("/omset/new/")
    rina.log("budi", 100, product="Alpha")
    assert [row["Customer"] for row in rina.rows("/omset/")] == ["budi"]
    rina.page.go_back()
    rina.page.goto("/omset/")
    assert [row["Customer"] for row in rina.rows("/omset/")] == ["budi"]


def test_what_an_earlier_build_held_is_dropped(rina):
    rina.page.evaluate("caches.open('offline-of-yesterday')")
    rina.page.evaluate("navigator.serviceWorker.getRegistration().then(it => it.unregister())")
    rina.page.reload()
    rina.page.evaluate("navigator.serviceWorker.ready")
    rina.wait_until("caches.keys().then(names => names.length === 1)")


def test_a_form_sent_without_network_is_not_answered_by_the_worker(rina):
    rina.page.goto("/profile/")
    rina.context.set_offline(True)
    rina.page.get_by_role("button", name="rina").click()
    rina.page.locator("#language-form").get_by_role("button", name="ID").click()
    rina.page.wait_for_url("chrome-error://**")

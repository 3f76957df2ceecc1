"""On a phone a member claims her card and shows it where there is no network (LS-2, LM-11)."""

import pytest
from playwright.sync_api import expect

from tests.browser.instruments.person import NO_ANSWER
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import CLAIM, K1

PHONE = {"width": 360, "height": 740}
HELD = """async () => {
    const names = await caches.keys();
    const held = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return held.flat().map((request) => new URL(request.url).pathname);
}"""
IS_KEPT = "async () => (await caches.match('/me/card/kept/')) !== undefined"
IS_FORGOTTEN = "async () => (await caches.match('/me/card/kept/')) === undefined"


@pytest.fixture
def phone(sign_in, db):
    make_member(make_programme(), card=K1, name="Ana", surname="Esempio")
    person = sign_in(None, viewport=PHONE)
    person.page.goto("/me/with-card/")
    for name, typed in CLAIM.items():
        person.page.fill(f"[name={name}]", typed)
    person.page.get_by_role("button", name="Open my account").click()
    expect(person.page.locator("h1")).to_contain_text("Ana")
    return person


def test_a_card_is_claimed_kept_shown_without_a_network_and_forgotten(phone):
    page = phone.page
    page.goto("/me/card/")
    phone.wait_until(IS_KEPT)
    own = [path for path in page.evaluate(HELD) if path.startswith("/me/")]
    assert own == ["/me/card/kept/"]
    phone.expects(*NO_ANSWER)
    phone.context.set_offline(True)
    page.goto("/me/")
    expect(page.locator("body")).to_have_text(f"Ana {K1}", use_inner_text=True)
    phone.context.set_offline(False)
    page.goto("/me/devices/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("[name=password]")).to_be_visible()
    phone.wait_until(IS_FORGOTTEN)

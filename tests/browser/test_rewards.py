"""On a phone a reward is asked for; an admin approves, a colleague uses the code (LR-10)."""

import pytest
from playwright.sync_api import expect

from loyalty.accounts.sign_in.sessions import cookie_name
from tests.loyalty.make import make_programme
from tests.loyalty.rewards.make import browser_of, make_redeemer, make_reward
from tests.make import make_admin, make_staff

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(sign_in, web_server, db):
    programme = make_programme()
    make_reward(programme, title="Kopi gratis", is_featured=True, description="Satu cangkir")
    make_reward(programme, title="Payung", points=1_000)
    person = sign_in(None, viewport=PHONE)
    key = browser_of(make_redeemer(programme)).cookies[cookie_name()].value
    person.context.add_cookies([{"name": cookie_name(), "value": key, "url": web_server.url}])
    return person


def test_a_reward_is_asked_for_approved_and_used_once(phone, sign_in):
    page = phone.page
    page.goto("/me/rewards/")
    expect(page.locator("body")).to_contain_text("You have too few points.")
    page.get_by_role("button", name="Ask for it Kopi gratis").click()
    expect(page.locator("body")).to_contain_text("Waiting for a decision")
    admin = sign_in(make_admin())
    admin.page.goto("/loyalty/redemptions/")
    admin.page.get_by_role("link", name="Kopi gratis").click()
    admin.page.get_by_role("button", name="Approve").click()
    expect(admin.page.locator("body")).to_contain_text("Nothing waits for a decision")
    page.reload()
    code = page.locator(".member-card .tabular-nums").inner_text()
    staff = sign_in(make_staff(), viewport=PHONE)
    staff.page.goto("/loyalty/redemptions/use/")
    staff.page.get_by_label("Code").fill(code.lower())
    staff.page.get_by_role("button", name="Look it up").click()
    expect(staff.page.locator("h1")).to_have_text("Kopi gratis")
    staff.page.get_by_role("button", name="Use it once").click()
    expect(staff.page.locator("body")).to_contain_text("Nothing is left.")

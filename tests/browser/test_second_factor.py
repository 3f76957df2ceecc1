"""A phone is set up, lost, and its owner comes back with a recovery code (issue 15, item 3)."""

import re

import pyotp
import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from tests.make import PASSWORD, make_admin

CODES = "#codes li"


def code_of(secret, seconds=0):
    """What the app shows, so many seconds from now: half a minute early it is good already."""
    return pyotp.TOTP(secret).at(int(timezone.now().timestamp()) + seconds)


class Journey:
    """One admin at a narrow browser, who reads one language."""

    def __init__(self, person):
        self.person, self.page = person, person.page

    def press(self, name):
        """A button or a link with this text."""
        exactly = re.compile(f"^{re.escape(_(name))}$")
        target = self.page.get_by_role("button", name=exactly)
        target.or_(self.page.get_by_role("link", name=exactly)).first.click()

    def type_code(self, code):
        self.page.locator("[name=code]").fill(code)

    def set_up_a_phone(self):
        """The secret that it has from now on."""
        self.page.goto("/second-factor/new/")
        secret = self.page.locator("#secret").inner_text()
        self.type_code(code_of(secret))
        self.press("Set up this phone")
        expect(self.page.locator(CODES)).to_have_count(10)
        return secret

    def sign_out(self):
        self.page.locator(".user-button").click()
        self.press("Sign out")
        expect(self.page.locator("[name=username]")).to_be_visible()

    def type_password(self):
        self.page.locator("[name=username]").fill(self.person.name)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("Sign in")
        expect(self.page.locator("[name=code]")).to_be_visible()

    def is_in(self):
        expect(self.page.locator(".user-button")).to_be_visible()

    def fits(self):
        """Nothing is wider than the window."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_lost_phone_and_back_with_a_recovery_code(language, sign_in):
    boss = sign_in(make_admin("boss", language=language), viewport={"width": 360, "height": 740})
    journey = Journey(boss)
    boss.speak(language)
    with translation.override(language):
        secret = journey.set_up_a_phone()
        journey.fits()
        recovery_code = boss.page.locator(CODES).first.inner_text()
        journey.sign_out()
        journey.type_password()
        journey.fits()
        journey.type_code(code_of(secret, 30))
        journey.press("Sign in")
        journey.is_in()
        journey.sign_out()
        journey.type_password()
        journey.type_code(recovery_code)
        journey.press("Sign in")
        journey.is_in()
        expect(boss.page.get_by_text("9", exact=False).first).to_be_visible()
        assert journey.set_up_a_phone() != secret
        boss.page.goto("/sessions/")
        journey.fits()

"""A shift on a phone: the gate, the check-in, a break with its clock, a correction (AT-1, IZ-1)."""

from datetime import timedelta

import pyotp
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.policies.units import shift_value
from leave.attendance.policies import GATE, WORKING_HOURS
from leave.models import Authenticator, Break, CheckIn
from tests.browser.shell.test_menu import PHONE
from tests.leave.attendance.make import decided
from tests.make import make_admin, make_staff

pytestmark = pytest.mark.django_db
LAST_MINUTE = 24 * 60 - 1


@pytest.fixture
def boss(db):
    return make_admin("boss")


@pytest.fixture
def shift_begin():
    """The minute of the day in which a shift began an hour ago."""
    now = timezone.localtime()
    return max(0, now.hour * 60 + now.minute - 60)


@pytest.fixture
def rina(sign_in, boss, shift_begin):
    """A staff member with a phone, an hour into a shift that the gate guards."""
    today = timezone.localdate().isoformat()
    hours = shift_value(shift_begin, min(LAST_MINUTE, shift_begin + 180))
    decided(WORKING_HOURS, hours, today, by=boss)
    decided(GATE, 1, today, by=boss)
    return sign_in(make_staff("rina"), **PHONE)


def code_after_the_last(staff) -> str:
    """What the phone shows from half a minute on: the one of now is used up."""
    secret = Authenticator.objects.get(staff_id=staff.pk).secret
    return pyotp.TOTP(secret).at(timezone.now() + timedelta(seconds=30))


def seconds_of(page) -> int:
    minutes, seconds = page.locator("[data-elapsed]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_shift_of_a_phone(rina, boss, sign_in, shift_begin):
    page = rina.page
    page.goto("/omset/?preset=all")
    expect(page.locator("h1")).to_have_text("Check in")
    page.get_by_role("link", name="Set up the phone").tap()
    page.get_by_role("button", name="Show my key").tap()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Code of your phone").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Confirm").tap()
    page.get_by_label("Code of your phone").fill(code_after_the_last(rina.user))
    page.get_by_role("button", name="Check in").tap()
    expect(page.get_by_text("You have checked in at")).to_be_visible()

    page.goto("/leave/breaks/")
    page.get_by_role("button", name="Start a break").tap()
    expect(page.get_by_text("On a break since")).to_be_visible()
    Break.objects.update(started_at=timezone.now() - timedelta(minutes=5))
    page.reload()
    first = seconds_of(page)
    assert first >= 300
    page.wait_for_timeout(2_000)
    running = seconds_of(page)
    assert running > first
    page.reload()
    assert seconds_of(page) >= running
    page.get_by_role("button", name="End the break").tap()
    expect(page.get_by_role("button", name="Start a break")).to_be_visible()

    page.goto("/leave/attendance/")
    page.get_by_role("link", name="Ask for a correction").tap()
    page.get_by_label("I came at").fill(f"{shift_begin // 60:02}:{shift_begin % 60:02}")
    page.get_by_label("Reason").fill("the phone was empty")
    page.get_by_role("button", name="Ask").tap()
    expect(page.get_by_text("An admin decides").first).to_be_visible()

    admin = sign_in(boss)
    admin.page.goto("/leave/attendance/corrections/?status=pending")
    admin.page.get_by_role("button", name="Approve").first.click()
    expect(admin.page.locator("tr .badge-approved")).to_be_visible()
    assert CheckIn.objects.get().corrected_at is not None

    rina.speak("id")
    page.goto("/leave/attendance/")
    expect(page.locator("h1")).to_have_text("Kehadiran")
    expect(page.get_by_text("Tepat waktu")).to_be_visible()


def test_the_check_in_works_without_a_script(sign_in, rina):
    plain = sign_in(rina.user, java_script_enabled=False, **PHONE)
    plain.page.goto("/omset/new/")
    plain.page.get_by_role("link", name="Set up the phone").tap()
    plain.page.get_by_role("button", name="Show my key").tap()
    secret = plain.page.locator("#secret").inner_text()
    plain.page.get_by_label("Code of your phone").fill(pyotp.TOTP(secret).now())
    plain.page.get_by_role("button", name="Confirm").tap()
    plain.page.get_by_label("Code of your phone").fill(code_after_the_last(rina.user))
    plain.page.get_by_role("button", name="Check in").tap()
    expect(plain.page).to_have_url(f"{plain.base_url}/omset/new/")

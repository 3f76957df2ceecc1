"""Leave on a phone and its decision, and a month of fees that is closed (LV-5, FE-1 to FE-3)."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.calendar import add_months
from leave.fees.statements import statement_of
from leave.models import FeeClosing, LeaveRequest, LeaveStatus
from tests.browser.shell.test_menu import PHONE
from tests.browser.test_pages import TOO_WIDE
from tests.leave.fees.make import come_late
from tests.make import make_admin, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(sign_in):
    return sign_in(make_admin("boss"))


@pytest.fixture
def rina(sign_in):
    return sign_in(make_staff("rina"), **PHONE)


def confirm(page, button, reason):
    """Press a button that asks for a reason first, and say why."""
    page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name=button).click()


def test_leave_is_asked_for_on_a_phone_and_decided(rina, boss):
    page, day = rina.page, timezone.localdate() + timedelta(days=3)
    page.goto("/leave/")
    page.get_by_role("link", name="Ask for leave").first.tap()
    page.get_by_label("From", exact=True).fill(str(day))
    expect(page.locator("#forecast")).to_contain_text("12 h")
    page.get_by_role("button", name="Ask", exact=True).tap()
    expect(page.locator("tr .badge-pending")).to_be_visible()

    boss.page.goto("/leave/?status=pending")
    boss.page.get_by_role("button", name="Approve").first.click()
    expect(boss.page.get_by_role("button", name="Approve")).to_have_count(0)
    assert LeaveRequest.objects.get().status == LeaveStatus.APPROVED

    rina.speak("id")
    page.goto("/notifications/")
    expect(page.get_by_text("disetujui oleh boss")).to_be_visible()
    page.goto("/leave/")
    expect(page.locator("tr .badge-approved")).to_have_text("Disetujui")
    assert not page.evaluate(TOO_WIDE)


def test_a_month_of_fees_is_waived_charged_paid_and_closed(rina, boss):
    month = add_months(timezone.localdate(), -1)
    come_late(rina.user, str(month.replace(day=6)), 10)
    come_late(rina.user, str(month.replace(day=7)), 4)
    page = boss.page
    page.goto(f"/leave/fees/?month={month:%Y-%m}")
    page.get_by_role("link", name="rina").click()
    confirm(page.locator("tr", has_text="$ 50,00"), "Waive", "flood")
    expect(page.locator("#lines tfoot")).to_contain_text("$ 20,00")
    confirm(page.locator("tr", has_text="flood"), "Charge again", "another day")
    expect(page.locator("#lines tfoot")).to_contain_text("$ 70,00")
    page.get_by_role("link", name="Record a payment").click()
    page.get_by_label("Amount").fill("167000")
    page.get_by_label("Currency").select_option("IDR")
    page.get_by_role("button", name="Record the payment").click()
    expect(page.locator("#payments tfoot")).to_contain_text("$ 10,00")
    page.goto(f"/leave/fees/closing/?month={month:%Y-%m}")
    page.get_by_role("button", name=re.compile(r"^Close \w+ \d{4}")).click()
    expect(page.get_by_text("Closed by boss")).to_be_visible()
    assert FeeClosing.objects.get().month == month
    assert statement_of(rina.user.pk, month).due == Decimal("60.00")

    rina.speak("id")
    page = rina.page
    page.goto("/notifications/")
    page.get_by_role("button", name="sudah ditutup").tap()
    expect(page.locator("h1")).to_have_text("Denda saya")
    assert rina.stats() == {"Total": "$ 70,00", "Dibayar": "$ 10,00", "Sisa tagihan": "$ 60,00"}
    expect(page.get_by_text("Ditutup oleh boss")).to_be_visible()
    assert not page.evaluate(TOO_WIDE)

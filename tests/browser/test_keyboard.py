"""The day's work without a mouse: sign in, log, approve, delete, restore."""

import pytest
from playwright.sync_api import expect

from omset.models import OmsetRecord
from tests.browser.instruments.keyboard import Keyboard
from tests.make import (
    PASSWORD,
    make_admin,
    make_deposit,
    make_product,
    make_reservation,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rina(db):
    return make_staff("rina")


@pytest.fixture
def product(db):
    return make_product("Alpha")


@pytest.fixture
def admin(sign_in):
    return Keyboard(sign_in(make_admin("ani")))


def test_sign_in(sign_in, rina):
    person = sign_in(rina, by_form=True)
    person.context.clear_cookies()
    keys = Keyboard(person)
    keys.page.goto("/omset/new/")
    if keys.page.evaluate("document.activeElement.name") != "username":
        keys.tab_to(keys.page.get_by_label("Username"))
    keys.type("rina")
    keys.tab_to(keys.page.get_by_label("Password", exact=True))
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(keys.page).to_have_url(f"{person.base_url}/omset/new/")


def test_the_first_tab_leads_past_the_menu(sign_in, rina):
    keys = Keyboard(sign_in(rina))
    keys.page.goto("/omset/")
    keys.press("Tab")
    keys.press("Enter")
    expect(keys.page.locator("main")).to_be_focused()


def test_log_a_deposit(sign_in, rina, product):
    keys = Keyboard(sign_in(rina))
    page = keys.page
    page.goto("/")
    keys.enter(page.locator("#sidebar").get_by_role("link", name="New deposit"))
    expect(page.get_by_label("Product")).to_be_focused()
    keys.type("Alpha")
    keys.press("Tab")
    keys.type("budi")
    keys.tab_to(page.get_by_label("Nominal"))
    keys.type("150k")
    keys.press("Enter")
    expect(page.locator("#entry .alert")).to_contain_text("budi")
    expect(page.get_by_label("Customer")).to_be_focused()
    assert [record.total for record in OmsetRecord.objects.all()] == [150_000]


def test_approve(admin, rina, product):
    for customer in ("budi", "siti"):
        make_reservation(make_staff(f"holder of {customer}"), product, customer)
        make_deposit(rina, product, customer)
    admin.page.goto("/omset/pending/")
    for left in (1, 0):
        admin.enter(admin.button("Approve", inside="#queue tbody tr:first-child"))
        expect(admin.page.locator("#queue tbody tr")).to_have_count(left)
    assert OmsetRecord.objects.counted().count() == 2


def test_delete_and_restore(admin, rina, product):
    record = make_deposit(rina, product, "budi")
    admin.page.goto(record.get_absolute_url())
    admin.enter(admin.button("Delete"))
    admin.enter(admin.button("Delete", inside="#delete"))
    admin.sees("The deposit of budi is in the trash.")
    admin.page.goto("/omset/trash/")
    admin.enter(admin.button("Restore", inside="#trash"))
    expect(admin.page.locator("#trash tbody tr")).to_have_count(0)
    assert OmsetRecord.objects.counted().count() == 1


def test_what_was_opened_by_mistake_is_left_by_escape(admin, rina, product):
    record = make_deposit(rina, product, "budi")
    admin.page.goto(record.get_absolute_url())
    admin.enter(admin.button("Delete"))
    admin.press("Tab", "Escape")
    expect(admin.page.locator("#delete")).to_be_hidden()
    expect(admin.button("Delete")).to_be_focused()

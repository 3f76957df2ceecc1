"""A deposit by keyboard alone: where the cursor goes, and with how few keys."""

import pytest
from playwright.sync_api import expect

from omset.models import OmsetRecord
from tests.browser.instruments.counted_keys import SECONDS_A_KEY, CountedKeys
from tests.make import make_admin, make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db
NEW = "/omset/new/"
SECONDS = 8


@pytest.fixture
def rina():
    """A staff member with customers of her own, beside a colleague with another one."""
    rina, product = make_staff("rina"), make_product("Alpha")
    make_product("Bravo")
    for customer in ("budi-0815", "budiman", "siti"):
        make_deposit(rina, product, customer)
    make_deposit(make_staff("tono"), product, "budi-of-tono")
    return rina


@pytest.fixture
def keys(sign_in, rina):
    """Her hands on the keyboard, in front of the form with the product chosen."""
    person = sign_in(rina)
    person.page.goto(NEW)
    keyboard = CountedKeys(person)
    keyboard.press("Alpha", "Tab")
    return keyboard


def suggestions(page):
    return page.locator("#customers").get_by_role("option")


def test_from_the_sign_in_to_a_saved_deposit_without_a_mouse(sign_in, rina):
    person = sign_in(rina, by_form=True)
    keys = CountedKeys(person)
    expect(person.page.locator("main")).to_be_visible()
    keys.press("n")
    person.page.wait_for_url(f"**{NEW}")
    keys.arrive_at("product")
    keys.press("Alpha", "Tab")
    keys.arrive_at("customer_id")
    keys.press("siti", "Tab")
    keys.arrive_at("nominal")
    keys.press("150k", "Enter")
    expect(person.page.locator("#saved")).to_contain_text("siti, Rp 150.000")
    assert keys.presses * SECONDS_A_KEY < SECONDS


def test_the_next_deposit_takes_a_dozen_keys(keys):
    keys.press("bu")
    expect(suggestions(keys.page)).to_have_count(2)
    before = keys.presses - 2
    keys.press("ArrowDown", "Enter")
    keys.arrive_at("nominal")
    keys.press("1,5jt", "Enter")
    expect(keys.page.locator("#saved")).to_contain_text("budi-0815, Rp 1.500.000")
    keys.arrive_at("customer_id")
    assert keys.presses - before == 10
    assert keys.page.get_by_label("Product").input_value() != ""
    assert [record.customer_id for record in OmsetRecord.objects.filter(total=1_500_000)] == [
        "budi-0815"
    ]


def test_suggestions_are_ones_own_with_the_last_deposit(keys):
    keys.press("bu")
    expect(suggestions(keys.page)).to_have_text(
        ["budi-0815 Alpha, 1 Feb 2026", "budiman Alpha, 1 Feb 2026"]
    )
    keys.press("dim")
    expect(suggestions(keys.page)).to_have_count(1)
    keys.press("xyz")
    expect(keys.page.locator("#customers")).to_be_hidden()


def test_the_list_obeys_arrows_tab_and_escape_and_says_so(keys):
    field, listbox = keys.page.locator("#id_customer_id"), keys.page.locator("#customers")
    keys.press("bu")
    expect(field).to_have_attribute("aria-expanded", "true")
    keys.press("ArrowDown", "ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "customer-2")
    keys.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(listbox).to_be_hidden()
    keys.press("ArrowDown", "Tab")
    keys.arrive_at("nominal")
    expect(field).to_have_value("budi-0815")
    expect(listbox).to_be_hidden()


def test_what_is_not_chosen_from_the_list_is_kept_as_typed(keys):
    keys.press("budi")
    expect(suggestions(keys.page)).to_have_count(2)
    keys.press("Enter")
    keys.arrive_at("nominal")
    expect(keys.page.locator("#id_customer_id")).to_have_value("budi")
    expect(keys.page.locator("#customers")).to_be_hidden()


def test_a_suggestion_can_be_touched(keys):
    keys.press("bud")
    suggestions(keys.page).nth(1).click()
    keys.arrive_at("nominal")
    expect(keys.page.locator("#id_customer_id")).to_have_value("budiman")


def test_an_admin_gets_the_customers_of_the_chosen_person(sign_in, rina):
    person = sign_in(make_admin("ani"))
    person.page.goto(NEW)
    person.page.get_by_label("Staff").select_option(label="rina")
    person.page.get_by_label("Customer").press_sequentially("bu")
    expect(suggestions(person.page)).to_have_count(2)


def test_undo_by_keyboard_takes_it_back_and_the_numbers_with_it(keys):
    keys.press("siti", "Tab", "150", "Enter")
    running = keys.page.locator("#running")
    expect(running).to_contain_text("Rp 150.000")
    toast = keys.page.locator("#toasts .alert")
    expect(toast).to_contain_text("Saved: siti, Rp 150.000.")
    assert "Rp\N{NO-BREAK SPACE}150.000" in toast.text_content()
    keys.press("Alt+u")
    expect(toast).to_contain_text("The deposit of siti is in the trash.")
    expect(keys.page.locator("#saved")).to_contain_text("Taken back")
    expect(running).not_to_contain_text("Rp 150.000")
    keys.arrive_at("customer_id")
    assert OmsetRecord.objects.trashed().count() == 1


def test_undo_goes_after_ten_seconds_unless_somebody_is_at_it(keys):
    keys.press("siti", "Tab", "150", "Enter")
    toast = keys.page.locator("#toasts .alert").filter(has_text="Saved")
    expect(toast).to_be_visible()
    seconds = "toast => getComputedStyle(toast).animationDelay"
    state = "toast => getComputedStyle(toast).animationPlayState"
    assert toast.evaluate(seconds) == "10s"
    assert toast.evaluate(state) == "running"
    toast.get_by_role("button", name="Undo").focus()
    assert toast.evaluate(state) == "paused"


def test_a_phone_has_keys_for_thousands_and_millions(sign_in, rina):
    phone = {"width": 360, "height": 740}
    person = sign_in(rina, viewport=phone, has_touch=True, is_mobile=True)
    page = person.page
    page.goto(NEW)
    nominal = page.get_by_label("Nominal")
    assert nominal.get_attribute("inputmode") == "decimal"
    nominal.fill("1,5")
    page.get_by_role("button", name="jt").tap()
    assert nominal.input_value() == "1,5jt"
    page.get_by_role("button", name="k", exact=True).tap()
    assert nominal.input_value() == "1,5k"
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport()

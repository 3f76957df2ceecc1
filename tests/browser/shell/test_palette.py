"""The shell by keyboard: the palette, the keys, the drawer, the rail. Nothing in the console."""

import re

import pytest
from playwright.sync_api import expect

from members import reservations
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def rina(sign_in):
    """A staff member with a customer, on a page with fields and on no field."""
    rina = make_staff("rina")
    make_deposit(rina, make_product("Alpha"), "Budi Santoso")
    person = sign_in(rina)
    person.page.goto("/omset/?preset=all")
    return person


def press(person, *keys):
    for key in keys:
        person.page.keyboard.press(key)


def chosen(person):
    """The choice that a screen reader is told of, which is the marked one too."""
    page = person.page
    pointed = page.locator("#palette-text").get_attribute("aria-activedescendant")
    expect(page.locator("#found [aria-selected=true]")).to_have_id(pointed)
    return page.locator(f"[id='{pointed}']")


def test_find_a_customer_by_keyboard_alone(rina):
    press(rina, "Control+k")
    expect(rina.page.get_by_role("combobox", name="Search")).to_be_focused()
    rina.page.keyboard.type("budi")
    expect(rina.page.locator("#found-count")).to_have_text("1 result")
    expect(chosen(rina)).to_contain_text("Budi Santoso")
    press(rina, "Enter")
    expect(rina.page.get_by_role("heading", level=1)).to_contain_text("Budi Santoso")


def test_the_arrows_walk_round_and_escape_gives_the_focus_back(rina):
    page = rina.page
    page.locator("h1").focus()
    press(rina, "Tab", "Control+k")
    expect(page.locator("#found [role=option]").first).to_be_visible()
    names = page.locator("#found [role=option]").all_inner_texts()
    press(rina, "ArrowDown")
    assert chosen(rina).inner_text() == names[1]
    press(rina, "ArrowUp", "ArrowUp")
    assert chosen(rina).inner_text() == names[-1] == "Sign out"
    press(rina, "Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_an_action_changes_the_theme_without_leaving_the_page(rina):
    press(rina, "Control+k")
    rina.page.keyboard.type("dark")
    expect(rina.page.locator("#found [aria-selected=true]")).to_have_text("Dark theme")
    press(rina, "Enter")
    expect(rina.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(rina.page.locator("#palette")).to_be_hidden()
    expect(rina.page.locator("main h1")).to_have_text("Omset CRM")


def test_sign_out_from_the_palette(rina):
    press(rina, "Control+k")
    rina.page.keyboard.type("sign o")
    expect(rina.page.locator("#found [aria-selected=true]")).to_have_text("Sign out")
    press(rina, "Enter")
    expect(rina.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_what_is_not_found_leads_nowhere_by_itself(rina):
    press(rina, "Control+k")
    rina.page.keyboard.type("<zz>.*(")
    expect(rina.page.locator("#found-count")).to_have_text("Nothing found")
    press(rina, "Enter")
    expect(rina.page).to_have_url(re.compile(r"/search/$"))
    expect(rina.page.get_by_role("main").get_by_label("Search")).to_have_value("<zz>.*(")


def test_letters_go_to_pages(rina):
    for keys, title in {
        "gr": "Reserved members",
        "gd": "Dashboard",
        "go": "Omset CRM",
        "gn": "New deposit",
    }.items():
        press(rina, *keys)
        expect(rina.page.locator("main h1")).to_have_text(title)
        rina.page.locator("main h1").click()
    rina.page.goto("/profile/")
    press(rina, "n")
    expect(rina.page.locator("main h1")).to_have_text("New deposit")


def test_letters_in_a_field_are_letters(rina):
    field = rina.page.get_by_role("searchbox", name="Customer")
    press(rina, "/")
    expect(field).to_be_focused()
    rina.page.keyboard.type("gd?n/")
    expect(field).to_have_value("gd?n/")
    expect(rina.page.locator("#keys")).to_be_hidden()


def test_the_list_of_keys_names_only_what_one_may_open(rina, sign_in):
    admin = sign_in(make_admin("ani"))
    for person, decides in ((rina, 0), (admin, 1)):
        person.page.goto("/profile/")
        press(person, "?")
        keys = person.page.get_by_role("dialog", name="Keys")
        expect(keys).to_be_visible()
        expect(keys.get_by_role("heading", name="Where an admin decides")).to_have_count(decides)
        press(person, "Escape")
        expect(keys).to_be_hidden()


def test_letters_can_be_switched_off(rina):
    page = rina.page
    press(rina, "?")
    page.get_by_label("Keys without Ctrl are on").uncheck()
    press(rina, "Escape", "n", "?")
    expect(page.locator("main h1")).to_have_text("Omset CRM")
    expect(page.locator("#keys")).to_be_hidden()
    press(rina, "Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_the_drawer_of_a_phone_takes_the_focus_and_gives_it_back(sign_in):
    person = sign_in(make_staff("rina"), viewport={"width": 360, "height": 740})
    page = person.page
    page.goto("/")
    opener = page.get_by_role("button", name="Menu", exact=True)
    opener.focus()
    press(person, "Enter")
    expect(page.get_by_role("button", name="Close menu")).to_be_focused()
    press(person, "Escape")
    expect(page.locator("#sidebar")).to_be_hidden()
    expect(opener).to_be_focused()
    press(person, "Enter")
    page.get_by_role("link", name="New deposit").first.click()
    expect(page.locator("main h1")).to_have_text("New deposit")
    expect(page.locator("#sidebar")).to_be_hidden()


def test_the_narrow_menu_is_narrow_from_the_first_byte_of_the_next_page(rina):
    page = rina.page
    page.get_by_role("button", name="Narrow menu").click()
    assert page.locator("#sidebar").bounding_box()["width"] == 56
    answer = rina.context.request.get("/omset/").text()
    assert '<div class="shell rail">' in answer
    page.goto("/omset/new/")
    link = page.locator("#sidebar").get_by_role("link", name="Reserved members")
    assert link.bounding_box()["width"] < 56


def test_a_closed_group_of_the_menu_says_what_waits_in_it(sign_in, db):
    holder, owner, product = make_staff("tono"), make_staff("rina"), make_product("Alpha")
    make_reservation(holder, product, "taken")
    for _time in range(2):
        make_deposit(owner, product, "taken")
    reservations.request(staff=owner, customer_id="x", product=product, phone="0812345678")
    page = sign_in(make_admin("ani")).page
    page.goto("/")
    group = page.locator("#sidebar details", has_text="Approval queue")
    expect(group.locator("[data-sum]")).to_be_hidden()
    group.locator("summary").click()
    expect(group.locator("[data-sum]")).to_have_text("2")
    expect(group.locator("[data-sum]")).to_be_visible()

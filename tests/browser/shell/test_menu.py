"""A phone's way through the menu: the drawer with its search, and the bar at the foot (NO-4)."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import TOO_WIDE
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SMALLEST_TARGET = 24


@pytest.fixture
def waiting(db):
    """A deposit that waits for approval."""
    rina, product = make_staff("rina"), make_product("Alpha")
    make_reservation(make_staff("tono"), product, "taken")
    return make_deposit(rina, product, "taken")


@pytest.fixture
def rina(sign_in, waiting):
    """A staff member with a phone."""
    return sign_in(waiting.staff, **PHONE)


def bar(page):
    return page.get_by_role("navigation", name="Most used pages")


def test_the_bar_leads_to_the_pages_used_most(rina):
    page = rina.page
    page.goto("/")
    bar(page).get_by_role("link", name="New deposit").tap()
    expect(page.locator("main h1")).to_have_text("New deposit")
    current = bar(page).locator("[aria-current=page]")
    expect(current).to_have_text("New deposit")


def test_every_link_of_the_bar_is_a_target_for_a_thumb(rina):
    for language in ("en", "id"):
        rina.speak(language)
        rina.page.goto("/")
        boxes = [link.bounding_box() for link in rina.page.locator(".bottom-bar a").all()]
        assert len(boxes) == 5
        assert min(box["height"] for box in boxes) >= SMALLEST_TARGET
        assert min(box["width"] for box in boxes) >= SMALLEST_TARGET
        assert not rina.page.evaluate(TOO_WIDE)


def test_the_bar_covers_neither_the_save_button_nor_the_end_of_the_page(rina):
    page = rina.page
    page.goto("/omset/new/")
    top = page.locator(".bottom-bar").bounding_box()["y"]
    save = page.get_by_role("button", name="Save").bounding_box()
    assert save["y"] + save["height"] <= top
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    end = page.locator("main").bounding_box()
    assert round(end["y"] + end["height"]) <= top


def test_the_bar_makes_room_for_a_keyboard(rina):
    rina.page.goto("/omset/new/")
    rina.page.set_viewport_size({"width": 360, "height": 400})
    expect(rina.page.locator(".bottom-bar")).to_be_hidden()


def test_a_wide_screen_has_the_menu_instead(rina):
    rina.page.set_viewport_size({"width": 1280, "height": 800})
    rina.page.goto("/")
    expect(rina.page.locator(".bottom-bar")).to_be_hidden()
    expect(rina.page.locator(".drawer-search")).to_be_hidden()
    expect(rina.page.locator("#sidebar")).to_be_visible()


def test_the_field_of_the_drawer_finds_a_page(rina):
    page = rina.page
    page.goto("/")
    page.get_by_role("button", name="Menu", exact=True).tap()
    page.locator("#sidebar").get_by_role("searchbox", name="Search").tap()
    expect(page.locator("#palette-text")).to_be_focused()
    page.keyboard.type("reserved")
    expect(page.locator("#found [aria-selected=true]")).to_have_text("Reserved members")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("Reserved members")


def test_what_waits_on_the_bar_follows_the_menu(sign_in, waiting):
    page = sign_in(make_admin("ani"), **PHONE).page
    page.goto("/omset/pending/")
    count = bar(page).locator("[data-follows=badge-pending]")
    expect(count).to_have_text("1")
    page.get_by_role("button", name="Approve", exact=True).first.tap()
    expect(count).to_be_hidden()


def test_a_group_stays_closed_by_its_name(sign_in, waiting):
    ani = sign_in(make_admin("ani"))
    ani.page.goto("/")
    ani.page.locator("[data-group=work] summary").click()
    expect(ani.page.locator("[data-group=work] [data-sum]")).to_have_text("1")
    ani.page.goto("/omset/")
    expect(ani.page.locator("[data-group=work]")).not_to_have_attribute("open", "")
    expect(ani.page.locator("[data-group=check]")).to_have_attribute("open", "")

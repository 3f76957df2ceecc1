"""The dashboard follows what is typed, deleted and restored, for admins and for staff."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.instruments.person import plain
from tests.make import make_admin, make_product, make_staff

pytestmark = pytest.mark.django_db
READ_FIGURES = """rows => Object.fromEntries(rows.map(row => [
    row.cells[0].innerText, [...row.cells[1].querySelectorAll("a")].map(link => link.innerText)
]))"""


def figures(person):
    """{name: (today, yesterday)} as the first panel says."""
    person.page.goto("/")
    panel = person.page.locator("section.panel", has_text="Today").first
    rows = panel.locator("tbody tr").evaluate_all(READ_FIGURES)
    return {name: tuple(map(plain, pair)) for name, pair in rows.items()}


@pytest.fixture
def floor(sign_in):
    """A and B have typed in the deposits of yesterday and today; with them the admin."""
    make_product("P")
    a, b = sign_in(make_staff("A")), sign_in(make_staff("B"))
    today, yesterday = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    for person in (a, b):
        person.page.goto("/omset/new/")
    a.log("x", 100, day=yesterday, product="P")
    b.log("x", 400, day=yesterday, product="P")
    a.log("x", 100, multiplier="1,5", day=today)
    a.log("z", 80)
    return a, sign_in(make_admin())


def test_today_and_yesterday_are_what_was_typed_in(floor):
    a, admin = floor
    assert figures(admin) == {
        "Omset": (230_000, 500_000),
        "NDP": (1, 2),
        "RDP": (1, 0),
        "Records": (2, 2),
    }
    assert figures(a) == {
        "Omset": (230_000, 100_000),
        "NDP": (1, 1),
        "RDP": (1, 0),
        "Records": (2, 1),
    }


def test_every_number_leads_to_its_records_and_follows_them(floor):
    _a, admin = floor
    figures(admin)
    page = admin.page
    page.locator("section.panel tr", has_text="NDP").first.get_by_role("link").last.click()
    expect(page.locator("table.data tbody tr")).to_have_count(2)
    of_a = page.locator("table.data tbody tr").filter(has=page.get_by_text("A", exact=True))
    of_a.get_by_role("link", name="x", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    page.locator("#delete").get_by_role("button", name="Delete").click()
    expect(page.locator("#toasts")).to_contain_text("The deposit of x is in the trash.")
    changed = figures(admin)
    assert changed["NDP"] == (2, 1)
    assert changed["RDP"] == (0, 0)

"""Everything works in a browser that runs no script; only slower."""

import csv

import pytest
from playwright.sync_api import expect

from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_date")]


class Desk:
    """A staff member and an admin, both without scripts."""

    def __init__(self, sign_in):
        self.product, self.rina_user = make_product("Alpha"), make_staff("rina")
        self.rina = sign_in(self.rina_user, by_form=True, java_script_enabled=False)
        self.admin = sign_in(make_admin("ani"), java_script_enabled=False)

    def waiting(self, customer):
        """A deposit of rina for a customer of somebody else; returns its page."""
        holder = make_staff(f"holder of {customer}")
        make_reservation(holder, self.product, customer, by=make_admin(f"boss of {customer}"))
        return make_deposit(self.rina_user, self.product, customer).get_absolute_url()


@pytest.fixture
def desk(sign_in):
    return Desk(sign_in)


def press(person, name, *, inside="main"):
    """Press a button and wait for the page it leads to."""
    with person.page.expect_navigation():
        person.page.locator(inside).get_by_role("button", name=name, exact=True).click()


def type_deposit(person, customer, nominal):
    """Fill the entry form and save it; returns the page of the record."""
    page = person.page
    page.goto("/omset/new/")
    page.get_by_label("Product").select_option(label="Alpha")
    page.get_by_label("Customer").fill(customer)
    page.get_by_label("Nominal").fill(nominal)
    press(person, "Save")
    return page.locator("#entry .alert a").get_attribute("href")


def approvals(person, path="/omset/?preset=all"):
    return {row["Customer"]: row["Approval"] for row in person.rows(path)}


def test_log_correct_delete_and_restore(desk):
    page, url = desk.rina.page, type_deposit(desk.rina, "budi", "100")
    assert desk.rina.stats() == {"NDP": 1, "RDP": 0, "Records": 1, "Omset": 100_000}
    page.goto(url)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Nominal").fill("250")
    press(desk.rina, "Save")
    expect(page.locator("main")).to_contain_text("Rp 250.000 × 1 = Rp 250.000")
    page.get_by_role("button", name="Delete").click()
    press(desk.rina, "Delete", inside="#delete")
    assert desk.rina.rows("/omset/") == []
    desk.admin.page.goto("/omset/trash/")
    press(desk.admin, "Restore")
    assert desk.rina.stats("/omset/")["Omset"] == 250_000


def test_a_double_click_saves_once(desk):
    page = desk.rina.page
    page.goto("/omset/new/")
    page.get_by_label("Product").select_option(label="Alpha")
    page.get_by_label("Customer").fill("budi")
    page.get_by_label("Nominal").fill("100")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.locator("#entry .alert")).to_contain_text("budi")
    assert len(desk.rina.rows("/omset/")) == 1


def test_approve_and_decline_with_a_reason(desk):
    desk.waiting("budi"), desk.waiting("siti")
    page = desk.admin.page
    for customer, verb in (("budi", "Approve"), ("siti", "Decline")):
        page.goto("/omset/pending/")
        row = page.locator("tr", has=page.get_by_role("link", name=customer, exact=True))
        row.get_by_role("button", name=verb).click()
        if verb == "Decline":
            page.get_by_label("Reason").fill("held by a colleague")
            press(desk.admin, "Decline", inside="[popover]:popover-open")
    assert approvals(desk.rina) == {"budi": "Approved", "siti": "Declined"}
    desk.rina.page.goto("/notifications/")
    expect(desk.rina.page.locator("#inbox")).to_contain_text("held by a colleague")


def test_approve_the_ticked_ones(desk):
    desk.waiting("budi"), desk.waiting("siti"), desk.waiting("tini")
    page = desk.admin.page
    page.goto("/omset/pending/")
    for customer in ("budi", "tini"):
        page.get_by_label(customer, exact=True).check()
    press(desk.admin, "Approve the selected", inside=".bulk-bar")
    assert approvals(desk.admin) == {"budi": "Approved", "siti": "Pending", "tini": "Approved"}


def test_filter_the_list_and_download_exactly_that(desk):
    for customer, day in (("budi", "2026-02-01"), ("siti", "2026-02-02"), ("budi", "2026-02-03")):
        make_deposit(desk.rina_user, desk.product, customer, day)
    page = desk.rina.page
    page.goto("/omset/")
    page.get_by_label("Period").select_option(label="From … to …")
    page.get_by_label("From", exact=True).fill("2026-02-01")
    page.locator("form.filters").get_by_label("Customer").fill("bud")
    press(desk.rina, "Apply")
    rows_on_page = page.locator("table.data tbody tr").count()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = [(row["date"], row["customer_id"], row["kind"]) for row in csv.DictReader(file)]
    assert rows_on_page == 2
    assert rows == [("2026-02-03", "budi", "RDP"), ("2026-02-01", "budi", "NDP")]


def test_ask_for_a_customer_and_have_it_approved(desk):
    page = desk.rina.page
    page.goto("/members/reserved/new/")
    page.get_by_label("Customer").fill("budi")
    page.get_by_label("Product").select_option(label="Alpha")
    page.get_by_label("Phone").fill("0812 3456 7890")
    press(desk.rina, "Ask")
    desk.admin.page.goto("/members/reserved/")
    press(desk.admin, "Approve budi")
    assert [row["Approval"] for row in desk.rina.rows("/members/reserved/")] == ["Approved"]


def test_sign_out(desk):
    page = desk.rina.page
    page.locator("button.user-button").click()
    press(desk.rina, "Sign out", inside="#user-menu")
    page.goto("/omset/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

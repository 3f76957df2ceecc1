"""The golden set, clicked through: list, record pages and command line say what the rules say."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.make import make_admin, make_product, make_staff
from tests.omset.golden import PENDING, ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_date")]
FEBRUARY = "/omset/?start=2026-02-01&end=2026-02-28"
NUMBERS = "numbers", "--from", "2026-02-01", "--to", "2026-02-28", "--json", "--by"
# The day of February: NDP, RDP, omset.
BASE = {1: (2, 2, 500_000), 2: (1, 1, 500_000), 3: (2, 2, 500_000)}
NDP, RDP = {1, 2, 4, 6, 8, 10, 13}, {3, 5, 9, 11, 12, 14}
BASE_KINDS = dict.fromkeys(NDP, "NDP") | dict.fromkeys(RDP, "RDP") | {PENDING: "–"}


class Floor:
    """Two staff members and an admin at their browsers, and what they read there."""

    def __init__(self, sign_in, web_server):
        users = {"A": make_staff("A"), "B": make_staff("B"), "Admin": make_admin("Admin")}
        self.products = {name: make_product(name) for name in "PQ"}
        self.people = {name: sign_in(user, by_form=True) for name, user in users.items()}
        self.admin, self.web_server, self.urls = self.people["Admin"], web_server, {}

    def record(self, number):
        """The staff member of a row of the rules types it in."""
        staff, customer, product, day, nominal, multiplier, note = ROWS[number - 1]
        person = self.people[staff]
        if "/omset/new/" not in person.page.url:
            person.page.goto("/omset/new/")
        self.urls[number] = person.log(
            customer,
            nominal // 1000,
            multiplier=str(multiplier).replace(".", ","),
            note=note,
            day=f"2026-{day}",
            product=product,
        )

    def reserve(self, customer, *, staff, product):
        """The admin protects a customer."""
        page = self.admin.page
        page.goto("/members/reserved/new/")
        page.get_by_label("Staff").select_option(label=staff)
        page.get_by_label("Product").select_option(label=product)
        page.get_by_label("Customer").fill(customer)
        page.locator("#entry").get_by_role("button", name="Reserve").click()
        page.wait_for_url("**/members/reserved/")

    def delete(self, number):
        """The admin moves a record to the trash, from its page."""
        page = self.admin.page
        page.goto(self.urls[number])
        page.get_by_role("button", name="Delete").click()
        page.locator("#delete").get_by_role("button", name="Delete").click()
        page.wait_for_url("**/omset/")

    def restore(self, number):
        """The admin brings a record back, from the list of the trash."""
        page = self.admin.page
        page.goto("/omset/trash/")
        row = page.locator("tr", has=page.locator(f"a[href='{self.urls[number]}']"))
        row.get_by_role("button", name="Restore").click()
        expect(row).to_have_count(0)

    def edit_note(self, number, note):
        """The staff member of the record corrects its note."""
        page = self.people[ROWS[number - 1][0]].page
        page.goto(self.urls[number])
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Note").fill(note)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(f"**{self.urls[number]}")

    def approve(self, number):
        """The admin approves a record in the queue."""
        page = self.admin.page
        page.goto("/omset/pending/")
        row = page.locator("tr", has=page.locator(f"a[href='{self.urls[number]}']"))
        row.get_by_role("button", name="Approve").click()
        expect(row).to_have_count(0)

    def figures(self):
        """{day: (NDP, RDP, omset)} and (NDP, RDP, records, omset) of February.

        As the list says, and the command must say the same.
        """
        stats = self.admin.stats(FEBRUARY)
        total = tuple(stats[name] for name in ("NDP", "RDP", "Records", "Omset"))
        days = {}
        for day in BASE:
            stats = self.admin.stats(f"/omset/?date=2026-02-0{day}")
            days[day] = stats["NDP"], stats["RDP"], stats["Omset"]
        assert (days, total) == self.figures_of_command()
        return days, total

    def figures_of_command(self):
        """The same figures from the command, without the start of a process each time."""
        printed = StringIO()
        call_command(*NUMBERS, "day", stdout=printed)
        rows = json.loads(printed.getvalue())
        days = {int(row["day"][-2:]): (row["ndp"], row["rdp"], whole(row)) for row in rows}
        ndp, rdp, omset = (sum(column) for column in zip(*days.values(), strict=True))
        return days, (ndp, rdp, sum(row["records"] for row in rows), omset)

    def grouped(self, by):
        """(omset, NDP, RDP) by staff or product: on the list, which the command must confirm."""
        printed = json.loads(self.web_server.manage(*NUMBERS, by))
        rows = {row[by]: (whole(row), row["ndp"], row["rdp"]) for row in printed}
        listed = {}
        for name in rows:
            self.admin.page.goto(FEBRUARY)
            filters = self.admin.page.locator("form.filters")
            filters.get_by_label(by.title(), exact=True).select_option(label=name)
            self.admin.page.wait_for_url(f"**{by}=*")
            stats = self.admin.stats()
            listed[name] = stats["Omset"], stats["NDP"], stats["RDP"]
        assert listed == rows
        return listed

    def kinds(self):
        """What the list says each record is, by its number in the rules."""
        rows = self.admin.rows("/omset/?preset=all")
        numbers = {url: number for number, url in self.urls.items()}
        return {numbers[row["url"]]: row["Status"] for row in rows}


def whole(row):
    """The omset of a row of the command, in whole rupiah."""
    return int(Decimal(row["total"]))


@pytest.fixture
def floor(sign_in, web_server):
    return Floor(sign_in, web_server)


@pytest.fixture
def golden(floor):
    """The 14 records, typed in; 7 waits because A has reserved y by then."""
    for number in range(1, len(ROWS) + 1):
        if number != PENDING:
            floor.record(number)
    floor.reserve("y", staff="A", product="P")
    floor.record(PENDING)
    return floor


def test_11_1_typed_in_deleted_restored_edited_and_approved(golden):
    assert golden.kinds() == BASE_KINDS
    assert golden.figures() == (BASE, (5, 5, 12, 1_500_000))
    assert golden.grouped("staff") == {"A": (950_000, 3, 5), "B": (550_000, 2, 0)}
    assert golden.grouped("product") == {"P": (1_300_000, 4, 5), "Q": (200_000, 1, 0)}
    golden.delete(1)
    golden.delete(2)
    without = {1: (1, 2, 300_000), 2: (2, 0, 500_000), 3: (2, 2, 500_000)}
    assert golden.figures() == (without, (5, 4, 10, 1_300_000))
    golden.restore(1)
    golden.restore(2)
    assert golden.kinds() == BASE_KINDS
    assert golden.figures() == (BASE, (5, 5, 12, 1_500_000))
    golden.edit_note(10, "jadi tambahan")
    edited = BASE | {3: (1, 3, 500_000)}
    assert golden.kinds()[10] == "RDP"
    assert golden.figures() == (edited, (4, 6, 12, 1_500_000))
    golden.edit_note(10, "")
    golden.approve(PENDING)
    approved = BASE | {2: (2, 1, 600_000), 3: (1, 3, 500_000)}
    assert golden.figures() == (approved, (5, 6, 13, 1_600_000))
    assert golden.kinds() == BASE_KINDS | {PENDING: "NDP", 8: "RDP"}

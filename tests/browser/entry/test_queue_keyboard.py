"""The approval queue by keyboard: walk, tick, approve, decline, and what comes next."""

import pytest
from playwright.sync_api import expect

from members import reservations
from omset.models import OmsetRecord
from omset.views import approvals
from tests.browser.instruments.counted_keys import CountedKeys
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor():
    """A customer of tono's, for whom rina reports deposits."""
    rina, tono, product = make_staff("rina"), make_staff("tono"), make_product("P")
    make_reservation(tono, product, "budi", by=make_admin("boss"))
    return rina, product


@pytest.fixture
def waiting(floor):
    """Five deposits that wait, newest first as the queue shows them."""
    return [make_deposit(*floor, "budi", f"2026-02-{day:02}") for day in range(5, 0, -1)]


@pytest.fixture
def keys(sign_in, waiting):
    person = sign_in(make_admin("ani"))
    person.page.goto("/omset/pending/")
    return CountedKeys(person)


def rows(keys):
    return keys.page.locator("#queue-rows tr")


def row_id(record):
    return f"row-{record.pk}"


def at(keys, record):
    """Wait until the focus is on the row of the record."""
    expect(keys.page.locator(f"#{row_id(record)}")).to_be_focused()


def statuses(records):
    statuses_now = dict(OmsetRecord.objects.values_list("pk", "status"))
    return [statuses_now[record.pk] for record in records]


def test_j_and_k_walk_and_enter_opens(keys, waiting):
    keys.press("j")
    at(keys, waiting[0])
    keys.press("jjk")
    at(keys, waiting[1])
    keys.press("Enter")
    keys.page.wait_for_url(f"**{waiting[1].get_absolute_url()}")


def test_a_approves_and_the_next_one_has_the_focus(keys, waiting):
    keys.press("j", "a")
    expect(keys.page.locator("#toasts")).to_contain_text("Approved: budi.")
    at(keys, waiting[1])
    expect(rows(keys)).to_have_count(4)
    assert statuses(waiting) == ["approved", *["pending"] * 4]


def test_r_asks_for_the_reason_and_enter_sends_it(keys, waiting):
    keys.press("j", "r")
    expect(keys.page.locator(f"#reason-{waiting[0].pk}")).to_be_focused()
    keys.press("Escape")
    at(keys, waiting[0])
    keys.press("r", "jarak", "Enter")
    at(keys, waiting[1])
    expect(rows(keys)).to_have_count(4)
    assert OmsetRecord.objects.get(status="declined").decline_reason == "jarak"


def test_after_the_last_one_the_queue_says_that_nothing_waits(keys, waiting):
    keys.press("j")
    for number in range(5, 0, -1):
        expect(rows(keys)).to_have_count(number)
        keys.press("a")
    expect(keys.page.locator("#queue")).to_contain_text("Nothing waits for approval")
    assert statuses(waiting) == ["approved"] * 5


def test_x_and_shift_x_tick_a_range_that_is_approved_row_by_row(keys, waiting):
    keys.press("jj", "x", "jj", "Shift+X")
    expect(keys.page.locator(".bulk-bar [data-selected]")).to_have_text("3")
    keys.press("a")
    outcomes = keys.page.locator("#outcomes")
    expect(outcomes).to_contain_text("3 done")
    expect(outcomes.locator("li")).to_have_count(3)
    assert statuses(waiting) == ["pending", *["approved"] * 3, "pending"]


def test_what_somebody_else_has_decided_is_told_in_its_row(keys, waiting):
    keys.press("j", "x", "j", "x")
    approvals.approval.approve(waiting[1].pk, by=make_admin("dewi"))
    keys.press("a")
    outcomes = keys.page.locator("#outcomes")
    expect(outcomes).to_contain_text("1 done, 1 refused")
    sentence = "budi, 4 Feb 2026, Rp 100.000: dewi has already approved the deposit of budi."
    expect(outcomes.locator("li.refused")).to_have_text(sentence)


def test_r_declines_all_that_is_ticked_for_one_reason(keys, waiting):
    keys.press("j", "x", "j", "x", "r")
    expect(keys.page.get_by_label("Reason, for the staff members to read")).to_be_focused()
    keys.press("sama", "Enter")
    expect(keys.page.locator("#outcomes")).to_contain_text("2 done")
    declined = OmsetRecord.objects.filter(status="declined")
    assert list(declined.values_list("decline_reason", flat=True)) == ["sama", "sama"]


def test_shift_and_a_click_tick_a_range(keys, waiting):
    boxes = rows(keys).get_by_role("checkbox")
    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(keys.page.locator(".bulk-bar [data-selected]")).to_have_text("4")


def test_the_next_ones_come_before_the_first_ones_are_gone(sign_in, floor):
    for day in range(1, 29):
        make_deposit(*floor, "budi", f"2026-02-{day:02}")
    person = sign_in(make_admin("ani"))
    person.page.goto("/omset/pending/")
    keys = CountedKeys(person)
    keys.press("j")
    for number in range(27, 9, -1):
        keys.press("a")
        expect(person.page.locator(".tab .count, #badge-pending").first).to_have_text(str(number))
    expect(person.page.locator(f"#{keys.row}")).to_be_focused()
    expect(rows(keys)).to_have_count(10)


def test_ones_own_deposit_is_stepped_over(sign_in, floor, waiting):
    ani = make_admin("ani")
    make_deposit(ani, floor[1], "budi", "2026-02-04", by=ani)
    person = sign_in(ani)
    person.page.goto("/omset/pending/")
    keys = CountedKeys(person)
    keys.press("jjj")
    at(keys, waiting[2])


def test_letters_in_a_field_are_text(keys, waiting):
    keys.press("j", "r", "ajkx")
    assert statuses(waiting) == ["pending"] * 5
    expect(keys.page.locator(f"#reason-{waiting[0].pk}")).to_have_value("ajkx")
    expect(keys.page.locator(".bulk-bar")).to_be_hidden()


def test_requests_are_decided_by_letters_and_the_tab_counts_along(sign_in, floor):
    rina, product = floor
    for customer in ("cici", "dodo"):
        reservations.request(staff=rina, customer_id=customer, product=product, phone="0812")
    person = sign_in(make_admin("ani"))
    person.page.goto("/members/reserved/?status=pending")
    keys, tab = CountedKeys(person), person.page.locator(".tab-active .count")
    expect(tab).to_have_text("2")
    keys.press("j", "a")
    expect(tab).to_have_text("1")
    row = person.page.locator("#reservations tbody tr").first
    expect(row).to_contain_text("Approved")
    expect(row).to_be_focused()

"""A decision is seen at once where it is made, and soon everywhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db
BADGES_MS = 31_000


@pytest.fixture
def waiting(sign_in):
    """A deposit of rina waits; she, an admin and another one are signed in, clocks in hand."""
    rina, tono, product = make_staff("rina"), make_staff("tono"), make_product("P")
    make_reservation(tono, product, "budi", by=make_admin("boss"))
    record = make_deposit(rina, product, "budi")
    people = [sign_in(user) for user in (make_admin("ani"), make_admin("dewi"), rina)]
    for person in people:
        person.page.clock.install()
    return record, *people


def unread(person):
    return person.page.locator("#unread")


def test_an_approval_clears_the_badges_and_rings_the_bell(waiting):
    _record, ani, dewi, rina = waiting
    dewi.page.goto("/omset/")
    rina.page.goto("/omset/")
    ani.page.goto("/omset/pending/")
    for person in (ani, dewi):
        expect(person.badge("pending")).to_have_text("1")
    expect(unread(rina)).to_have_text("")
    ani.page.locator("#queue td").get_by_role("button", name="Approve").click()
    expect(ani.badge("pending")).to_have_text("")
    expect(ani.page.locator("#toasts")).to_contain_text("Approved: budi.")
    expect(ani.page.locator("#queue")).to_contain_text("Nothing waits for approval")
    expect(dewi.badge("pending")).to_have_text("1")
    for person in (dewi, rina):
        person.page.clock.fast_forward(BADGES_MS)
    expect(dewi.badge("pending")).to_have_text("")
    expect(unread(rina)).to_have_text("1")


def test_the_second_admin_is_told_that_it_was_decided(waiting):
    _record, ani, dewi, _rina = waiting
    dewi.expects(409)
    for person in (ani, dewi):
        person.page.goto("/omset/pending/")
    ani.page.locator("#queue td").get_by_role("button", name="Approve").click()
    expect(ani.page.locator("#queue tbody tr")).to_have_count(0)
    dewi.page.locator("#queue td").get_by_role("button", name="Approve").click()
    sentence = "ani has already approved the deposit of budi."
    expect(dewi.page.locator("#toasts")).to_contain_text(sentence)
    expect(dewi.page.locator("#queue")).to_contain_text("Nothing waits for approval")
    expect(dewi.badge("pending")).to_have_text("")


def test_a_decline_gives_its_reason_to_the_owner(waiting):
    record, ani, _dewi, rina = waiting
    page = ani.page
    page.goto("/omset/pending/")
    page.get_by_role("button", name="Decline").click()
    page.get_by_label("Reason").fill("tono saw them first")
    page.locator(f"#decline-{record.pk}").get_by_role("button", name="Decline").click()
    expect(page.locator("#queue tbody tr")).to_have_count(0)
    rina.page.goto("/notifications/")
    expect(rina.page.locator("#inbox li").first).to_contain_text("tono saw them first")


def test_several_are_approved_together(waiting):
    record, ani, _dewi, rina = waiting
    make_deposit(record.staff, record.product, "budi", "2026-02-02")
    ani.page.goto("/omset/pending/")
    ani.page.get_by_label("Select all").check()
    expect(ani.page.locator("[data-selected]")).to_have_text("2")
    ani.page.locator(".bulk-bar").get_by_role("button", name="Approve the selected").click()
    expect(ani.page.locator("#outcomes")).to_contain_text("2 done")
    expect(ani.page.locator("#queue")).to_contain_text("Nothing waits for approval")
    assert rina.stats("/omset/?preset=all")["Records"] == 2


def test_a_double_click_decides_about_one_deposit_not_about_the_next(waiting):
    record, ani, *_others = waiting
    make_deposit(record.staff, record.product, "budi", "2026-02-02")
    page = ani.page
    page.goto("/omset/pending/")
    page.clock.pause_at(timezone.now() + timedelta(minutes=1))
    box = page.locator("#queue td").get_by_role("button", name="Approve").first.bounding_box()
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(*place)
    expect(page.locator("#toasts")).to_contain_text("Approved: budi.")
    page.mouse.click(*place)
    page.clock.resume()
    expect(page.locator("#queue tbody tr")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert OmsetRecord.objects.pending().count() == 1


def test_the_window_of_a_decline_closes_behind_it(waiting):
    record, ani, *_others = waiting
    later = make_deposit(record.staff, record.product, "budi", "2026-02-02")
    ani.page.goto("/omset/pending/")
    ani.page.get_by_role("button", name="Decline").first.click()
    window = ani.page.locator(f"#decline-{later.pk}")
    window.get_by_label("Reason").fill("no")
    window.get_by_role("button", name="Decline").click()
    expect(ani.page.locator("#queue tbody tr")).to_have_count(1)
    expect(window).to_be_hidden()

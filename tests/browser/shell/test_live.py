"""Pages that refresh by themselves: what is new comes, what somebody is at stays as it is."""

from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.staff.models import Product, Session, User
from omset.ledger import approval
from omset.models import OmsetRecord
from tests.make import (
    make_admin,
    make_deposit,
    make_product,
    make_reservation,
    make_staff,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
HALF_A_MINUTE = 31_000
HIDE = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true})"


class Floor(NamedTuple):
    """Who and what a deposit that waits for approval is about: rina's, reserved for dewi."""

    rina: User
    dewi: User
    ani: User
    product: Product

    def wait(self, customer):
        make_reservation(self.dewi, self.product, customer, by=self.ani)
        return make_deposit(self.rina, self.product, customer, str(timezone.localdate()))


@pytest.fixture
@remembered
def a_dozen_waits(db):
    made = Floor(make_staff("rina"), make_staff("dewi"), make_admin("ani"), make_product("Alpha"))
    for number in range(12):
        made.wait(f"customer {number:02}")
    return made


@pytest.fixture
def floor(a_dozen_waits):
    """wait(customer) makes a deposit that waits for approval."""
    return a_dozen_waits.wait


@pytest.fixture
def ani(sign_in, floor):
    """An admin at the approval queue, whose time is ours."""
    person = sign_in(User.objects.get(username="ani"), viewport={"width": 1280, "height": 500})
    person.page.clock.install()
    person.page.goto("/omset/pending/")
    return person


def pass_time(person):
    """Half a minute; what it brings comes after it."""
    person.page.clock.fast_forward(HALF_A_MINUTE)


def pass_time_and_settle(person):
    """The same, until whatever was asked for has come: where nothing may change, or move."""
    pass_time(person)
    person.page.wait_for_load_state("networkidle")


def rows(person):
    return person.page.locator("#queue tbody tr")


def paths_asked_for(page):
    """The paths that scripts ask for from now on; a browser fetches icons whenever it likes."""
    paths = []

    def note(request):
        if request.resource_type in ("xhr", "fetch"):
            paths.append(urlsplit(request.url).path)

    page.on("request", note)
    return paths


def test_what_comes_into_the_queue_and_what_leaves_it_is_seen(ani, floor):
    floor("new one")
    first = OmsetRecord.objects.get(customer_id="customer 00")
    approval.approve(first.pk, by=make_admin("budi"), version=first.version)
    pass_time(ani)
    expect(rows(ani).filter(has_text="new one")).to_have_count(1)
    expect(rows(ani).filter(has_text="customer 00")).to_have_count(0)
    expect(ani.badge("pending")).to_have_text("12")


def test_the_row_that_is_read_stays_where_it_is_with_the_focus(ani, floor):
    ani.page.keyboard.press("j")
    for _step in range(5):
        ani.page.keyboard.press("j")
    before = focused_row(ani)
    floor("new one")
    pass_time_and_settle(ani)
    expect(rows(ani).filter(has_text="new one")).to_have_count(1)
    row, top = focused_row(ani)
    assert row == before[0]
    assert abs(top - before[1]) < 1


def focused_row(person):
    """Its id and its place on the screen."""
    script = """() => [document.activeElement.id,
        document.activeElement.getBoundingClientRect().top]"""
    return person.page.evaluate(script)


@pytest.mark.parametrize("scrolled", [0, 250])
def test_what_is_read_does_not_move(ani, floor, scrolled):
    ani.page.evaluate(f"scrollTo(0, {scrolled})")
    place = "row => row.getBoundingClientRect().top"
    watched = rows(ani).filter(has_text="customer 05")
    before = watched.evaluate(place)
    floor("new one")
    pass_time_and_settle(ani)
    expect(rows(ani)).to_have_count(13)
    assert abs(watched.evaluate(place) - before) < 1


def test_ticked_rows_wait_with_the_rest(ani, floor):
    rows(ani).nth(1).get_by_role("checkbox").check()
    floor("new one")
    pass_time_and_settle(ani)
    expect(rows(ani)).to_have_count(12)
    expect(rows(ani).nth(1).get_by_role("checkbox")).to_be_checked()
    rows(ani).nth(1).get_by_role("checkbox").uncheck()
    pass_time(ani)
    expect(rows(ani)).to_have_count(13)


def test_what_became_of_many_rows_stays_to_be_read(ani, floor):
    rows(ani).nth(1).get_by_role("checkbox").check()
    ani.page.locator(".bulk-bar").get_by_role("button", name="Approve").click()
    outcomes = ani.page.locator(".outcomes")
    expect(outcomes).to_contain_text("1 done")
    ani.page.get_by_role("heading", name="Approval queue").click()
    floor("new one")
    pass_time(ani)
    expect(rows(ani).filter(has_text="new one")).to_have_count(1)
    expect(outcomes).to_contain_text("1 done")


def test_an_open_dialog_and_the_reason_in_it_stay(ani, floor):
    rows(ani).first.get_by_role("button", name="Decline").click()
    reason = ani.page.locator(":popover-open [name=reason]")
    reason.fill("because")
    floor("new one")
    pass_time_and_settle(ani)
    expect(reason).to_have_value("because")
    expect(rows(ani)).to_have_count(12)


def test_selected_text_stays_selected(ani, floor):
    rows(ani).nth(2).locator("a").evaluate("link => getSelection().selectAllChildren(link)")
    chosen = ani.page.evaluate("getSelection().toString()")
    floor("new one")
    pass_time_and_settle(ani)
    assert ani.page.evaluate("getSelection().toString()") == chosen


def test_a_hidden_tab_asks_for_nothing_until_it_is_seen_again(ani, floor):
    ani.page.wait_for_load_state("networkidle")
    ani.page.evaluate(HIDE % "true")
    paths = paths_asked_for(ani.page)
    floor("new one")
    for _half_minute in range(3):
        pass_time(ani)
    pass_time_and_settle(ani)
    assert paths == []
    ani.page.evaluate(HIDE % "false")
    ani.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(rows(ani).filter(has_text="new one")).to_have_count(1)


def test_the_numbers_of_the_day_come_beside_a_half_typed_deposit(sign_in):
    rina, product = make_staff("rina"), make_product("Alpha")
    person = sign_in(rina)
    person.page.clock.install()
    person.page.goto("/omset/new/")
    note = person.page.get_by_label("Note")
    note.press_sequentially("half a sen")
    make_deposit(rina, product, "budi", str(timezone.localdate()), nominal=100)
    pass_time(person)
    expect(person.page.locator("#running")).to_contain_text("Rp 100")
    expect(note).to_be_focused()
    note.press_sequentially("tence")
    expect(note).to_have_value("half a sentence")


def test_the_numbers_of_today_come_to_the_dashboard(sign_in):
    rina, product = make_staff("rina"), make_product("Alpha")
    person = sign_in(rina)
    person.page.clock.install()
    person.page.goto("/")
    make_deposit(rina, product, "budi", str(timezone.localdate()), nominal=123)
    pass_time(person)
    expect(person.page.locator("#figures")).to_contain_text("Rp 123")


def test_the_sums_over_a_list_come_and_its_rows_stay(sign_in):
    rina, product = make_staff("rina"), make_product("Alpha")
    person = sign_in(rina)
    make_deposit(rina, product, "budi", str(timezone.localdate()), nominal=100)
    person.page.clock.install()
    person.page.goto("/omset/?preset=today")
    make_deposit(rina, product, "siti", str(timezone.localdate()), nominal=23)
    pass_time(person)
    expect(person.page.locator("#sums")).to_contain_text("Rp 123")
    expect(person.page.locator("#records tbody tr")).to_have_count(1)


def test_what_fails_by_itself_is_nobodys_business(ani):
    ani.expects(503)
    before = rows(ani).all_inner_texts()
    ani.page.route("**/omset/pending/", lambda route: route.fulfill(status=503, body="busy"))
    pass_time_and_settle(ani)
    expect(ani.page.locator("#toasts .alert")).to_have_count(0)
    assert rows(ani).all_inner_texts() == before


def test_SE_1_refreshing_is_not_work(ani):
    Session.objects.all().delete()
    pass_time(ani)
    expect(ani.page.locator("#toasts")).to_contain_text("You are signed out.")
    expect(rows(ani)).to_have_count(12)

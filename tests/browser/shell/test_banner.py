"""The own targets on every page of staff follow what happens and disturb nobody (LB-12)."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.make import make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db
FIVE_MINUTES = 301_000


@pytest.fixture
def rina(sign_in):
    person = sign_in(make_staff("rina"))
    person.page.clock.install()
    person.page.goto("/omset/new/")
    return person


def record(person, customer):
    product = make_product(customer)
    return make_deposit(person.user, product, customer, str(timezone.localdate()))


def ndp(person):
    return person.page.locator("#banner summary").get_by_text("NDP")


def test_it_follows_every_five_minutes_and_leaves_what_is_typed_alone(rina):
    field = rina.page.get_by_label("Customer")
    field.press_sequentially("somebody")
    record(rina, "x")
    before = field.bounding_box()
    rina.page.clock.fast_forward(FIVE_MINUTES)
    expect(ndp(rina)).to_have_text("NDP 1/10")
    expect(field).to_be_focused()
    assert field.input_value() == "somebody"
    assert field.bounding_box() == before


def test_it_follows_own_events_more_than_once(rina):
    for number in (1, 2):
        record(rina, f"x{number}")
        rina.page.evaluate("htmx.trigger(document.body, 'pending-changed')")
        expect(ndp(rina)).to_have_text(f"NDP {number}/10")


def test_it_stays_folded(rina):
    hint = rina.page.get_by_text("make today a successful day")
    expect(hint).to_be_visible()
    rina.page.locator("#banner summary").click()
    expect(hint).to_be_hidden()
    rina.page.goto("/notifications/")
    expect(hint).to_be_hidden()
    record(rina, "x")
    rina.page.evaluate("htmx.trigger(document.body, 'pending-changed')")
    expect(ndp(rina)).to_have_text("NDP 1/10")
    expect(hint).to_be_hidden()

"""Logging deposits one after the other, without touching the mouse."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.staff.models import Product
from omset.models import OmsetRecord
from tests.make import make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def rina(sign_in):
    """A staff member in front of the empty entry form, with a product to choose."""
    for name in ("Alpha", "Bravo"):
        make_product(name)
    person = sign_in(make_staff("rina"))
    person.page.goto("/omset/new/")
    return person


def focused(person):
    return person.page.evaluate("document.activeElement.name")


def press(person, *keys):
    """Press a key or type a text, one after the other."""
    for key in keys:
        if key in ("Tab", "Shift+Tab", "Enter"):
            person.page.keyboard.press(key)
        else:
            person.page.keyboard.type(key)


def values(person):
    """What stands in the fields of the form."""
    names = ("date", "product", "customer_id", "nominal", "multiplier", "note")
    form = person.page.locator("#entry form")
    fields = [form.locator(f"[name={name}]") for name in names]
    return dict(zip(names, [field.input_value() for field in fields], strict=True))


def test_two_deposits_by_keyboard_alone(rina):
    assert focused(rina) == "product"
    press(rina, "Bravo", "Tab", "budi", "Tab", "250", "Tab", "1,5", "Tab", "pagi")
    kept = values(rina)
    press(rina, "Enter")
    expect(rina.page.locator("#entry .alert")).to_contain_text("budi, Rp 375.000")
    expect(rina.page.get_by_label("Customer")).to_be_focused()
    empty = {"customer_id": "", "nominal": "", "multiplier": "1", "note": ""}
    assert values(rina) == kept | empty
    press(rina, "siti", "Tab", "1,5jt", "Enter")
    expect(rina.page.locator("#entry .alert")).to_contain_text("siti, Rp 1.500.000")
    assert rina.stats() == {"NDP": 2, "RDP": 0, "Records": 2, "Omset": 1_875_000}


def test_the_preview_says_what_the_deposit_will_be(rina):
    preview = rina.page.locator("#preview")
    rina.page.get_by_label("Product").select_option(label="Alpha")
    rina.page.get_by_label("Date").fill(str(timezone.localdate() - timedelta(days=1)))
    rina.page.get_by_label("Customer").focus()
    press(rina, "budi", "Tab", "100")
    amount = rina.page.locator("#amount-read")
    expect(amount).to_have_text("Rp 100.000 × 1 = Rp 100.000")
    expect(preview.locator(".badge")).to_have_text("NDP")
    assert focused(rina) == "nominal"
    rina.save_deposit()
    rina.page.get_by_label("Customer").fill("BUDI")
    expect(preview).to_contain_text("This customer already has a deposit on this date.")
    rina.page.get_by_label("Date").fill(str(timezone.localdate()))
    expect(preview.locator(".badge")).to_have_text("RDP")
    expect(preview).to_contain_text("1 deposit of this customer is counted so far.")


def test_the_preview_names_the_colleague_who_holds_the_customer(rina):
    product = Product.objects.get(name="Alpha")
    make_reservation(make_staff("tono"), product, "Budi 01")
    rina.page.get_by_label("Product").select_option(label="Alpha")
    rina.page.get_by_label("Customer").fill("budi01")
    waits = "Reserved by tono: this deposit will wait for an admin's approval."
    expect(rina.page.locator("#preview")).to_contain_text(waits)
    rina.page.get_by_label("Nominal").fill("100")
    rina.save_deposit()
    expect(rina.page.locator("#entry .alert")).to_contain_text("It waits for approval: tono")
    assert rina.stats()["Records"] == 0


def test_a_double_click_saves_once(rina):
    rina.page.get_by_label("Product").select_option(label="Alpha")
    rina.page.get_by_label("Customer").fill("budi")
    rina.page.get_by_label("Nominal").fill("100")
    rina.page.get_by_role("button", name="Save").dblclick()
    expect(rina.page.locator("#entry .alert")).to_contain_text("budi")
    rina.page.wait_for_load_state("networkidle")
    assert OmsetRecord.objects.count() == 1


def test_what_cannot_be_saved_keeps_what_was_typed_and_says_why(rina):
    rina.expects(422)
    rina.page.get_by_label("Product").select_option(label="Alpha")
    rina.page.get_by_label("Customer").fill("budi")
    rina.page.get_by_label("Nominal").fill("banyak")
    typed = values(rina)
    press(rina, "Enter")
    nominal = rina.page.get_by_label("Nominal")
    expect(nominal).to_have_attribute("aria-invalid", "true")
    expect(nominal).to_be_focused()
    assert values(rina) == typed
    expect(rina.page.locator("#entry .errors")).to_have_text(
        re.compile("banyak.* is not an amount")
    )


def test_today_in_jakarta_is_what_the_form_starts_with_G_1(rina):
    assert values(rina)["date"] == timezone.localdate().isoformat()

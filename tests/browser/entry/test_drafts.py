"""What was typed outlives a reload, a sign-in and a page left too early, for its owner alone."""

import pytest
from playwright.sync_api import expect

from crm.staff.models import Product, Session
from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db
BACK = "What you had typed here is back."


@pytest.fixture
def rina(sign_in):
    make_product("Alpha")
    person = sign_in(make_staff("rina"))
    person.page.goto("/omset/new/")
    return person


def type_note(page):
    page.get_by_label("Product").select_option(label="Alpha")
    page.get_by_label("Note").fill("half a sentence")


def expect_note(page, text):
    expect(page.get_by_label("Note")).to_have_value(text)


def stored(page):
    return page.evaluate("Object.entries(sessionStorage).filter(([key]) => key[0] === 'd')")


def test_a_reload_brings_back_what_was_typed_and_its_key(rina):
    type_note(rina.page)
    key = rina.page.locator("[name=idempotency_key]").input_value()
    rina.page.reload()
    expect_note(rina.page, "half a sentence")
    expect(rina.page.get_by_label("Product")).to_have_value(str(Product.objects.get().pk))
    expect(rina.page.locator("#entry form")).to_contain_text(BACK)
    assert rina.page.locator("[name=idempotency_key]").input_value() == key


def test_what_the_form_says_about_the_fields_comes_back_too(rina):
    rina.page.get_by_label("Nominal").fill("150")
    rina.page.reload()
    expect(rina.page.locator("#amount-read")).to_contain_text("Rp 150.000")


def test_nothing_typed_is_nothing_kept(rina):
    type_note(rina.page)
    rina.page.get_by_label("Note").fill("")
    rina.page.get_by_label("Product").select_option(index=0)
    assert stored(rina.page) == []


def test_it_can_be_discarded(rina):
    type_note(rina.page)
    rina.page.reload()
    rina.page.get_by_role("button", name="Discard it").click()
    expect(rina.page.get_by_text(BACK)).to_have_count(0)
    expect_note(rina.page, "")


def test_what_is_saved_is_no_draft_any_more(rina):
    rina.log("budi", 100, product="Alpha", note="all of it")
    assert stored(rina.page) == []
    rina.page.reload()
    expect(rina.page.get_by_text(BACK)).to_have_count(0)


def test_no_token_is_kept(rina):
    type_note(rina.page)
    [[_key, draft]] = stored(rina.page)
    assert "half a sentence" in draft
    assert rina.page.locator("[name=csrfmiddlewaretoken]").first.input_value() not in draft


def test_no_password_is_kept(rina):
    rina.page.goto("/password/")
    rina.page.locator("[type=password]").first.fill("a secret of mine")
    assert stored(rina.page) == []


def test_signing_out_leaves_nothing_behind(rina):
    rina.expects(401)  # The preview of what was typed may be on its way yet.
    type_note(rina.page)
    rina.page.get_by_role("button", name="rina").click()
    rina.page.get_by_role("button", name="Sign out").click()
    rina.page.wait_for_url("**/login/")
    assert stored(rina.page) == []


def test_nobody_else_sees_it(rina):
    rina.expects(401)  # As above.
    type_note(rina.page)
    Session.objects.all().delete()
    rina.user, rina.name = make_staff("dewi"), "dewi"
    rina.sign_in_by_form()
    rina.page.goto("/omset/new/")
    expect_note(rina.page, "")
    assert stored(rina.page) == []


def test_an_edit_sent_without_a_session_is_there_again_after_the_sign_in(rina):
    rina.expects(401)  # As above.
    record = make_deposit(rina.user, Product.objects.get(), "budi", "2026-01-05")
    rina.page.goto(f"/omset/{record.pk}/edit/")
    rina.page.get_by_label("Note").fill("changed")
    Session.objects.all().delete()
    rina.page.get_by_role("button", name="Save").click()
    rina.page.wait_for_url("**/login/?next=**")
    rina.fill_sign_in()
    expect_note(rina.page, "changed")
    rina.page.get_by_role("button", name="Save").click()
    rina.page.wait_for_url(f"**/omset/{record.pk}/")
    assert OmsetRecord.objects.get().note == "changed"
    assert stored(rina.page) == []


def test_a_draft_over_what_somebody_else_saved_meanwhile_shows_both(rina):
    rina.expects(409)
    record = make_deposit(rina.user, Product.objects.get(), "budi", "2026-01-05")
    rina.page.goto(f"/omset/{record.pk}/edit/")
    rina.page.get_by_label("Note").fill("mine")
    OmsetRecord.objects.filter(pk=record.pk).update(note="theirs", version=record.version + 1)
    rina.page.reload()
    expect_note(rina.page, "mine")
    rina.page.get_by_role("button", name="Save").click()
    expect(rina.page.get_by_role("alert")).to_contain_text("theirs")
    rina.page.get_by_role("button", name="Save").click()
    rina.page.wait_for_url(f"**/omset/{record.pk}/")
    assert OmsetRecord.objects.get().note == "mine"

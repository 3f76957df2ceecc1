"""A batch is worked on a phone with one thumb, and decided about at a desk (DB-9, BZ-5, WD-1)."""

import pytest
from playwright.sync_api import expect

from members.models import DatabaseKind, MemberRow
from tests.make import make_admin, make_product, make_staff
from tests.members.batches.make import give, rows_of, users
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# Where a thumb reaches that holds a phone of this size.
REACH = 740 * 0.4


@pytest.fixture
def rina(db):
    return make_staff("rina")


@pytest.fixture
def batch(rina):
    database = make_database(make_product("P"), rows=users(3), kind=DatabaseKind.WD)
    return give(database, rina, 3)[0]


def tap(page, name):
    """Press a button where the thumb is."""
    button = page.locator("#work .thumb-area").get_by_role("button", name=name, exact=True)
    assert button.bounding_box()["y"] > REACH, name
    button.tap()


def test_a_batch_is_worked_with_one_thumb(sign_in, rina, batch):
    phone = sign_in(rina, **PHONE).page
    phone.goto("/members/mine/")
    phone.get_by_role("link", name="Start working").tap()
    customer = phone.locator("#work h2").first
    expect(customer).to_have_text("user1")
    whatsapp = phone.get_by_role("link", name="Open WhatsApp")
    assert whatsapp.get_attribute("href").startswith("https://wa.me/62812")
    tap(phone, "Exists")
    expect(phone.get_by_role("button", name="Exists")).to_have_attribute("aria-pressed", "true")
    expect(customer).to_have_text("user1")
    tap(phone, "Valid user1")
    expect(customer).to_have_text("user2")
    tap(phone, "Invalid user2")
    phone.get_by_role("button", name="Number not active").tap()
    expect(customer).to_have_text("user3")
    phone.get_by_role("link", name="Back").tap()
    expect(customer).to_have_text("user2")
    phone.get_by_role("link", name="Next").tap()
    tap(phone, "Valid user3")
    expect(phone.locator("#work")).to_contain_text("All done")
    assert [row.status for row in rows_of(batch)] == ["assigned", "invalid", "assigned"]
    assert rows_of(batch)[1].invalid_reason == "Number not active"


def test_a_tap_in_the_list_changes_its_row_and_the_numbers_above(sign_in, rina, batch):
    phone = sign_in(rina, **PHONE).page
    phone.goto(f"/members/mine/{batch.pk}/")
    row = phone.locator("tbody tr").first
    row.get_by_role("button", name="One tick").tap()
    expect(row.get_by_role("button", name="One tick")).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("#batch-counts")).to_contain_text("One tick 1")
    row.get_by_role("button", name="One tick").tap()
    expect(row.get_by_role("button", name="One tick")).to_have_attribute("aria-pressed", "false")
    expect(phone.locator("#batch-counts")).not_to_contain_text("One tick")


def test_an_admin_replaces_what_is_invalid_and_looks_at_a_masked_cell(sign_in, rina):
    columns = ("username", "nama", "hp", "norek")
    cells = [[f"user{n}", f"Nama {n}", f"0812111100{n}", f"99887{n}"] for n in range(1, 4)]
    database = make_database(make_product("P"), cells, kind=DatabaseKind.BONANZA, columns=columns)
    batch, rows = give(database, rina, 2)
    client = sign_in(rina).page
    client.goto(f"/members/mine/{batch.pk}/work/")
    client.get_by_role("button", name="Invalid").first.click()
    client.get_by_label("Reason").fill("salah orang")
    client.locator(".dialog").get_by_role("button", name="Invalid").click()
    expect(client.locator("#work h2").first).to_have_text(rows[1].customer_id)
    ani = sign_in(make_admin("ani")).page
    ani.goto("/members/invalid/")
    ani.get_by_label(f"Select {rows[0].customer_id}").check()
    ani.get_by_role("button", name="Replace one for one").click()
    expect(ani.locator("#invalid")).to_contain_text("archived, and another row came for it")
    assert MemberRow.objects.get(pk=rows[0].pk).status == "archived"
    ani.goto(f"/members/batches/{batch.pk}/")
    line = ani.locator(f"#row-{rows[1].pk}")
    line.get_by_text("Show").click()
    expect(line).not_to_contain_text(rows[1].cells[3])
    line.get_by_role("button", name="Look norek").click()
    expect(line).to_contain_text(rows[1].cells[3])

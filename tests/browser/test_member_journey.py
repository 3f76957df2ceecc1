"""Customers from the file to the last trace: a desk and a phone, half of it in Indonesian."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from crm.jobs.processes.worker import Worker
from members.models import Customer, MemberRow, PastReservation, Reservation
from tests.browser.shell.test_menu import PHONE
from tests.make import make_master, make_product, make_staff

pytestmark = pytest.mark.django_db
FILE = {
    "name": "november.csv",
    "mimeType": "text/csv",
    "buffer": b"username;nama;hp;kota\r\n"
    + b"".join(b"kota%d;Nama %d;0812334455%d;Medan\r\n" % (n, n, n) for n in range(10, 20)),
}


@pytest.fixture
def rina(sign_in):
    return sign_in(make_staff("rina"), **PHONE)


@pytest.fixture
def boss(sign_in, db):
    make_product("Alpha")
    return sign_in(make_master("boss"))


def work_off():
    """What a worker beside the web server would do."""
    worker = Worker()
    while worker.take_one():
        pass


def uploads(page):
    page.goto("/members/databases/")
    page.get_by_role("link", name="Upload members").click()
    page.get_by_label("Database").fill("November")
    page.get_by_label("Product").select_option(label="Alpha")
    page.get_by_label("Source of the rows").fill("a fair")
    page.get_by_label("Lawful basis").fill("consent")
    page.get_by_label("File", exact=True).set_input_files(FILE)
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("h1")).to_have_text("november.csv")
    work_off()
    page.get_by_role("button", name="Count the rows").click()
    work_off()
    page.get_by_role("button", name="Upload", exact=True).click()
    work_off()
    expect(page.get_by_role("link", name="Take the upload back")).to_be_visible()


def asks_for_rows(page, count):
    page.goto("/members/requests/new/")
    page.locator("[name=database]").select_option(index=1)
    page.locator("[name=count]").fill(str(count))
    page.get_by_role("button", name="Ask").tap()
    expect(page.locator("h1")).to_have_text("Requests for rows")


def reserves(page, customer, *, ask):
    page.goto("/members/reserved/new/")
    form = page.locator("#entry")
    form.locator("[name=customer_id]").fill(customer)
    form.locator("[name=product]").select_option(label="Alpha")
    form.locator("[name=phone]").fill("081299990000")
    form.get_by_role("button", name=ask).tap()
    expect(page.locator("tr", has_text=customer).first).to_be_visible()


def test_an_admin_and_a_staff_member_need_no_manual(rina, boss, sign_in):
    uploads(boss.page)
    asks_for_rows(rina.page, 3)
    boss.page.goto("/members/requests/")
    boss.page.get_by_role("button", name="Approve").first.click()
    expect(boss.page.locator("tr .badge-approved")).to_be_visible()
    mine = list(MemberRow.objects.filter(staff_id=rina.user.pk).order_by("number"))
    assert len(mine) == 3

    rina.page.goto("/members/mine/")
    rina.page.get_by_role("link", name="Start working").tap()
    expect(rina.page.locator("#work h2").first).to_have_text(mine[0].customer_id)
    rina.page.locator("#work .thumb-area").get_by_role("button", name="Exists").tap()
    expect(rina.page.locator("#work h2").first).to_have_text(mine[1].customer_id)

    boss.speak("id")
    rina.speak("id")
    reserves(rina.page, "pelanggan baru", ask="Minta")
    boss.page.goto("/members/reserved/?status=pending")
    boss.page.get_by_role("button", name="Setujui").first.click()
    expect(boss.page.locator("#toasts")).to_contain_text("pelanggan baru")
    # A customer in rina's batch is reserved for a colleague: both are told, the row is marked.
    dewi = sign_in(make_staff("dewi"), **PHONE)
    dewi.speak("id")
    reserves(dewi.page, mine[0].customer_id, ask="Minta")
    boss.page.goto("/members/reserved/?status=pending")
    boss.page.get_by_role("button", name="Setujui").first.click()
    expect(boss.page.locator("#toasts")).to_contain_text(mine[0].customer_id)
    boss.page.goto("/members/reserved/conflicts/")
    expect(boss.page.locator("table.data").first).to_contain_text("rina")

    kept = Reservation.objects.get(customer_id="pelanggan baru")
    rina.page.goto(f"/members/reserved/{kept.pk}/")
    rina.page.get_by_role("button", name="Minta tambahan waktu").first.tap()
    dialog = rina.page.locator(".dialog:popover-open")
    dialog.locator("[name=reason]").fill("masih dihubungi")
    dialog.get_by_role("button", name="Minta tambahan waktu").tap()
    expect(rina.page.get_by_text("masih dihubungi").first).to_be_visible()
    boss.page.goto(f"/members/reserved/{kept.pk}/")
    boss.page.locator("form[action$='/extension/grant/'] button").click()
    expect(boss.page.locator("form[action$='/extension/grant/']")).to_have_count(0)

    call_command("expire_reservations", date=str(timezone.localdate() + timedelta(days=400)))
    assert PastReservation.objects.filter(customer_id="pelanggan baru").exists()
    boss.page.goto("/members/reserved/archive/")
    line = boss.page.locator("tr", has_text="pelanggan baru")
    line.get_by_role("button", name="Pulihkan").click()
    expect(line).to_have_count(0)
    assert Reservation.objects.get(customer_id="pelanggan baru").staff_id == rina.user.pk

    boss.page.goto("/members/reserved/")
    boss.page.get_by_role("link", name="pelanggan baru", exact=True).click()
    boss.page.get_by_role("button", name="Lupakan").first.click()
    dialog = boss.page.locator(".dialog:popover-open")
    dialog.locator("[name=reason]").fill("minta dihapus")
    dialog.get_by_role("button", name="Lupakan").click()
    work_off()
    boss.page.reload()
    expect(boss.page.locator("h1")).not_to_contain_text("pelanggan baru")
    assert Customer.objects.exclude(erased_at=None).count() == 1
    assert not Reservation.objects.filter(customer_id="pelanggan baru").exists()
    call_command("recount", "--dry-run", stdout=StringIO())
    call_command("verify_draws", database="November", stdout=StringIO())

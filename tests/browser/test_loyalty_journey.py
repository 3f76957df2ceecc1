"""A card from the claim to its last dispute: two members, an admin, a counter, in Indonesian.

What issue 17 calls done. Every page on the way is looked at: nothing English, nothing that axe
finds, nothing wider than the phone.
"""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from loyalty.accounts.digital_cards import qr_code
from loyalty.members.links import link
from loyalty.models import CardDispute, MemberPoints, Redemption
from tests.browser.instruments import axe
from tests.browser.instruments.language import english_on
from tests.browser.shell.test_menu import PHONE
from tests.browser.test_member_journey import work_off
from tests.browser.test_pages import TOO_WIDE
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import CLAIM, K1, PASSWORD
from tests.loyalty.rewards.make import make_reward
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "gajah hijau dekat sungai"


@pytest.fixture
def everybody(sign_in, db):
    """Ana with her phone, an admin at a desk, who stands at the counter, and who comes later.

    A deposit of hers waits, since the customer is reserved for a colleague; for 100 points there
    is a coffee.
    """
    product, boss = make_product("Alpha"), make_admin("boss")
    programme = make_programme("Kartu Contoh", products=[product], stores=["TOKO 1"])
    member = make_member(programme, card=K1, name="Ana", surname="Esempio")
    link(member.pk, "ana", by=boss, reason="kartu ditunjukkan")
    rina = make_staff("rina")
    make_reservation(make_staff("tono"), product, "ana", by=boss)
    make_deposit(rina, product, "ana", nominal=1_500_000)
    make_reward(programme, by=boss, title="Kopi gratis", description="Satu cangkir kopi panas.")
    phones = {"ana": None, "counter": make_staff("sari"), "other": None}
    people = {name: sign_in(user, **PHONE) for name, user in phones.items()}
    people["admin"] = sign_in(boss)
    for person in people.values():
        axe.install(person.context)
        person.speak("id")
    return people


def look(person):
    """Whatever is open is fit to be seen."""
    page = person.page
    assert axe.violations(page) == []
    assert english_on(page) == []
    assert not page.evaluate(TOO_WIDE)


def press(person, name):
    with person.page.expect_navigation():
        person.page.locator("main").get_by_role("button", name=name, exact=True).click()


def tap(person, name):
    with person.page.expect_navigation():
        person.page.get_by_role("link", name=name, exact=True).tap()


def follow(person, name):
    person.page.get_by_role("link", name=name, exact=True).click()
    expect(person.page.locator("h1")).to_have_text(name)


def typed(person, **values):
    for name, value in values.items():
        person.page.fill(f"[name={name}]", value)


def path_mailed_to(mailbox, address):
    """The path of the link in the last mail to somebody, whoever sent it."""
    work_off()
    texts = mailbox.texts_to(address) + [each.body for each in mail.outbox if address in each.to]
    return re.search(r"https?://[^/]+(/\S+)", texts[-1])[1]


def claims_her_card(ana):
    ana.page.goto("/me/")
    look(ana)
    tap(ana, "Saya punya kartu, tetapi belum punya akun")
    look(ana)
    typed(ana, **CLAIM | {"surname": "Salah"})
    ana.expects(422)
    press(ana, "Buka akun saya")
    expect(ana.page.get_by_role("alert")).to_contain_text("tidak cocok")
    look(ana)
    typed(ana, **CLAIM)
    press(ana, "Buka akun saya")
    expect(ana.page.locator("h1")).to_have_text("Halo, Ana")
    expect(ana.page.locator("#unconfirmed")).to_be_visible()
    look(ana)


def confirms_her_email(ana, mailbox):
    press(ana, "Kirim tautannya lagi")
    ana.page.goto(path_mailed_to(mailbox, CLAIM["contact"]))
    expect(ana.page.locator("main")).to_contain_text("a••••@example.test")
    look(ana)
    press(ana, "Ini milik saya")
    expect(ana.page.locator("body")).to_contain_text("Kontak Anda sudah dikonfirmasi.")
    expect(ana.page.locator("#unconfirmed")).to_have_count(0)


def points_move(ana, admin):
    points = ana.page.locator(".stats > *", has_text="Poin").first
    expect(points.locator(".value")).to_have_text("0")
    admin.page.goto("/omset/pending/")
    admin.page.locator("#queue td").get_by_role("button", name="Setujui").click()
    expect(admin.page.locator("#toasts")).to_contain_text("ana")
    ana.page.reload()
    expect(points.locator(".value")).to_have_text("150")
    look(ana)
    tap(ana, "Aktivitas")
    expect(ana.page.locator("body")).to_contain_text("1.500.000 / 10.000 = 150")
    look(ana)


def asks_for_a_reward(ana, admin):
    tap(ana, "Hadiah")
    look(ana)
    press(ana, "Minta ini Kopi gratis")
    expect(ana.page.locator("body")).to_contain_text("Menunggu keputusan")
    look(ana)
    admin.page.goto("/")
    expect(admin.badge("redemptions")).to_have_text("1")
    admin.page.goto("/loyalty/redemptions/")
    look(admin)
    follow(admin, "Kopi gratis")
    look(admin)
    press(admin, "Setujui")
    expect(admin.page.locator("body")).to_contain_text("Tidak ada yang menunggu keputusan")
    expect(admin.badge("redemptions")).to_have_text("")


def the_counter_uses_it(ana, counter):
    ana.page.reload()
    code = Redemption.objects.get().code
    expect(ana.page.locator(".member-card")).to_contain_text(code)
    # What a camera would read there is the page of the counter.
    address = ana.base_url + reverse("loyalty:redemption_use", args=[code])
    expect(ana.page.locator("svg.qr path").last).to_have_attribute("d", qr_code(address).path)
    look(ana)
    counter.page.goto("/loyalty/redemptions/use/")
    look(counter)
    counter.page.get_by_label("Kode").fill("0000000000")
    counter.expects(422)
    press(counter, "Cari")
    expect(counter.page.locator("form.panel")).to_contain_text("Kode ini tidak ada")
    look(counter)
    counter.page.get_by_label("Kode").fill(f"{code[:5]} {code[5:]}".lower())
    press(counter, "Cari")
    expect(counter.page.locator("h1")).to_have_text("Kopi gratis")
    expect(counter.page.locator("main")).to_contain_text("Ana")
    look(counter)
    press(counter, "Pakai sekali")
    expect(counter.page.locator("main")).to_contain_text("Tidak ada sisa")
    expect(counter.page.locator("main")).to_contain_text("sari")
    look(counter)
    counter.page.goto(address)
    expect(counter.page.get_by_role("button", name="Pakai sekali")).to_have_count(0)
    ana.page.reload()
    expect(ana.page.locator("main")).to_contain_text("Terpakai")
    expect(ana.page.locator("svg.qr")).to_have_count(0)
    look(ana)


def disputes_the_card(other):
    other.page.goto("/me/with-card/")
    typed(other, **CLAIM | {"contact": "lain@example.test"})
    other.expects(409)
    press(other, "Buka akun saya")
    expect(other.page.locator("h1")).to_have_text("Kartu ini sudah punya akun")
    look(other)
    typed(other, text="Kartu ini hilang bulan lalu.")
    press(other, "Ini kartu saya")
    expect(other.page.locator("h1")).to_have_text("Kami akan memeriksanya")
    look(other)


def is_handed_the_card(other, admin):
    """Returns once she is in."""
    admin.page.goto("/")
    expect(admin.badge("disputes")).to_have_text("1")
    admin.page.goto("/loyalty/disputes/")
    look(admin)
    follow(admin, K1)
    expect(admin.page.locator("main")).to_contain_text("Kartu ini hilang bulan lalu.")
    press(admin, "Tampilkan, dan catat")
    expect(admin.page.locator("main")).to_contain_text("Rp 1.500.000")
    look(admin)
    typed(admin, reason="menunjukkan kartu dan KTP")
    press(admin, "Akhiri akun dan serahkan kartunya")
    expect(admin.page.locator("main")).to_contain_text("lain@example.test")
    address = admin.page.locator("#address").input_value()
    look(admin)
    other.page.goto(address)
    look(other)
    typed(other, password=NEW_PASSWORD)
    press(other, "Simpan")
    look(other)
    typed(other, name=K1, password=NEW_PASSWORD)
    press(other, "Masuk")
    expect(other.page.locator("h1")).to_have_text("Halo, Ana")
    look(other)


def is_out(ana):
    ana.page.goto("/me/card/")
    expect(ana.page.locator("[name=name]")).to_be_visible()
    look(ana)
    typed(ana, name=K1, password=PASSWORD)
    ana.expects(422)
    press(ana, "Masuk")
    expect(ana.page.get_by_role("alert")).to_be_visible()
    look(ana)


def test_a_card_is_claimed_earns_pays_and_is_handed_over(everybody, mailbox):
    ana, admin, other = everybody["ana"], everybody["admin"], everybody["other"]
    claims_her_card(ana)
    confirms_her_email(ana, mailbox)
    points_move(ana, admin)
    asks_for_a_reward(ana, admin)
    the_counter_uses_it(ana, everybody["counter"])
    assert list(MemberPoints.objects.values_list("balance", flat=True)) == [50]
    disputes_the_card(other)
    is_handed_the_card(other, admin)
    is_out(ana)
    assert CardDispute.objects.get().state == "handed over"

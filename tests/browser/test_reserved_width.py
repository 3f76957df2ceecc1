"""The list of all reserved members fits a desk, however long its rows are."""

import pytest

from members import reservations
from tests.make import make_admin, make_product, make_staff
from tests.members.reservations.life import held

pytestmark = pytest.mark.django_db
LONG = "pelanggan-istimewa-dengan-nama-yang-tidak-pernah-selesai"
PHONE = "+62 812-3456-7890 123"
WIDTHS = "table => [table.scrollWidth, table.clientWidth]"


def test_all_reserved_members_are_decided_without_scrolling_sideways(sign_in):
    admin, rina = make_admin("Boss"), make_staff("Rina Kusumawardhani Hadiningrat")
    product = make_product("Garuda Internasional Terpercaya")
    held(rina, product, LONG, by=admin, days=3)
    late = held(rina, product, "ani", by=admin, days=25)
    reservations.ask_extension(late.pk, by=rina, reason="masih dihubungi")
    reservations.request(staff=rina, customer_id=f"{LONG}2", product=product, phone=PHONE)
    page = sign_in(admin).page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/members/reserved/")
    needed, there = page.locator(".table-box").evaluate(WIDTHS)
    assert needed <= there

"""What open points are worth, where a version says what a point is (LP-14)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.points.liability import open_liability
from loyalty.programmes.verbs import _add_version
from loyalty.rules.points.account import liability
from loyalty.rules.programmes import PRESETS, SUPERMARKET
from loyalty.rules.stored_terms import as_stored, from_stored
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1
from tests.loyalty.views.test_programmes import fields_of
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
JUNE = "2026-06-10T10:00:00+07:00"
WITHOUT = PRESETS[SUPERMARKET]
CENT = replace(WITHOUT, point_value=Decimal("0.01"))


def programme_with(terms, points=3):
    """A programme whose one member has earned so many points on 5 June."""
    with time_machine.travel("2026-06-05T10:00:00+07:00"):
        member = make_member(make_programme("Toko", currency="EUR", terms=terms), card=K1)
        ring_up(member.programme, [(K1, date(2026, 6, 5), f"{points}.50")])
        settle(member.programme, [member.pk], Cause("import"))
    return member.programme


def cells(page, first):
    """The last two cells of the row that begins with this one."""
    rows = [[cell.text for cell in row.all("td")] for row in parsed(page).all("tr")]
    return next(row[-2:] for row in rows if row and row[0] == first)


@pytest.mark.parametrize(("balance", "amount"), [(3, "0.03"), (0, "0.00"), (-7, "-0.07")])
def test_LP_14_the_liability_is_exact_and_below_zero_for_a_debt(balance, amount):
    assert liability(balance, Decimal("0.01")) == Decimal(amount)


@time_machine.travel(JUNE)
def test_LP_14_the_account_shows_it_beside_each_day_and_month(client_of, admin):
    programme_with(CENT, points=300)
    page = client_of(admin).get(reverse("loyalty:points"))
    assert cells(page, "4 Jun 2026") == ["0", "EUR 0,00"]
    assert cells(page, "10 Jun 2026") == ["300", "EUR 3,00"]
    assert cells(page, "June 2026") == ["300", "EUR 3,00"]


@time_machine.travel(JUNE)
def test_LP_14_a_day_goes_by_the_version_of_that_day(client_of, admin):
    with time_machine.travel("2026-06-05T10:00:00+07:00"):
        programme = programme_with(WITHOUT, points=300)
        _add_version(programme, CENT, date(2026, 6, 8), by=None)
    page = client_of(admin).get(reverse("loyalty:points"))
    assert cells(page, "7 Jun 2026") == ["300", "–"]
    assert cells(page, "8 Jun 2026") == ["300", "EUR 3,00"]


@time_machine.travel(JUNE)
def test_LP_14_the_page_of_the_programme_shows_it(client_of, admin):
    programme = programme_with(CENT, points=300)
    assert open_liability(programme, CENT) == (300, Decimal("0.01"), Decimal(3))
    page = client_of(admin).get(reverse("loyalty:programme", args=[programme.pk]))
    section = parsed(page).one("section", **{"aria-label": "Open liability"})
    assert "EUR 3,00" in section.text
    assert "300 × EUR 0,01" in section.text


@time_machine.travel(JUNE)
def test_LP_14_without_a_value_nothing_is_shown(client_of, admin):
    programme = programme_with(WITHOUT)
    staff = client_of(admin)
    assert open_liability(programme, WITHOUT) is None
    for address in (
        reverse("loyalty:points"),
        reverse("loyalty:programme", args=[programme.pk]),
    ):
        assert "Open liability" not in text_of(staff.get(address))


@time_machine.travel(JUNE)
def test_LP_14_the_form_of_a_version_has_the_value(client_of, admin):
    programme, staff = make_programme("Toko", terms=CENT), client_of(admin)
    staff.post(reverse("loyalty:draft_begin", args=[programme.pk]))
    address = reverse("loyalty:draft_edit", args=[programme.pk])
    assert parsed(staff.get(address)).one("input", name="point_value").get("value") == "0.01"
    staff.post(address, fields_of(CENT, date(2026, 6, 11)) | {"point_value": "0.25"})
    shown = text_of(staff.get(reverse("loyalty:draft", args=[programme.pk])))
    assert "Value of a point Rp 0,25" in shown


def test_terms_of_before_state_no_value_LP_14():
    stored = as_stored(CENT)
    assert from_stored(stored) == CENT
    del stored["point_value"]
    assert from_stored(stored) == WITHOUT

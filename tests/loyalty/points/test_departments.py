"""Departments whose sales lines earn nothing, on the ledger, its pages and the preview (LP-4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from loyalty.members.page.member import page_of_member
from loyalty.models import PointsEntry, VersionDraft
from loyalty.points.earning.settling import settle
from loyalty.points.explaining import entries_page
from loyalty.points.ledger.posting import Cause
from loyalty.programmes.preview import preview_of
from loyalty.rules.programmes import PRESETS, SUPERMARKET, Earning, StorePurchases
from tests.loyalty.analytics.make import ring_up, sell
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1
from tests.loyalty.points.make import differences, posted
from tests.loyalty.views.test_programmes import fields_of
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
JULY = "2026-07-15T10:00:00+07:00"
ALL = replace(PRESETS[SUPERMARKET], store_purchases=StorePurchases.LINES)
LEFT_OUT = replace(ALL, earning=replace(ALL.earning, excluded=("05", "17")))
LINES = [(K1, "a", "01", "80.40"), (K1, "b", "05", "12.50"), (K1, "c", "17", "7.10")]


def bought(terms, lines=LINES):
    """A member who has bought these lines in June, with what they earn posted."""
    member = make_member(make_programme("Toko", currency="EUR", terms=terms), card=K1)
    sell(member.programme, lines, month=202606)
    settle(member.programme, [member.pk], Cause("import"))
    return member


def explanation(member):
    return entries_page(member.programme, member.pk)[0].explanation


@pytest.mark.parametrize(("terms", "points"), [(ALL, 100), (LEFT_OUT, 80)])
@time_machine.travel(JULY)
def test_LP_4_what_is_bought_in_a_department_left_out_earns_nothing(terms, points):
    member = bought(terms)
    assert posted(member) == [points]
    page = page_of_member(member, date(2026, 7, 15))
    assert [each.points for each in page.activity.counted] == [points]
    assert page.activity.figures.spend == 100
    assert differences() == []


@time_machine.travel(JULY)
def test_LP_4_the_tills_own_figure_wins_over_departments_left_out():
    lines = [(K1, "a", "01", "80.40", {"points": 60}), (K1, "b", "05", "12.50", {"points": 12})]
    assert posted(bought(LEFT_OUT, lines)) == [72]


@time_machine.travel(JULY)
def test_LP_4_a_return_in_a_department_left_out_takes_nothing():
    lines = [(K1, "a", "01", "20.00"), (K1, "b", "05", "-50.00")]
    assert posted(bought(LEFT_OUT, lines)) == [20]


@time_machine.travel(JULY)
def test_LP_7_the_sum_names_what_was_left_out():
    text = "(100 - 19,6 in departments that earn nothing) / 1 = 80, rules valid from 1 Jan 2026"
    assert explanation(bought(LEFT_OUT)) == text
    assert PointsEntry.objects.get().excluded == Decimal("19.60")


@time_machine.travel(JULY)
def test_LP_4_a_receipt_says_that_it_cannot_know():
    member = bought(replace(LEFT_OUT, store_purchases=StorePurchases.RECEIPTS))
    ring_up(member.programme, [(K1, date(2026, 6, 3), "10.00")])
    settle(member.programme, [member.pk], Cause("import"))
    assert posted(member) == [10]
    assert "A receipt does not say what was bought" in explanation(member)


@time_machine.travel(JULY)
def test_LP_4_the_preview_leaves_departments_out():
    programme = bought(ALL).programme
    shown = preview_of(programme, LEFT_OUT, date(2026, 6, 1))
    assert (shown.valid.points, shown.draft.points) == (100, 80)
    assert (shown.valid.purchases, shown.draft.purchases) == (1, 1)


@time_machine.travel(JULY)
def test_LP_4_the_form_of_a_version_has_the_departments(client_of, admin):
    programme, staff = make_programme("Toko", terms=LEFT_OUT), client_of(admin)
    staff.post(reverse("loyalty:draft_begin", args=[programme.pk]))
    address = reverse("loyalty:draft_edit", args=[programme.pk])
    assert parsed(staff.get(address)).one("input", name="excluded").get("value") == "05, 17"
    form = fields_of(LEFT_OUT, date(2026, 7, 16)) | {"excluded": "17 ,000,17, "}
    staff.post(address, form)
    assert VersionDraft.objects.get().terms["earning"]["excluded"] == ["000", "17"]
    staff.post(address, form | {"excluded": "x" * 41, "version": "2"})
    assert VersionDraft.objects.get().terms["earning"]["excluded"] == ["000", "17"]


def test_terms_of_before_leave_no_department_out_LP_4():
    assert Earning(ALL.earning.unit).excluded == ()

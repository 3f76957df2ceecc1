"""The client's cases one by one, through the verbs and down to the numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from omset import numbers
from omset.ledger import approval, entries, trash
from omset.lists.unique import unique_customers
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_differs")]


@pytest.fixture
@remembered
def a(db):
    return make_staff("A")


@pytest.fixture
@remembered
def b(db):
    return make_staff("B")


def kinds(*records):
    stored = dict(OmsetRecord.objects.values_list("pk", "kind"))
    return [stored[record.pk] for record in records]


def ndp_rdp(start="2026-01-01", end="2026-12-31", **scope):
    days = date.fromisoformat(start), date.fromisoformat(end)
    sums = numbers.total(numbers.TallyScope(*days, **scope))
    return sums.ndp, sums.rdp


def total(start, end):
    return numbers.total(
        numbers.TallyScope(date.fromisoformat(start), date.fromisoformat(end))
    ).total


def edit(record, **changed):
    fields = {name: getattr(record, name) for name in entries.Entry.__dataclass_fields__}
    entry = entries.Entry(**fields | changed)
    return entries.edit(record.pk, entry, by=record.staff, version=record.version)


def test_case_1_the_first_entry_changes_its_kind_OM_23(a, product):
    later = make_deposit(a, product, day="2026-02-09")
    earlier = make_deposit(a, product, day="2026-02-07")
    assert kinds(earlier, later) == ["NDP", "RDP"]
    assert ndp_rdp() == (1, 1)


def test_case_2_two_deposits_of_the_first_day_count_one_ndp_OM_15_OM_17(a, product):
    records = [make_deposit(a, product), make_deposit(a, product)]
    assert kinds(*records) == ["NDP", "NDP"]
    assert ndp_rdp() == (1, 0)
    assert total("2026-02-01", "2026-02-01") == Decimal(200_000)


def test_case_3_a_normal_deposit_and_a_tambahan_count_one_of_each_OM_17(a, product):
    make_deposit(a, product)
    make_deposit(a, product, note="tambahan")
    assert ndp_rdp() == (1, 1)


def test_case_4_a_tambahan_does_not_establish_the_first_date_OM_16(a, product):
    records = [
        make_deposit(a, product, day="2026-01-01", note="tambahan"),
        make_deposit(a, product, day="2026-01-05"),
        make_deposit(a, product, day="2026-01-06"),
    ]
    assert kinds(*records) == ["RDP", "NDP", "RDP"]


def test_case_5_only_tambahan_is_rdp_OM_16(a, product):
    days = ["2026-01-01", "2026-01-02"]
    records = [make_deposit(a, product, day=day, note="tambahan") for day in days]
    assert kinds(*records) == ["RDP", "RDP"]
    assert ndp_rdp() == (0, 2)


@pytest.mark.parametrize(
    ("note", "kind"),
    [("Depo TaMbAhAn malam", "RDP"), ("tambah", "NDP"), ("tambahannya", "RDP")],
)
def test_case_6_the_word_tambahan(a, product, note, kind):
    assert make_deposit(a, product, note=note).kind == kind


def test_case_7_each_product_has_its_own_first_deposit_OM_12(a, product):
    make_deposit(a, product)
    make_deposit(a, make_product("Q"))
    assert ndp_rdp() == (2, 0)


def test_case_8_each_staff_member_has_their_own_first_deposit_OM_12(a, b, product):
    make_deposit(a, product, day="2026-01-05")
    make_deposit(b, product, day="2026-01-06")
    assert ndp_rdp() == (2, 0)
    assert ndp_rdp(staff=a.pk) == (1, 0)
    assert ndp_rdp(staff=b.pk) == (1, 0)


def test_case_9_spellings_of_one_customer_G_5(a, product):
    days = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"]
    typed = ["Budi 01", "BUDI01", " budi01 ", "budi-01", "budi_01"]
    records = [make_deposit(a, product, *pair) for pair in zip(typed, days, strict=True)]
    assert kinds(*records) == ["NDP", "RDP", "RDP", "NDP", "NDP"]


def test_case_10_a_name_in_thai_letters_is_a_customer_of_its_own_G_5(a, product):
    days = ["2026-01-01", "2026-01-02", "2026-01-03"]
    typed = ["สมชาย", "สมหญิง", "สมชาย"]
    records = [make_deposit(a, product, *pair) for pair in zip(typed, days, strict=True)]
    assert kinds(*records) == ["NDP", "NDP", "RDP"]


def test_case_11_the_first_date_may_lie_before_the_range_OM_13(a, product):
    make_deposit(a, product, day="2026-01-31")
    make_deposit(a, product, day="2026-02-01")
    assert ndp_rdp("2026-02-01", "2026-02-28") == (0, 1)


def test_case_12_a_customer_counts_once_a_day_OM_18_OM_19(a, product):
    for day in ("2026-02-01", "2026-02-02", "2026-02-03", "2026-02-03"):
        make_deposit(a, product, day=day)
    assert ndp_rdp("2026-02-01", "2026-02-03") == (1, 2)
    new, repeat = unique_customers({})
    assert new.kind == "NDP"
    assert new.records == 1
    assert new.dates == [date(2026, 2, 1)]
    assert repeat.kind == "RDP"
    assert repeat.records == 3
    assert repeat.dates == [date(2026, 2, 2), date(2026, 2, 3)]


@pytest.fixture
@remembered
def case_13(a, b, product):
    """A's first deposit waits, reserved by B whose reservation then ends; the second counts."""
    reservation = make_reservation(b, product)
    first = make_deposit(a, product, day="2026-02-01")
    reservation.delete()
    return first, make_deposit(a, product, day="2026-02-03")


def test_case_13_while_it_waits_the_next_deposit_is_the_first_OM_4(case_13):
    assert kinds(*case_13) == [None, "NDP"]
    assert ndp_rdp() == (1, 0)


def test_case_13_an_approved_deposit_takes_its_place_OM_7(case_13):
    approval.approve(case_13[0].pk, by=make_admin())
    assert kinds(*case_13) == ["NDP", "RDP"]
    assert ndp_rdp() == (1, 1)


def test_case_13_a_declined_deposit_never_counts_OM_8(case_13):
    approval.decline(case_13[0].pk, by=make_admin(), reason="no")
    assert kinds(*case_13) == [None, "NDP"]
    assert ndp_rdp() == (1, 0)


def test_case_14_trash_restore_and_purge_OM_10(a, product):
    first, second = (make_deposit(a, product, day=f"2026-02-0{day}") for day in (1, 2))
    trash.delete(first.pk, by=a)
    assert kinds(first, second) == [None, "NDP"]
    assert ndp_rdp() == (1, 0)
    trash.restore(first.pk, by=make_admin())
    assert kinds(first, second) == ["NDP", "RDP"]
    assert ndp_rdp() == (1, 1)
    trash.delete(first.pk, by=a)
    trash.purge(first.pk, by=make_admin())
    assert kinds(second) == ["NDP"]
    assert ndp_rdp() == (1, 0)


def test_case_15_the_next_of_three_becomes_the_first(a, product):
    first, *others = (make_deposit(a, product, day=f"2026-11-{day}") for day in ("01", "05", "10"))
    trash.delete(first.pk, by=a)
    assert kinds(*others) == ["NDP", "RDP"]


def test_case_16_an_edit_moves_the_record_between_customers_OM_9(a, product):
    first, second = (make_deposit(a, product, "x", f"2026-02-0{day}") for day in (1, 2))
    edit(first, customer_id="y")
    assert kinds(first, second) == ["NDP", "NDP"]
    assert ndp_rdp() == (2, 0)


def test_case_17_an_edit_to_a_reserved_customer_waits_OM_9(a, b, product):
    make_reservation(b, product, "Taken.1")
    record = make_deposit(a, product, "free")
    edited = edit(record, customer_id="taken1")
    assert edited.status == "pending"
    assert edited.conflict["staff_name"] == "B"
    assert ndp_rdp() == (0, 0)
    assert total("2026-02-01", "2026-02-01") == 0


def test_case_17_an_edit_to_a_customer_reserved_in_another_product_counts_OM_3(a, b, product):
    make_reservation(b, make_product("Q"), "taken")
    assert edit(make_deposit(a, product, "free"), customer_id="taken").status == "approved"


def test_case_18_thousands_in_the_form_and_a_corrected_multiplier(a, product, client_of):
    form = {
        "date": "2026-02-01",
        "product": product.pk,
        "customer_id": "x",
        "nominal": "100",
        "multiplier": "2.5",
        "idempotency_key": "6f1c2f0e-6b1d-4d0e-9d6e-0f6f6a1f0a11",
    }
    client_of(a).post(reverse("omset:new"), form)
    record = OmsetRecord.objects.get()
    assert record.nominal == Decimal(100_000)
    assert record.total == Decimal(250_000)
    url = reverse("omset:edit", args=[record.pk])
    initial = client_of(a).get(url).context["form"].initial
    client_of(a).post(url, initial | {"multiplier": "1"})
    record.refresh_from_db()
    assert record.nominal == Decimal(100_000)
    assert record.total == Decimal(100_000)


@time_machine.travel(datetime(2026, 3, 1, 9, 0, tzinfo=UTC), tick=False)
def test_case_19_what_is_entered_later_belongs_to_its_record_date_G_2(a, product):
    make_deposit(a, product, day="2026-02-28")
    assert total("2026-02-01", "2026-02-28") == Decimal(100_000)
    assert total("2026-03-01", "2026-03-31") == 0


@time_machine.travel(datetime(2026, 2, 28, 17, 30, tzinfo=UTC), tick=False)
def test_case_20_after_midnight_in_jakarta_the_form_says_the_new_day_G_1(a, client_of):
    page = client_of(a).get(reverse("omset:new"))
    assert page.context["form"].initial["date"] == date(2026, 3, 1)
    assert 'value="2026-03-01"' in page.content.decode()


@time_machine.travel(datetime(2026, 2, 28, 17, 30, tzinfo=UTC), tick=False)
def test_case_20_after_midnight_in_jakarta_the_new_day_may_be_recorded_G_1(a, product):
    assert make_deposit(a, product, day="2026-03-01").date == date(2026, 3, 1)


@time_machine.travel(datetime(2026, 2, 28, 16, 59, tzinfo=UTC), tick=False)
def test_case_20_before_midnight_in_jakarta_the_next_day_is_refused_G_1_OM_1(a, product):
    with pytest.raises(entries.ValidationError):
        make_deposit(a, product, day="2026-03-01")

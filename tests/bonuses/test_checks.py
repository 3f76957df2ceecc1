"""Customer bonus checks (BC-1 to BC-5)."""

from datetime import date

import pytest
import time_machine

from bonuses.claims import checks
from bonuses.models import CustomerCheck
from crm.notifications.models import Notification
from members.models import Reservation
from tests.make import make_deposit, make_product, make_reservation, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel("2026-03-15T10:00:00+07:00") as now:
        yield now


@pytest.fixture
@remembered
def held(owner, product):
    return make_reservation(owner, product, "Budi 01")


def claim(owner, product, customer="budi01"):
    return checks.submit(staff=owner, customer_id=customer, product=product)


def refusal(owner, product, customer="budi01"):
    with pytest.raises(checks.ClaimRefused) as refused:
        claim(owner, product, customer)
    return refused.value.why


def test_BC_1_a_held_customer_can_be_claimed(held, owner, product, admin):
    check = claim(owner, product, " BUDI 01")
    assert check.month == date(2026, 3, 1)
    assert check.status == "submitted"
    assert check.customer_id == "BUDI 01"
    told_people = Notification.objects.filter(kind="check-submitted").values_list(
        "user__name", flat=True
    )
    assert admin.name in told_people


def test_BC_1_not_without_a_reservation_of_one_s_own(held, stranger, product):
    assert refusal(stranger, product) == "not-reserved"
    assert refusal(stranger, product, "nobody") == "not-reserved"


def test_BC_1_not_in_another_product(held, owner):
    assert refusal(owner, make_product()) == "not-reserved"


def test_BC_1_not_twice_in_a_month_but_again_in_the_next(held, owner, product, in_march):
    claim(owner, product)
    assert refusal(owner, product, "BUDI-01".replace("-", " ")) == "submitted"
    in_march.move_to("2026-04-02T10:00:00+07:00")
    assert claim(owner, product).month == date(2026, 4, 1)


@pytest.mark.parametrize(("day", "why"), [("2026-02-14", None), ("2026-02-13", "expired")])
def test_BC_2_a_reservation_runs_out_30_days_after_the_last_deposit(held, owner, product, day, why):
    make_deposit(owner, product, "budi01", day)
    reason = refusal(owner, product) if why else claim(owner, product) and None
    assert reason == why


def test_BC_3_only_the_own_counted_deposits_in_the_product_keep_it(held, owner, product):
    Reservation.objects.update(approved_at="2026-01-01T00:00:00Z")
    make_deposit(owner, make_product(), "budi01", "2026-03-14")
    make_deposit(make_staff(), product, "budi01", "2026-03-14")
    assert refusal(owner, product) == "expired"


def test_BC_2_without_a_deposit_the_days_count_from_the_approval(held, owner, product):
    Reservation.objects.update(approved_at="2026-02-13T18:00:00Z")
    assert claim(owner, product).status == "submitted"


def test_BC_4_an_admin_decides_once(held, owner, product, admin):
    check = claim(owner, product)
    checks.reject(check.pk, by=admin, reason="no deposit")
    check.refresh_from_db()
    assert check.status == "rejected"
    assert check.reason == "no deposit"
    assert check.decided_by_name == admin.name
    with pytest.raises(checks.NotWaiting):
        checks.approve(check.pk, by=admin)
    assert Notification.objects.filter(kind="check-rejected").get().user == owner


def test_BC_4_what_waits_is_counted(held, owner, product, admin):
    check = claim(owner, product)
    assert checks.pending_count() == 1
    checks.approve(check.pk, by=admin)
    assert checks.pending_count() == 0


def test_BC_5_a_claim_ends_with_its_reservation_in_its_product_alone(held, owner, product):
    other = make_product()
    make_reservation(owner, other, "Budi 01")
    claim(owner, product)
    claim(owner, other)
    held.delete()
    statuses = dict(CustomerCheck.objects.values_list("product_name", "status"))
    assert statuses == {product.name: "withdrawn", other.name: "submitted"}


def test_BC_5_a_decided_claim_outlives_its_reservation(held, owner, product, admin):
    checks.approve(claim(owner, product).pk, by=admin)
    held.delete()
    assert CustomerCheck.objects.get().status == "approved"


def test_BC_5_a_claim_follows_its_reservation(held, owner, stranger, product):
    claim(owner, product)
    held.staff, held.staff_name = stranger, stranger.name
    held.save()
    assert CustomerCheck.objects.get().staff == stranger


def test_BC_5_after_a_withdrawal_the_customer_can_be_claimed_again(held, owner, product):
    claim(owner, product)
    held.delete()
    make_reservation(owner, product, "Budi 01")
    assert claim(owner, product).status == "submitted"
    statuses = CustomerCheck.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == ["withdrawn", "submitted"]


def test_BC_5_a_claim_follows_to_somebody_who_had_one_withdrawn(held, owner, stranger, product):
    claim(owner, product)
    held.delete()
    moving = make_reservation(stranger, product, "Budi 01")
    claim(stranger, product)
    moving.staff, moving.staff_name = owner, owner.name
    moving.save()
    claims = CustomerCheck.objects.filter(staff=owner).order_by("id")
    assert [check.status for check in claims] == ["withdrawn", "submitted"]


def test_BC_5_who_has_a_claim_of_the_month_gets_no_second_one_by_a_move(
    held, owner, stranger, product, admin
):
    checks.approve(claim(owner, product).pk, by=admin)
    held.delete()
    moving = make_reservation(stranger, product, "Budi 01")
    claim(stranger, product)
    moving.staff, moving.staff_name = owner, owner.name
    moving.save()
    statuses = CustomerCheck.objects.order_by("id").values_list("staff__username", "status")
    assert list(statuses) == [("owner", "approved"), ("stranger", "withdrawn")]

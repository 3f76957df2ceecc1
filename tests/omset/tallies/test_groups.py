"""What a customer deposited with a staff member in a product: GroupTally, and who reads it."""

from datetime import date
from decimal import Decimal

import pytest

from crm.mongo.rows import collection, midnight
from omset import numbers
from omset.ledger import approval, entries, trash
from omset.models import GroupTally
from omset.reconciliation.recount import after_import
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.omset.reference import drift

pytestmark = pytest.mark.django_db


@pytest.fixture
def group_of(owner, product):
    """The sums of the owner's customer; None if nothing of theirs counts."""

    def read(customer="x"):
        match = {"staff_id": owner.pk, "product_id": product.pk, "customer_key": customer}
        return next(iter(numbers.groups(match)), None)

    return read


def correct(record, **fields):
    entry = {name: getattr(record, name) for name in entries.Entry.__dataclass_fields__}
    changed = entries.Entry(**entry | fields)
    return entries.edit(record.pk, changed, by=record.staff, version=record.version)


def test_a_group_knows_its_first_and_last_date_its_days_records_and_total(owner, product, group_of):
    make_deposit(owner, product, "x", "2026-02-03", 100_000)
    make_deposit(owner, product, "X ", "2026-02-03", "0.25", multiplier=2)
    make_deposit(owner, product, "x", "2026-01-31", 50_000, note="tambahan")
    group = group_of()
    assert group.first_date == date(2026, 1, 31)
    assert group.last_date == date(2026, 2, 3)
    assert group.days == 2
    assert group.records == 3
    assert group.total == Decimal("150000.50")


def test_groups_are_of_one_staff_member_one_customer_and_one_product(owner, stranger, product):
    make_deposit(owner, product, "x")
    make_deposit(owner, product, "y")
    make_deposit(owner, make_product(), "x")
    make_deposit(stranger, product, "x")
    assert [group.records for group in numbers.groups({})] == [1, 1, 1, 1]


def test_the_last_date_goes_back_with_a_deletion_and_comes_again_with_the_restoration(
    owner, product, group_of, admin
):
    make_deposit(owner, product, "x", "2026-01-31")
    last = make_deposit(owner, product, "x", "2026-02-03")
    trash.delete(last.pk, by=owner)
    assert group_of().last_date == date(2026, 1, 31)
    trash.restore(last.pk, by=admin)
    assert group_of().last_date == date(2026, 2, 3)


def test_a_correction_moves_a_deposit_from_one_customer_to_another(owner, product, group_of):
    record = make_deposit(owner, product, "x")
    correct(record, customer_id="y")
    assert group_of("x") is None
    assert group_of("y").records == 1


def test_a_corrected_amount_is_in_the_total(owner, product, group_of):
    record = make_deposit(owner, product, "x", nominal=100_000)
    correct(record, nominal=Decimal(70_000))
    assert group_of().total == Decimal("70000.00")


def test_OM_4_what_waits_or_was_declined_is_in_no_group(owner, product, group_of, admin):
    make_reservation(make_staff(), product, "x")
    waiting, other = (
        make_deposit(owner, product, "x", day) for day in ("2026-02-01", "2026-02-02")
    )
    assert group_of() is None
    approval.approve(waiting.pk, by=admin)
    approval.decline(other.pk, by=admin, reason="no")
    assert group_of().last_date == date(2026, 2, 1)
    assert group_of().records == 1


def test_what_is_removed_for_good_leaves_no_tally(owner, product, admin):
    record = make_deposit(owner, product, "x")
    trash.delete(record.pk, by=owner)
    trash.purge(record.pk, by=admin)
    assert GroupTally.objects.count() == 0


def test_those_who_deposited_last_come_first(owner, product):
    for customer, day in (("a", "2026-01-05"), ("b", "2026-03-01"), ("c", "2026-02-01")):
        make_deposit(owner, product, customer, day)
    keys = [group.customer_key for group in numbers.groups({"staff_id": owner.pk})]
    assert keys == ["b", "c", "a"]


def test_the_recount_after_an_import_writes_and_removes_groups(owner, product):
    make_deposit(owner, product, "x", "2026-02-03")
    make_deposit(owner, product, "y", "2026-02-03")
    wrong = GroupTally.objects.get(customer_key="y")
    GroupTally.objects.filter(pk=wrong.pk).update(customer_key="z", total=Decimal(5))
    after_import(owner.pk)
    assert drift() == []


def test_who_has_not_deposited_since_a_day_is_one_range_of_an_index(owner, product):
    make_deposit(owner, product, "x", "2026-02-03")
    for number in range(20):
        make_deposit(owner, product, f"y{number}", "2026-04-01")
    silent = {"staff_id": owner.pk, "last_date": {"$lt": midnight(date(2026, 3, 1))}}
    assert [group.customer_key for group in numbers.groups(silent)] == ["x"]
    plan = collection(GroupTally).find(silent).explain()
    assert "group_tally_of_staff" in str(plan["queryPlanner"]["winningPlan"])


def test_an_admin_s_deposits_are_a_group_of_their_own(product):
    admin = make_admin()
    make_deposit(admin, product, "x")
    assert [group.staff_id for group in numbers.groups({"customer_key": "x"})] == [admin.pk]

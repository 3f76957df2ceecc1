"""Points follow deposits, in the transaction of each event (LP-4 to LP-6, LP-9)."""

import json
from datetime import date
from decimal import Decimal
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bonuses.management.commands.standings import FIGURES
from crm.mongo.inspection import recorded_commands
from loyalty.members.links import link, unlink
from loyalty.models import BuyerLock, CustomerLink, MemberPoints, PointsEntry
from members.models import Reservation
from omset import numbers
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from tests.loyalty.make import make_member
from tests.loyalty.points.make import balance, differences, golden_programme, posted, reasons
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db


def of_loyalty(commands):
    """The collections of loyalty that these commands are sent to."""
    names = [each.collection or "" for each in commands]
    return [name for name in names if name.startswith("loyalty_")]


def test_golden_set_deposits_of_a_LP_4(a, deposit, q):
    deposit(1_234_567)
    deposit(9_999, customer="ANA")
    deposit(100_000, "2026-02-05", product=q, multiplier="2.5")
    deposit(1_000_000, "2026-04-02")
    assert posted(a) == [123, 25, 200]
    assert balance(a) == 348
    assert differences() == []


@pytest.mark.parametrize(("nominal", "points"), [(9_999, []), (10_000, [1]), (1_234_567, [123])])
def test_case_129_the_floor_is_each_purchases_own_LP_4(a, deposit, nominal, points):
    deposit(nominal)
    assert posted(a) == points


def test_case_130_deleted_and_restored_twice_LP_5(a, deposit, admin):
    record = deposit(1_234_567)
    for _ in range(2):
        trash.delete(record.pk, by=admin)
        trash.restore(record.pk, by=admin)
    assert posted(a) == [123, -123, 123, -123, 123]
    assert reasons(a) == ["earned", "reversed", "earned again", "reversed", "earned again"]
    assert balance(a) == 123


def test_case_131_what_waits_earns_nothing_and_what_is_declined_never_did_LP_5(a, staff, p, admin):
    make_reservation(make_staff(), p, "ana")
    declined, waiting = (make_deposit(staff, p, "ana", "2026-02-20", 400_000) for _ in range(2))
    approval.decline(declined.pk, by=admin, reason="no")
    trash.delete(waiting.pk, by=admin)
    trash.restore(waiting.pk, by=admin)
    assert posted(a) == []
    approval.approve(waiting.pk, by=make_admin())
    assert posted(a) == [40]


@pytest.mark.parametrize(("nominal", "points"), [(1_300_000, 7), (9_000, -123)])
def test_case_132_an_edit_posts_the_difference_LP_5(a, deposit, admin, nominal, points):
    record = deposit(1_234_567)
    entry = entries.Entry(record.date, "ana", Decimal(nominal), Decimal(1))
    entries.edit(record.pk, entry, by=admin, version=1)
    assert posted(a) == [123, points]


def test_case_132_another_customer_is_reversed_here_and_earned_there_LP_6(a, b, deposit, admin):
    link(b.pk, "budi", by=admin, reason="test")
    record = deposit(1_234_567)
    entry = entries.Entry(record.date, "budi", record.nominal, Decimal(1))
    entries.edit(record.pk, entry, by=admin, version=1)
    assert posted(a) == [123, -123]
    assert posted(b) == [123]
    assert differences() == []


def test_case_133_the_rule_of_the_business_date_whenever_approved_LM_3(a, staff, p, admin):
    make_reservation(make_staff(), p, "ana")
    waiting = make_deposit(staff, p, "ana", "2026-03-31", 1_000_000)
    approval.approve(waiting.pk, by=admin)
    assert posted(a) == [100]


def test_a_deposit_that_is_removed_for_good_earns_nothing_LP_5(a, deposit, admin):
    record = deposit(1_234_567)
    trash.delete(record.pk, by=admin)
    trash.purge(record.pk, by=admin)
    assert balance(a) == 0
    assert differences() == []


def test_case_146_a_link_counts_the_past_and_unlinking_takes_it_away_LM_12(a, deposit, admin):
    deposit(1_234_567)
    link_id = CustomerLink.objects.get(member=a).pk
    unlink(link_id, by=admin, reason="test")
    assert posted(a) == [123, -123]
    deposit(500_000)
    assert balance(a) == 0
    link(a.pk, "ana", by=admin, reason="test")
    assert balance(a) == 173
    assert differences() == []


def test_nothing_is_earned_after_the_closing_LP_4(a, deposit):
    type(a).objects.filter(pk=a.pk).update(closed_on=date(2026, 2, 1))
    deposit(100_000, "2026-02-01")
    deposit(100_000, "2026-02-02")
    assert posted(a) == [10]


def test_an_entry_says_by_what_and_by_whom_LP_7(a, deposit, admin):
    record = deposit(1_234_567)
    trash.delete(record.pk, by=admin)
    earned, back = PointsEntry.objects.order_by("sequence")
    assert (earned.version, earned.amount, earned.day) == (1, Decimal(1_234_567), record.date)
    assert (back.cause, back.by_name) == ("delete", admin.name)


def test_case_135_parallel_events_of_one_member_come_to_the_final_states_LP_6(a, p):
    """Sixteen at once: some are approved, some trashed, some trashed and restored."""
    held, people = make_reservation(make_staff(), p, "ana"), [make_staff() for _ in range(4)]
    admins = [make_admin() for _ in range(4)]
    waiting = [make_deposit(people[n % 4], p, "ana", "2026-01-10", 100_000) for n in range(5)]
    Reservation.objects.filter(pk=held.pk).delete()
    live = [make_deposit(people[n % 4], p, "ana", "2026-01-10", 20_000) for n in range(11)]

    def approve(record, by):
        approval.approve(record.pk, by=by)

    def remove(record, by):
        trash.delete(record.pk, by=by)

    def switch(record, by):
        for verb in (trash.delete, trash.restore):
            verb(record.pk, by=by)

    deeds = [approve] * 5 + [remove] * 6 + [switch] * 5
    jobs = [
        partial(deed, record, admins[n % 4])
        for n, (deed, record) in enumerate(zip(deeds, [*waiting, *live], strict=True))
    ]
    assert at_once(*jobs) == [None] * 16
    assert balance(a) == 5 * 10 + 5 * 2
    assert len(posted(a)) == 11 + 5 + 6 + 2 * 5
    assert differences() == []


def test_of_a_link_and_a_deposit_at_once_one_waits_LP_6(programme, deposit, admin):
    """Both write the row of the buyer who is nobody yet."""
    member = make_member(programme)
    deposit(10_000, customer="dewi")
    assert BuyerLock.objects.get().events == 1
    link(member.pk, "dewi", by=admin, reason="test")
    assert BuyerLock.objects.get().events == 2
    deposit(10_000, customer="dewi")
    assert BuyerLock.objects.get().events == 2
    assert balance(member) == 2


def test_a_deposit_in_a_product_of_no_programme_costs_one_read_more_LP_6(programme, staff):
    other = make_product()
    make_deposit(staff, other)
    with recorded_commands() as commands:
        make_deposit(staff, other)
    ours = of_loyalty(commands)
    assert ours == ["loyalty_programmeproduct"]


def test_a_deposit_of_a_member_costs_7_commands_and_one_that_reads_deposits_LP_6(a, deposit):
    deposit(10_000)
    with recorded_commands() as commands:
        deposit(10_000)
    ours = of_loyalty(commands)
    assert len(ours) == 7, ours


def test_a_head_that_is_not_its_entries_is_found_LP_6(a, deposit):
    deposit(10_000)
    MemberPoints.objects.filter(pk=a.pk).update(balance=7)
    assert differences() == [(f"{a.pk} points", "balance", 7, 1)]


def test_points_that_nothing_deserves_are_found_LP_6(a, deposit):
    record = deposit(10_000)
    OmsetRecord.objects.filter(pk=record.pk).update(is_deleted=True)
    assert differences() == [(f"G {a.pk} deposit:{record.pk}", "posted", 1, 0)]


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["deposit", "deposit", "trash", "restore", "purge", "edit", "link"]),
        st.integers(0, 9),
    ),
    min_size=4,
    max_size=12,
)


class Desk:
    """A staff member and a product; with or without a member who has its customers."""

    def __init__(self, *, is_of_programme):
        self.staff, self.product, self.admin = make_staff(), make_product(), make_admin()
        self.member = None
        if is_of_programme:
            self.member = make_member(golden_programme(self.product, name=""))
            link(self.member.pk, "ana", by=self.admin, reason="test")

    def do(self, deed, number):
        day, customer = f"2026-02-{1 + number:02}", ("ana", "budi")[number % 2]
        if deed == "deposit":
            make_deposit(self.staff, self.product, customer, day, 70_000 * (1 + number))
        elif deed == "link":
            self.switch()
        elif records := list(self.records(is_deleted=deed in ("restore", "purge"))):
            self.change(deed, records[number % len(records)], customer)

    def change(self, deed, record, customer):
        if deed == "edit":
            stated = entries.Entry(record.date, customer, record.nominal + 10_000)
            entries.edit(record.pk, stated, by=self.admin, version=record.version)
        else:
            verb = {"trash": trash.delete, "restore": trash.restore, "purge": trash.purge}[deed]
            verb(record.pk, by=self.admin)

    def switch(self):
        if self.member is None:
            return
        linked = CustomerLink.objects.in_force().filter(member=self.member).first()
        if linked:
            unlink(linked.pk, by=self.admin, reason="test")
        else:
            link(self.member.pk, "ana", by=self.admin, reason="test")

    def records(self, **match):
        return OmsetRecord.objects.filter(product=self.product, **match).order_by("pk")

    def stands(self):
        """All numbers, standings and kinds of here, without the names."""
        scope, out = numbers.TallyScope(product=self.product.pk), StringIO()
        call_command("standings", "--month=2026-02", "--json", stdout=out)
        rows = {each["staff"]: each for each in json.loads(out.getvalue())}
        standing = rows.get(self.staff.username, {})
        return [
            {name: standing.get(name) for name in FIGURES},
            list(self.records().values_list("kind", "total", "status", "is_deleted")),
            list(numbers.grouped(scope, "day")),
            numbers.total(scope),
        ]


@settings(
    max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(deeds=DEEDS)
def test_case_148_loyalty_changes_no_number_of_the_ledger_LM_1(db, deeds):
    with_loyalty, without = Desk(is_of_programme=True), Desk(is_of_programme=False)
    for deed, number in deeds:
        with_loyalty.do(deed, number)
        without.do(deed, number)
    assert with_loyalty.stands() == without.stands()

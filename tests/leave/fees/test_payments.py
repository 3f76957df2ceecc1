"""Payments at the rate of their day, instalments, credit: FE-2 and FE-3 with their defects."""

from decimal import Decimal

import pytest

from crm.policies.verbs import decide
from leave.fees import manual
from leave.fees.errors import (
    FormReused,
    NoCredit,
    NothingDue,
    OwnFee,
    PartsPaid,
    WrongAmount,
    WrongDay,
    WrongParts,
)
from leave.fees.instalments import parts_of, pay_part, plan_instalments
from leave.fees.manual import withdraw_fee
from leave.fees.payments import use_credit, withdraw_payment
from leave.fees.policies import BAHT_RATE
from leave.fees.statements import collected, statement_of, statements
from leave.fees.waivers import waive
from leave.models import Payment
from leave.rules.fees import FeeKind
from leave.views.fees.records import month_records
from tests.leave.fees.make import add_fee, come_late, day_of, pause_too_long, pay
from tests.make import make_master, make_rate

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = day_of("2026-01-01"), day_of("2026-02-01")


def of(staff, month=FEBRUARY):
    return statement_of(staff.pk, month)


@pytest.fixture
def fees(owner, admin):
    """Case 65: 10 minutes late, breaks 2 minutes too long, $5 by an admin."""
    come_late(owner, "2026-02-03", 10)
    pause_too_long(owner, "2026-02-04", 120)
    add_fee(owner, "2026-02-05", "5.00", by=admin)
    return owner


def test_65_rupiah_at_the_rate_of_their_day_then_a_waiver_leaves_credit(fees, admin):
    """Earlier defect: what was paid too much was not shown."""
    pay(fees, "2026-02", "835000", "IDR", by=admin)
    assert of(fees).total == Decimal("65.00")
    assert of(fees).paid == Decimal("50.00")
    assert of(fees).due == Decimal("15.00")
    waive(fees.pk, day_of("2026-02-03"), FeeKind.LATENESS, by=admin, reason="train")
    assert of(fees).total == Decimal("15.00")
    assert of(fees).paid == Decimal("50.00")
    assert of(fees).due == 0
    assert of(fees).credit == Decimal("35.00")


def test_baht_are_paid_at_the_default_rate(fees, admin):
    """Earlier defect: a doubtful rate; the floor decides about it from a date on."""
    assert pay(fees, "2026-02", "31000", "THB", by=admin).usd == Decimal("10.00")


def test_a_rate_that_changes_later_changes_no_payment(fees, admin):
    pay(fees, "2026-02", "31000", "THB", by=admin)
    today = day_of("2030-01-01")
    decide(BAHT_RATE, Decimal(35), today, by=make_master(), reason="bank")
    assert of(fees).paid == Decimal("10.00")


def test_rupiah_follow_the_rate_that_bonuses_keep(fees, admin):
    make_rate("16000", day_of("2026-02-10"), by=make_master())
    assert pay(fees, "2026-02", "160000", "IDR", "2026-02-20", by=admin).usd == Decimal("10.00")
    assert pay(fees, "2026-02", "167000", "IDR", "2026-02-09", by=admin).usd == Decimal("10.00")


def test_a_form_that_is_sent_twice_records_one_payment(fees, admin):
    first = pay(fees, "2026-02", "10", by=admin, key="same")
    assert pay(fees, "2026-02", "10", by=admin, key="same").pk == first.pk
    assert of(fees).paid == Decimal("10.00")


@pytest.mark.parametrize("amount", ["0", "-5", "0.001", "NaN"])
def test_what_is_no_amount_is_refused(fees, admin, amount):
    """Earlier defect: amounts could be less than nothing."""
    with pytest.raises(WrongAmount):
        pay(fees, "2026-02", amount, by=admin)
    with pytest.raises(WrongAmount):
        add_fee(fees, "2026-02-05", amount, by=admin)
    assert of(fees).total == Decimal("65.00")
    assert not Payment.objects.exists()


@pytest.mark.parametrize("month", ["2019-12", "0001-01", "2999-01"])
def test_a_month_before_anything_or_to_come_is_not_paid(fees, admin, month):
    """Earlier defect: the month of a payment had no lower bound."""
    with pytest.raises(WrongDay):
        pay(fees, month, "10", by=admin)


def test_a_payment_of_somebody_without_a_fee_is_in_the_totals(owner, admin):
    """Earlier defect: it was lost from the totals."""
    pay(owner, "2026-02", "10", by=admin)
    assert statements(FEBRUARY)[owner.pk].credit == Decimal("10.00")
    assert collected() == Decimal("10.00")


def test_a_payment_recorded_in_error_counts_no_more(fees, admin):
    payment = pay(fees, "2026-02", "10", by=admin)
    withdraw_payment(payment.pk, by=admin, reason="typed twice")
    assert of(fees).paid == 0
    assert collected() == 0


def test_nobody_records_their_own_payment_or_fee(admin):
    with pytest.raises(OwnFee):
        pay(admin, "2026-02", "10", by=admin)
    with pytest.raises(OwnFee):
        add_fee(admin, "2026-02-05", "5", by=admin)


def test_a_fee_that_is_taken_back_costs_nothing(owner, admin):
    fee = add_fee(owner, "2026-02-05", "5", by=admin)
    withdraw_fee(fee.pk, by=admin, reason="found")
    assert of(owner).total == 0


def parts_on_the_page(staff):
    statement = of(staff)
    records = month_records(staff.pk, statement)
    return parts_of(records.plan, records.payments, statement.due)


def test_two_equal_parts_are_of_all_fees_and_reduce_what_is_due(fees, admin):
    """Earlier defect: parts were of lateness alone and left what was due as it was."""
    plan_instalments(fees.pk, FEBRUARY, 2, by=admin)
    parts = parts_on_the_page(fees)
    assert [part.amount for part in parts] == [Decimal("32.50"), Decimal("32.50")]
    assert [part.due_in for part in parts] == [day_of("2026-03-01"), day_of("2026-04-01")]
    pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="part")
    assert of(fees).due == Decimal("32.50")
    pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="next part")
    assert of(fees).due == 0
    with pytest.raises(NothingDue):
        pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="one more")


def test_a_waiver_between_the_parts_makes_the_second_one_smaller(fees, admin):
    plan_instalments(fees.pk, FEBRUARY, 2, by=admin)
    pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="part")
    waive(fees.pk, day_of("2026-02-04"), FeeKind.BREAK, by=admin, reason="phone")
    [_first, second] = parts_on_the_page(fees)
    assert second.amount == Decimal("22.50")


def test_there_are_one_or_two_parts_and_once_one_is_paid_the_plan_stands(fees, admin):
    with pytest.raises(WrongParts):
        plan_instalments(fees.pk, FEBRUARY, 3, by=admin)
    plan_instalments(fees.pk, FEBRUARY, 1, by=admin)
    plan_instalments(fees.pk, FEBRUARY, 2, by=admin)
    pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="part")
    with pytest.raises(PartsPaid):
        plan_instalments(fees.pk, FEBRUARY, 1, by=admin)


def test_credit_of_one_month_pays_another_as_far_as_it_goes(fees, admin):
    pay(fees, "2026-01", "100", by=admin)
    moved = use_credit(fees.pk, JANUARY, FEBRUARY, by=admin, idempotency_key="c")
    assert moved == Decimal("65.00")
    assert of(fees).due == 0
    assert of(fees, JANUARY).credit == Decimal("35.00")
    assert collected() == Decimal("100.00")
    with pytest.raises(NothingDue):
        use_credit(fees.pk, JANUARY, FEBRUARY, by=admin, idempotency_key="d")


def test_credit_that_is_moved_in_error_goes_back_on_both_sides(fees, admin):
    pay(fees, "2026-01", "100", by=admin)
    use_credit(fees.pk, JANUARY, FEBRUARY, by=admin, idempotency_key="c")
    side = Payment.objects.get(month=FEBRUARY, source="credit")
    withdraw_payment(side.pk, by=admin, reason="wrong month")
    assert of(fees).due == Decimal("65.00")
    assert of(fees, JANUARY).credit == Decimal("100.00")


def test_a_month_that_was_not_overpaid_has_no_credit(fees, admin):
    with pytest.raises(NoCredit):
        use_credit(fees.pk, JANUARY, FEBRUARY, by=admin, idempotency_key="c")


def test_a_form_that_is_sent_again_with_something_else_is_refused_and_not_swallowed(fees, admin):
    pay(fees, "2026-02", "10", by=admin, key="back")
    for month, amount, paid_on in (
        ("2026-02", "12", "2026-02-20"),
        ("2026-01", "10", "2026-02-20"),
        ("2026-02", "10", "2026-02-21"),
    ):
        with pytest.raises(FormReused):
            pay(fees, month, amount, paid_on=paid_on, by=admin, key="back")
    assert collected() == Decimal("10.00")


def test_what_was_taken_back_does_not_pass_for_recorded_when_its_form_comes_again(fees, admin):
    payment = pay(fees, "2026-02", "10", by=admin, key="back")
    withdraw_payment(payment.pk, by=admin, reason="typed twice")
    with pytest.raises(FormReused):
        pay(fees, "2026-02", "10", by=admin, key="back")


def test_a_fee_whose_form_is_sent_again_for_another_day_is_refused(owner, admin):
    def send(day):
        return manual.add_fee(
            owner.pk, day_of(day), Decimal(5), by=admin, reason="badge", idempotency_key="back"
        )

    assert send("2026-02-05").pk == send("2026-02-05").pk
    with pytest.raises(FormReused):
        send("2026-02-06")
    assert of(owner).total == Decimal("5.00")


def test_a_credit_is_moved_once_a_form_and_to_no_other_month_by_the_same(fees, admin):
    pay(fees, "2026-01", "100", by=admin)
    add_fee(fees, "2026-03-02", "5.00", by=admin)
    send = {"by": admin, "idempotency_key": "c"}
    assert use_credit(fees.pk, JANUARY, FEBRUARY, **send) == Decimal("65.00")
    assert use_credit(fees.pk, JANUARY, FEBRUARY, **send) == Decimal("65.00")
    with pytest.raises(FormReused):
        use_credit(fees.pk, JANUARY, day_of("2026-03-01"), **send)
    assert of(fees, JANUARY).credit == Decimal("35.00")


def test_the_last_part_is_paid_once_however_often_its_button_is_pressed(fees, admin):
    plan_instalments(fees.pk, FEBRUARY, 1, by=admin)
    first = pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="part")
    assert pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="part").pk == first.pk
    assert collected() == Decimal("65.00")


def test_a_part_that_is_taken_back_is_paid_again_in_its_own_place(fees, admin):
    plan_instalments(fees.pk, FEBRUARY, 2, by=admin)
    first = pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="1")
    pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="2")
    withdraw_payment(first.pk, by=admin, reason="bounced")
    left, paid = parts_on_the_page(fees)
    assert left.payment is None
    assert left.amount == Decimal("32.50")
    assert paid.payment.part == 2
    assert pay_part(fees.pk, FEBRUARY, by=admin, idempotency_key="3").part == 1

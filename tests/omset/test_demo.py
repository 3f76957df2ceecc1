import json
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from bonuses.models import CustomerCheck, Standing
from bonuses.rules.targets import REQUIRED_DAYS
from crm.audit.models import Event
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from leave import proof
from leave.attendance.hours import shift_at
from leave.attendance.policies import is_on, switches
from leave.calendar.kept_hours import kept_hours
from leave.demo import breaks
from leave.demo.floor import Floor
from leave.models import (
    Break,
    BreakAlert,
    CalendarDay,
    CheckIn,
    Correction,
    FeeClosing,
    LeaveRequest,
    LeaveStatus,
    Payment,
    Waiver,
)
from leave.rules.shifts import JAKARTA
from members.models import Reservation
from omset.demo.deposits import DepositGenerator
from omset.models import OmsetRecord
from omset.models.job_runs import Reconciliation
from tests.make import make_admin, make_deposit, make_staff
from tests.omset.reference import drift
from tests.remembered import remembered


@pytest.fixture
def with_leave():
    """The demo's people also ask for leave, check in, take breaks and pay."""


@pytest.fixture(autouse=True)
def quick(request):
    """Where a test does not ask for it, they only sell: the other part takes longer."""
    with pytest.MonkeyPatch.context() as patch:
        if "with_leave" not in request.fixturenames:
            patch.setattr("omset.demo.fill.work.play", lambda *args: None)
        yield


def demo(records=400, seed=7):
    out = StringIO()
    call_command("demo", f"--records={records}", f"--seed={seed}", "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
@remembered
def three(db):
    """What the demo of three records has said."""
    return demo(3)


def test_the_same_seed_gives_the_same_deposits():
    today = date(2026, 3, 1)
    rows = list(DepositGenerator(1, today).rows(300))
    assert rows == list(DepositGenerator(1, today).rows(300))
    assert rows != list(DepositGenerator(2, today).rows(300))


def test_deposits_are_believable():
    rows = list(DepositGenerator(1, date(2026, 3, 1)).rows(3000))
    tambahan = sum("tambahan" in row.note.lower() for row in rows)
    customers = len({(row.staff, row.product, row.customer_id.lower()) for row in rows})
    amounts = [row.nominal for row in rows]
    assert rows[-1].date == date(2026, 3, 1)
    assert rows[0].date < date(2024, 4, 1)
    assert 50 < tambahan < 140
    assert 450 < customers < 850
    assert 50_000 <= min(amounts) < max(amounts) <= 5_000_000


@pytest.mark.django_db
def test_it_fills_an_empty_database_with_a_company():
    outcome = demo()
    roles = Counter(User.objects.values_list("role", flat=True))
    assert roles == {"staff": 8, "admin": 2, "master_admin": 1}
    statuses = Counter(OmsetRecord.objects.values_list("status", flat=True))
    assert statuses["pending"] == outcome["pending"] == 12
    assert statuses["declined"] == 4
    assert OmsetRecord.objects.trashed().count() == 8
    assert Product.objects.count() == 4
    assert Reservation.objects.pending().count() == 5
    for record in OmsetRecord.objects.pending():
        assert record.conflict["staff_name"] not in ("", record.staff_name)
        assert record.date > timezone.localdate() - timedelta(days=4)
    assert drift() == []
    checked = Counter(CustomerCheck.objects.values_list("status", flat=True))
    assert checked == {"submitted": 5, "approved": 2, "rejected": 1}
    assert [found.drift for found in Reconciliation.objects.all()] == [0]


@pytest.mark.django_db
@pytest.mark.usefixtures("with_leave")
@pytest.mark.parametrize("noon", ["2026-03-01", "2026-11-30"])
def test_its_people_have_leave_breaks_and_fees_of_every_sort(noon):
    with time_machine.travel(f"{noon}T05:00:00Z", tick=False):
        demo(3)
        assert set(LeaveRequest.objects.values_list("status", flat=True)) == set(LeaveStatus.values)
        assert kept_hours().count() == 1
        assert LeaveRequest.objects.filter(is_unseen=True).count() == 1
        assert set(Correction.objects.values_list("status", flat=True)) == {
            *("pending", "approved", "rejected")
        }
        assert Break.objects.filter(is_open=True).count() == 1
        assert Break.objects.waiting().count() == 1
        assert BreakAlert.objects.count() > 1
        [closing] = FeeClosing.objects.all()
        assert closing.statements.filter(total__gt=0).count() > 2
        assert set(Payment.objects.values_list("currency", flat=True)) == {"USD", "IDR"}
        assert set(Waiver.objects.values_list("is_withdrawn", flat=True)) == {True, False}
        assert not CalendarDay.objects.filter(confirmed_at=None).exists()
        assert not is_on(switches(), timezone.localdate())
        assert list(transactional(lambda: list(proof.differences()))()) == []


@pytest.mark.parametrize("minute", [5, 30])
def test_nobody_begins_a_break_before_the_shift(minute, db):
    """`make run` failed in the first twelve minutes of every shift."""
    opening = datetime(2026, 11, 30, 11, minute, tzinfo=JAKARTA)
    people = [make_staff() for _person in range(8)]
    with time_machine.travel(opening, tick=False):
        floor = Floor(
            staff=people,
            admins=[make_admin()],
            master=make_admin(),
            products=[],
            today=opening.date(),
            seed=1,
        )
        just_now = [each for each in breaks.moments(floor) if each.at.date() == opening.date()]
        begun = [each.at for each in just_now if each.at <= opening]
    assert [shift_at(each).covers(each) for each in begun] == [True] * (minute > 12)


@pytest.mark.django_db
@pytest.mark.usefixtures("with_leave")
def test_leave_that_was_interrupted_is_taken_up(monkeypatch):
    def die(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("leave.demo.fees.waivers.reinstate", die)
    with pytest.raises(KeyboardInterrupt):
        demo(3)
    monkeypatch.undo()
    assert demo(3)["filled"]
    assert LeaveRequest.objects.count() == 16
    assert Waiver.objects.count() == 4
    assert Payment.objects.count() == 3
    begun = Break.objects.values_list("staff_id", "started_at")
    assert len(set(begun)) == len(begun)
    assert list(transactional(lambda: list(proof.differences()))()) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("with_leave")
def test_what_happened_is_written_at_the_instant_at_which_it_did():
    demo(3)
    first = CheckIn.objects.order_by("date").first()
    [event] = Event.objects.about(first)
    assert event.at.replace(microsecond=0) == first.checked_in_at
    assert timezone.localdate(first.checked_in_at) == first.date
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


@pytest.mark.django_db
def test_a_second_time_only_the_passwords_are_new(three):
    first = {login["username"]: login["password"] for login in three["logins"]}
    before = OmsetRecord.objects.count()
    again = demo(400, seed=8)
    second = {login["username"]: login["password"] for login in again["logins"]}
    assert not again["filled"]
    assert OmsetRecord.objects.count() == before
    assert len({*first.values(), *second.values()}) == 22
    assert User.objects.get(username="surya").check_password(second["surya"])


@pytest.mark.django_db
def test_a_run_that_was_interrupted_is_taken_up(monkeypatch):
    def die(deposits):
        raise KeyboardInterrupt

    monkeypatch.setattr("omset.demo.conflicts.play", die)
    with pytest.raises(KeyboardInterrupt):
        demo()
    monkeypatch.undo()
    outcome = demo()
    assert outcome["filled"]
    assert outcome["pending"] == 12
    assert OmsetRecord.objects.filter(idempotency_key__startswith="demo:").count() == 400
    assert drift() == []


@pytest.mark.django_db
@pytest.mark.parametrize("last_step", ["conflicts._decide", "trash.delete", "fill.note_in_history"])
def test_a_run_taken_up_on_another_day_is_as_if_never_interrupted(last_step, monkeypatch):
    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with time_machine.travel("2026-03-01T03:00:00Z"):
        monkeypatch.setattr(f"omset.demo.{last_step.replace('trash', 'conflicts.trash')}", die)
        with pytest.raises(KeyboardInterrupt):
            demo()
        monkeypatch.undo()
    with time_machine.travel("2026-03-02T03:00:00Z"):
        outcome = demo(500, seed=8)
    statuses = Counter(OmsetRecord.objects.values_list("status", flat=True))
    assert outcome["filled"]
    assert statuses["pending"] == 12
    assert statuses["declined"] == 4
    assert sum(statuses.values()) == 418
    assert OmsetRecord.objects.trashed().count() == 8
    assert OmsetRecord.objects.order_by("-date").first().date == date(2026, 3, 1)


@pytest.mark.django_db
def test_a_demo_without_records_is_possible():
    demo(0)
    assert not OmsetRecord.objects.filter(idempotency_key__startswith="demo:").exists()


def test_a_small_demo_is_possible(three):
    assert OmsetRecord.objects.filter(idempotency_key__startswith="demo:").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["account", "product", "deposit", "account after a demo"])
def test_real_data_is_left_alone(kind):
    if kind == "account after a demo":
        demo(0)
        make_staff("someone")
    if kind == "account":
        make_staff("someone")
    if kind == "product":
        Product.objects.create(name="Real")
    if kind == "deposit":
        demo(0)
        make_deposit(User.objects.get(username="andi"), Product.objects.get(name="Mandala"))
    before = list(User.objects.values_list("username", "password"))
    with pytest.raises(CommandError, match="real data") as refused:
        demo()
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert list(User.objects.values_list("username", "password")) == before


@pytest.mark.django_db
def test_the_number_of_records_has_bounds():
    with pytest.raises(CommandError, match="--records is from 0 to"):
        demo(records=-1)


@pytest.mark.django_db
def test_its_people_meet_their_targets_just_reach_them_and_miss_them():
    """Item 15: the demo shows the product at its best, and last year is not empty."""
    with time_machine.travel("2026-11-30T05:00:00Z", tick=False):
        demo(12_000, seed=1)
        month = date(2026, 11, 1)
        days = sorted(Standing.objects.filter(month=month).values_list("success_days", flat=True))
        assert days[0] < REQUIRED_DAYS - 3
        assert days[-1] > REQUIRED_DAYS + 3
        assert any(abs(count - REQUIRED_DAYS) <= 2 for count in days)
        assert Standing.objects.filter(month=date(2025, 11, 1)).count() == len(days)

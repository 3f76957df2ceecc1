"""The doctor about numbers, history, the witness, jobs, accounts and imports; each is broken."""

from datetime import timedelta

import pytest
from bson import ObjectId
from django.utils import timezone

from crm.audit.chain.roots import make_root
from crm.audit.models import Event, HistoryRoot
from crm.audit.record import note_event
from crm.jobs.models import Job, LastPlan, Process, State
from crm.jobs.pause import pause_deliveries
from crm.mongo.rows import collection
from crm.registry.runs.schedules import SCHEDULES
from crm.witness import verbs
from crm.witness.models import WitnessEntry
from loyalty.models.batches import BatchState
from loyalty.rules.files.datasets import Dataset
from omset.models import StaffLock
from omset.models.imports import DepositImport, ImportState
from omset.models.job_runs import NightlyRun, Reconciliation, Source
from tests.loyalty.analytics.make import make_batch
from tests.loyalty.make import make_programme

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def compared(drift=0, ago=HOUR):
    """A comparison of all numbers with the ledger."""
    numbers = dict.fromkeys(("milliseconds", "staff", "records", "days", "months"), 1)
    Reconciliation.objects.create(
        started_at=timezone.now() - ago,
        source=Source.NIGHTLY,
        repaired=False,
        complete=True,
        drift=drift,
        **numbers,
    )


def add_job(state=State.READY, ago=timedelta()):
    now = timezone.now()
    ready = {"available_at": now - ago} if state == State.READY else {"started_at": now}
    finished = {"finished_at": now} if state == State.DEAD else {}
    Job.objects.create(
        name="nightly", key=str(ObjectId()), state=state, enqueued_at=now, sequence=1,
        **ready, **finished,
    )  # fmt: skip


def planned():
    """Every schedule has had its turn."""
    for name, times in SCHEDULES.items():
        LastPlan.objects.create(schedule=name, due_at=times.latest(timezone.now()))


def test_numbers_that_nobody_has_compared_are_named(said):
    assert said("numbers")[0] == "warning"


@pytest.mark.parametrize(
    ("drift", "ago", "state"), [(0, HOUR, "good"), (0, 30 * HOUR, "warning"), (3, HOUR, "failed")]
)
def test_numbers_that_differ_are_named(said, drift, ago, state):
    compared(drift, ago)
    assert said("numbers")[0] == state


@pytest.mark.parametrize(
    ("ago", "state"), [(timedelta(minutes=5), "warning"), (2 * HOUR, "failed")]
)
def test_a_recount_that_is_due_is_named(said, owner, ago, state):
    assert said("recounts")[0] == "good"
    StaffLock.objects.create(staff_id=owner.pk, recount_due_since=timezone.now() - ago)
    assert said("recounts")[0] == state


@pytest.mark.parametrize(
    ("ago", "failed", "state"), [(1, False, "good"), (1, True, "failed"), (30, False, "failed")]
)
def test_a_night_that_failed_or_was_left_out_is_named(said, ago, failed, state):
    assert said("night")[0] == "warning"
    began = timezone.now() - ago * HOUR
    NightlyRun.objects.create(day=began.date(), host="h", started_at=began, failed=failed)
    assert said("night")[0] == state


def test_history_that_somebody_has_changed_is_named(said, owner):
    for verb in ("edit", "edit"):
        note_event(owner, verb, by=owner, before={"name": "a"}, after={"name": "b"})
    make_root()
    assert said("history")[0] == "good"
    last = Event.objects.order_by("-at", "-sequence").first()
    collection(Event).update_one({"_id": last.pk}, {"$set": {"after.name": "c"}})
    state, line = said("history")
    assert state == "failed"
    assert f"event {last.pk} was changed" in line


def test_an_event_that_is_gone_is_named(said, owner):
    for verb in ("edit", "edit", "edit"):
        note_event(owner, verb, by=owner, before={"name": "a"}, after={"name": "b"})
    second = Event.objects.filter(subject=owner.pk).order_by("-sequence")[1]
    collection(Event).delete_one({"_id": second.pk})
    state, line = said("history")
    assert state == "failed"
    assert "is missing" in line


def test_a_root_that_is_old_or_could_not_be_sent_is_named(said):
    assert said("history")[0] == "warning"
    make_root()
    assert said("history")[0] == "good"
    collection(HistoryRoot).update_one({}, {"$set": {"not_sent": "answered 500"}})
    assert "AUDIT_WEBHOOK" in said("history")[1]
    collection(HistoryRoot).update_one({}, {"$set": {"at": timezone.now() - 30 * HOUR}})
    assert "scheduler" in said("history")[1]


def test_a_host_without_a_witness_is_named(said):
    assert said("witness")[0] == "warning"


def test_a_database_that_fell_back_is_named(said, settings, tmp_path):
    settings.WITNESS_DIR = str(tmp_path / "witness")
    for reason in ("first", "second"):
        verbs.witness(reason)
    assert said("witness")[0] == "good"
    collection(WitnessEntry).delete_one({"_id": 2})
    state, line = said("witness")
    assert state == "failed"
    assert "entry 1" in line


def test_a_witness_that_cannot_write_is_named(said, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.WITNESS_DIR = str(tmp_path / "file" / "witness")
    assert said("witness")[0] == "failed"


def test_that_nobody_works_is_named(said):
    state, line = said("workers")
    assert state == "failed"
    assert "manage.py worker" in line
    now = timezone.now()
    for role in ("worker", "scheduler"):
        Process.objects.create(name=role, role=role, host="h", pid=1, started_at=now, seen_at=now)
    assert said("workers")[0] == "good"


@pytest.mark.parametrize(("minutes", "state"), [(0, "good"), (3, "warning"), (15, "failed")])
def test_a_job_that_waits_is_named(said, minutes, state):
    add_job(ago=timedelta(minutes=minutes))
    assert said("queue")[0] == state


def test_a_dead_job_is_named(said):
    assert said("dead-jobs")[0] == "good"
    add_job(State.DEAD)
    assert said("dead-jobs")[0] == "failed"


def test_a_schedule_that_nobody_keeps_is_named(said):
    planned()
    assert said("schedules")[0] == "good"
    LastPlan.objects.filter(schedule="clear-jobs").delete()
    state, line = said("schedules")
    assert state == "failed"
    assert line.startswith("Overdue by the clock: Clearing of finished jobs. Start")


def test_paused_deliveries_are_named(said):
    assert said("deliveries")[0] == "good"
    pause_deliveries("restored")
    state, line = said("deliveries")
    assert state == "warning"
    assert ": restored. If" in line


def test_before_an_upgrade_a_job_that_runs_is_named(said):
    assert said("no-job")[0] == "good"
    add_job(State.RUNNING)
    state, line = said("no-job")
    assert state == "failed"
    assert line.startswith("Running now: ")


def test_before_an_upgrade_an_import_is_named(said, admin):
    assert said("no-import")[0] == "good"
    DepositImport.objects.create(
        by=admin, upload_id=ObjectId(), file_name="f", status="x", state=ImportState.IMPORTING
    )
    assert said("no-import")[0] == "failed"


def test_a_loyalty_import_that_is_held_is_named(said):
    assert said("held-batches")[0] == "good"
    make_batch(make_programme(), Dataset.REGISTRY, BatchState.HELD)
    assert said("held-batches")[0] == "warning"


def test_before_an_upgrade_a_loyalty_import_half_way_is_named(said):
    assert said("no-batch")[0] == "good"
    make_batch(make_programme(), Dataset.REGISTRY, BatchState.LOADING)
    assert said("no-batch")[0] == "failed"


def test_an_admin_without_a_second_factor_is_named(said, admin, settings):
    settings.MFA = "required"
    state, line = said("second-factors")
    assert state == "warning"
    assert admin.username in line
    type(admin).objects.filter(pk=admin.pk).update(factor_since=timezone.now())
    assert said("second-factors")[0] == "good"
    settings.MFA = "optional"
    assert said("second-factors")[0] == "warning"


def test_a_product_without_any_admin_is_named(said, owner):
    assert said("second-factors")[0] == "failed"

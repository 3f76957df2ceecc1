"""OP-2: while deliveries are paused no job runs, nothing is planned and no mail leaves."""

import json

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.core.management import call_command

from crm.jobs.models import Job, LastPlan, State
from crm.jobs.pause import current_pause, pause_deliveries, resume_deliveries
from crm.jobs.processes.scheduler import Scheduler
from tests.crm.jobs.conftest import job_of
from tests.crm.jobs.sample import one

pytestmark = pytest.mark.django_db


@pytest.fixture
def paused(db):
    pause_deliveries("restored from the backup of Monday")


def test_a_worker_takes_nothing_until_somebody_says_so(worker, paused):
    job = one.enqueue(name="x")
    assert worker.take_one() is False
    assert job_of(job).state == State.READY
    assert resume_deliveries() is True
    assert worker.take_one() is True
    assert job_of(job).state == State.DONE


def test_a_scheduler_plans_nothing(paused):
    scheduler = Scheduler()
    scheduler._look()
    assert LastPlan.objects.count() == 0
    assert Job.objects.count() == 0
    resume_deliveries()
    scheduler._look()
    assert LastPlan.objects.count() > 0


def test_no_mail_leaves(paused, settings, capsys):
    settings.EMAIL_BACKEND = "crm.jobs.mails.ConsoleBackend"
    assert send_mail("Hello", "text", None, ["ani@example.com"]) == 0
    assert "Hello" not in capsys.readouterr().out
    resume_deliveries()
    assert send_mail("Hello", "text", None, ["ani@example.com"]) == 1
    assert mail.outbox == []


def test_the_first_reason_stays(paused):
    since = current_pause().since
    pause_deliveries("something else")
    assert current_pause() == (since, "restored from the backup of Monday")


def test_the_command_says_pauses_and_resumes(db, capsys):
    call_command("deliveries", "--pause", "moving house", "--json")
    assert json.loads(capsys.readouterr().out)["reason"] == "moving house"
    call_command("deliveries")
    assert "moving house" in capsys.readouterr().out
    call_command("deliveries", "--resume", "--json")
    assert json.loads(capsys.readouterr().out) == {"paused": False, "since": None, "reason": ""}

"""The nightly work runs once, outside the web process, and can be started by hand (SE-9)."""

import json
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from omset.ledger import trash
from omset.models import OmsetRecord
from omset.models.job_runs import NightlyRun
from tests.make import make_deposit
from tests.omset.test_concurrency import at_once
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def expired(owner, product):
    """A deposit that has been in the trash for longer than it stays there."""
    with time_machine.travel("2026-01-01T05:00:00Z", tick=False):
        record = make_deposit(owner, product, "x", "2026-01-01")
        trash.delete(record.pk, by=owner)
    return record


def night():
    """What one host says of its night, or nothing if it had nothing to do."""
    out = StringIO()
    call_command("nightly", "--json", stdout=out)
    return json.loads(out.getvalue() or "null")


def test_SE_9_of_hosts_that_begin_at_the_same_moment_one_does_the_work(expired):
    with time_machine.travel("2026-03-01T17:05:00Z"):
        results = at_once(*[night] * 4)
    assert [answer for answer in results if isinstance(answer, Exception)] == []
    assert NightlyRun.objects.count() == 1
    assert OmsetRecord.objects.count() == 0
    done = [answer for answer in results if answer and "trash" in json.dumps(answer)]
    assert len(done) == 1


def test_SE_9_no_page_does_the_nightly_work(expired, admin, client_of):
    with time_machine.travel("2026-03-01T17:05:00Z"):
        client = client_of(admin)
        for url in ("/", "/omset/", "/omset/trash/", "/badges/", "/livez", "/readyz"):
            client.get(url)
    assert NightlyRun.objects.count() == 0
    assert OmsetRecord.objects.filter(pk=expired.pk).exists()


def test_SE_9_it_can_be_run_by_hand_at_any_time(expired):
    with time_machine.travel("2026-03-01T05:00:00Z"):
        night()
    assert OmsetRecord.objects.count() == 0

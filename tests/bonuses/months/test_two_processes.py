"""Two admins at two web processes at once: the lines of closed months add up (item 1).

The kind: an id is no time. Each process counts its ids by itself, as no two threads do.
"""

import os
import random
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from bson import ObjectId
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bonuses.models import Adjustment, Closing, Standing
from bonuses.months import closing
from bonuses.months.discrepancies import discrepancies
from tests.make import make_admin

pytestmark = pytest.mark.django_db
CHECKOUT = Path(__file__).resolve().parents[3]
MILLION = 1_000_000
AMOUNTS = (70, 30, 40, 70, 70)
MONTHS = [date(2025, month, 1) for month in range(7, 13)]
# Says when it is ready, waits for a line, then deletes all at one go.
DELETE = """
import sys, django
django.setup()
from bson import ObjectId
from crm.staff.models import User
from omset.ledger import trash
by = User.objects.get(username=sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for pk in sys.argv[2:]:
    trash.delete(ObjectId(pk), by=by)
"""


def deleting(by, records):
    """A process of its own that deletes the records once it reads a line."""
    host = urlsplit(settings.MONGODB_URI)
    uri = urlunsplit(host._replace(path=f"/{connection.settings_dict['NAME']}"))
    return subprocess.Popen(
        [sys.executable, "-c", DELETE, by.username, *(str(record.pk) for record in records)],
        cwd=CHECKOUT,
        env=os.environ | {"MONGODB_URI": uri},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def at_once(*processes):
    """Let all of them begin together; what each wrote to stderr."""
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate(timeout=120)[1] for process in processes]


def process_part(pk: ObjectId) -> bytes:
    """What the ids of one process share."""
    return pk.binary[4:9]


def test_item_1_what_two_processes_delete_at_once_adds_up(written_by_others, deposit, admin):
    deposits = [
        deposit(f"{month:%Y-%m}-03", nominal=amount * MILLION)[0]
        for month in MONTHS
        for amount in AMOUNTS
    ]
    for month in MONTHS:
        closing.close(month, by=admin)
    random.Random(7).shuffle(deposits)
    half = len(deposits) // 2
    workers = deleting(admin, deposits[:half]), deleting(make_admin("other"), deposits[half:-3])
    assert at_once(*workers) == ["", ""]
    lines = list(Adjustment.objects.all())
    assert len({process_part(line.pk) for line in lines}) == 2
    earned = dict(Standing.objects.values_list("month", "total_bonus"))
    for one in Closing.objects.all():
        assert_adds_up(one, earned.get(one.month, 0))
    call_command("recount", dry_run=True, stdout=StringIO())


def assert_adds_up(one, earned):
    lines = list(one.adjustments.in_order())
    assert 100 + sum(line.amount for line in lines) == earned
    assert [line.old for line in lines[1:]] == [line.new for line in lines[:-1]]
    assert all(discrepancy.is_explained for discrepancy in discrepancies(one))

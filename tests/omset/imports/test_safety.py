"""An import that is killed, run twice at once, or overtaken by people who go on working."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from omset import numbers
from omset.imports import run
from omset.imports.plan import ImportOptions, make_plan
from omset.ledger import entries, trash
from omset.locks import recount_due
from omset.models import OmsetRecord, StaffLock
from omset.reconciliation import differences
from tests.make import make_deposit, make_product, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
WISHES = ImportOptions(staff="andi", product="naga")


@pytest.fixture
@remembered
def andi():
    return make_staff("andi")


@pytest.fixture
@remembered
def naga():
    return make_product("naga")


def file_of(tmp_path, rows, customers=300):
    """Dates run backwards, so every guess about the kinds is wrong at first."""
    path = tmp_path / "deposits.csv"
    lines = (
        f"{2020 - row * 5 // rows}-{12 - row % 12:02}-{28 - row % 28:02},c{row % customers},1000"
        for row in range(rows)
    )
    path.write_text("date,customer_id,nominal\n" + "\n".join(lines))
    return path


def drift():
    return list(differences.differences(dry_run=True, checked=Counter()))


def start_import(path):
    host = urlsplit(settings.MONGODB_URI)
    uri = urlunsplit(host._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, MANAGE, "import_omset", path, "--staff=andi", "--product=naga"]
    return subprocess.Popen(
        command,
        env=os.environ | {"MONGODB_URI": uri},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def in_threads(*jobs):
    """Run all at once; raises what any of them raised."""
    errors = []

    def guarded(job):
        try:
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_an_import_killed_half_way_is_finished_by_the_next(written_by_others, andi, naga, tmp_path):
    path = file_of(tmp_path, 12_000)
    process = start_import(path)
    while process.poll() is None and not OmsetRecord.objects.exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert 0 < OmsetRecord.objects.count() < 12_000
    assert recount_due(andi.pk) is True
    outcome = run.import_file(make_plan(path, WISHES))
    assert 0 < outcome.unchanged == 12_000 - outcome.inserted
    assert numbers.total(numbers.TallyScope()).records == 12_000
    assert drift() == []


def test_an_import_killed_before_its_recount_is_finished_by_the_next(
    andi, naga, tmp_path, monkeypatch
):
    path = file_of(tmp_path, 500)

    def die(staff_id):
        raise KeyboardInterrupt

    monkeypatch.setattr("omset.reconciliation.recount.after_import", die)
    with pytest.raises(KeyboardInterrupt):
        run.import_file(make_plan(path, WISHES))
    monkeypatch.undo()
    assert numbers.total(numbers.TallyScope()).records == 0
    assert run.import_file(make_plan(path, WISHES)).unchanged == 500
    assert numbers.total(numbers.TallyScope()).records == 500
    assert drift() == []


def test_two_imports_of_one_file_at_once_keep_each_row_once(andi, naga, tmp_path):
    path = file_of(tmp_path, 8_000)
    outcomes = []

    def bring():
        outcomes.append(run.import_file(make_plan(path, WISHES)))

    in_threads(bring, bring)
    assert [outcome.inserted + outcome.unchanged for outcome in outcomes] == [8_000, 8_000]
    assert sum(outcome.inserted for outcome in outcomes) == 8_000
    assert OmsetRecord.objects.count() == 8_000
    assert drift() == []


def test_people_who_work_during_an_import_lose_nothing(andi, naga, tmp_path):
    path = file_of(tmp_path, 6_000, customers=40)
    done = threading.Event()
    made = []

    def bring():
        try:
            run.import_file(make_plan(path, WISHES))
        finally:
            done.set()

    def work(worker):
        while not done.is_set() or len(made) < 8:
            number = len(made)
            day = f"20{15 + number % 7}-{1 + number % 12:02}-{1 + number % 28:02}"
            record = make_deposit(andi, naga, f"c{number % 40}", day, key=f"{worker}-{number}")
            made.append(record.pk)
            entry = entries.Entry(record.date, f"c{(number + 1) % 40}", record.nominal)
            entries.edit(record.pk, entry, by=andi, version=1)
            if number % 2:
                trash.delete(record.pk, by=andi)

    in_threads(bring, lambda: work("a"), lambda: work("b"))
    deleted = OmsetRecord.objects.trashed().count()
    assert OmsetRecord.objects.count() == 6_000 + len(made)
    assert numbers.total(numbers.TallyScope()).records == 6_000 + len(made) - deleted
    assert drift() == []
    assert StaffLock.objects.get(pk=andi.pk).recount_due_since is None


def test_bad_usage_is_one_line_on_stderr(written_by_others, tmp_path):
    process = start_import(tmp_path / "nothing.csv")
    out, err = process.communicate()
    assert process.returncode == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.strip().endswith("nothing.csv: No such file or directory")

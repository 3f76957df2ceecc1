"""A customer who is forgotten while a file of theirs is being read stays forgotten: what was asked
before is asked once more, or both write a common row, so that one of them comes first."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.db import connection

from crm.jobs.processes.worker import Worker
from crm.mongo.inspection import recorded_commands
from members.customers.erasure import begin_erasure
from members.customers.ids import customer_id_of
from members.imports.file import reading
from members.models import ForgottenName, MemberImport, MemberRow
from omset.imports import jobs, loader
from omset.imports.plan import ImportOptions, make_plan
from omset.imports.run import import_file
from omset.locks import recount_due
from omset.models import DepositImport, OmsetRecord, Submission
from omset.reconciliation.differences import differences
from tests.environment import CHECKOUT
from tests.make import make_master
from tests.members.views.test_uploads import send as send_members
from tests.omset.imports.test_forgotten import TABLE, file, forget
from tests.omset.views.test_imports import client, send

pytestmark = pytest.mark.django_db
__all__ = ["client", "file", "send", "send_members"]
# As long as whoever forgets may need where nothing makes them wait.
PATIENCE = 1


@pytest.fixture
def asked(monkeypatch):
    """asked(module, name): the first answer of that function is held until the other side had its
    time; returns what says that it is there."""

    def hold(module, name):
        real, reached, over = getattr(module, name), threading.Event(), threading.Event()

        def answer(*arguments):
            values = real(*arguments)
            if not reached.is_set():
                reached.set()
                over.wait(PATIENCE)
            return values

        monkeypatch.setattr(module, name, answer)
        return reached, over

    return hold


def meanwhile(load, reached, over):
    """Forget the customer at the moment when `load` has asked whether they are forgotten."""

    def loading():
        try:
            load()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(loading)
        assert reached.wait(20)
        forget()
        over.set()
        future.result()


def work():
    while Worker().take_one():
        pass


def everything_stored():
    models = (OmsetRecord, Submission, DepositImport, MemberImport, MemberRow)
    rows = [row for model in models for row in model.objects.values()]
    return str(rows)


def test_a_batch_of_deposits(file, owner, product, asked):
    plan = make_plan(file, ImportOptions(staff=owner.username, product=product.name))
    meanwhile(lambda: import_file(plan), *asked(loader, "forgotten_places"))
    assert "Budi" not in everything_stored()
    assert sorted(OmsetRecord.objects.values_list("customer_id", flat=True)) == ["ani", "siti"]
    assert Submission.objects.count() == 2
    assert list(differences(dry_run=True, checked=Counter())) == []
    assert not recount_due()


def test_whoever_has_nothing_but_forgotten_rows_is_recounted_all_the_same(tmp_path, owner, product):
    forget()
    path = tmp_path / "a.csv"
    path.write_text("tgl,nama,jumlah\n2026-01-05,Budi 01,100000\n")
    import_file(make_plan(path, ImportOptions(staff=owner.username, product=product.name)))
    assert not OmsetRecord.objects.exists()
    assert not recount_due()


def test_the_first_rows_of_a_file_of_deposits(client, send, asked):
    send(TABLE.encode())
    meanwhile(work, *asked(jobs, "forgotten_places"))
    assert "siti" in everything_stored()
    assert "Budi" not in everything_stored()


def test_the_first_rows_of_a_file_of_members(client, send_members, asked):
    send_members("user;nama\nbudi01;Budi Santoso\nsiti;Siti\n")
    meanwhile(work, *asked(reading, "anybody_is_forgotten"))
    assert "siti" in everything_stored()
    assert "budi01" not in everything_stored()


def test_a_batch_asks_twice(tmp_path, owner, product, monkeypatch):
    monkeypatch.setattr(loader, "INSERTED_AT_ONCE", 1)
    few, more = (questions_of(tmp_path / f"{n}.csv", n, owner, product) for n in (1, 3))
    assert more - few == 2 * 2


def questions_of(path, deposits, owner, product):
    """How often an import of so many deposits asks whether anybody is forgotten."""
    path.write_text("tgl,nama,jumlah\n" + "2026-01-05,budi,100000\n" * deposits)
    plan = make_plan(path, ImportOptions(staff=owner.username, product=product.name))
    with recorded_commands() as commands:
        import_file(plan)
    asked_of = ForgottenName._meta.db_table
    return sum(command.collection == asked_of for command in commands)


# Forgets the customer when the batch has been asked about, stores it, and is killed before it asks
# once more.
KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from omset.imports import loader
from omset.imports.plan import ImportOptions, make_plan
from omset.imports.run import import_file
from tests.omset.imports.test_forgotten import forget

insert = loader._insert

def insert_and_die(database, rows):
    forget()
    insert(database, rows)
    os.kill(os.getpid(), signal.SIGKILL)

loader._insert = insert_and_die
path, staff, product = sys.argv[1:]
import_file(make_plan(Path(path), ImportOptions(staff=staff, product=product)))
"""


def test_a_run_that_is_killed_before_it_asks_again_is_asked_for_by_the_next(
    written_by_others, file, owner, product
):
    parts = urlsplit(os.environ["MONGODB_URI"])
    uri = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "-c", KILLED, file, owner.username, product.name]
    killed = subprocess.run(command, cwd=CHECKOUT, env=os.environ | {"MONGODB_URI": uri})
    assert killed.returncode == -signal.SIGKILL
    assert "Budi" in everything_stored()
    plan = make_plan(file, ImportOptions(staff=owner.username, product=product.name))
    outcome = import_file(plan)
    assert "Budi" not in everything_stored()
    assert outcome.unchanged == 2
    assert outcome.rejected == 2
    assert sorted(OmsetRecord.objects.values_list("customer_id", flat=True)) == ["ani", "siti"]
    assert Submission.objects.count() == 2
    assert list(differences(dry_run=True, checked=Counter())) == []
    assert not recount_due()


def test_what_a_finished_run_has_brought_is_taken_out_by_no_other(file, owner, product):
    """Whoever is being forgotten has the pseudonym written everywhere, a little later."""
    plan = make_plan(file, ImportOptions(staff=owner.username, product=product.name))
    assert import_file(plan).inserted == 3
    begin_erasure(customer_id_of("budi01"), by=make_master(), reason="asked")
    assert import_file(plan).unchanged == 3
    assert OmsetRecord.objects.filter(customer_id="Budi 01").exists()

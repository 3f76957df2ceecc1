"""A batch is all of its file or nothing: judged first, counted last, one at a time (LI-3, LI-4)."""

import json
import os
import signal
import subprocess
import sys
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from crm.mongo.rows import collection
from loyalty.imports.batches import ImportRequest
from loyalty.imports.files import import_file
from loyalty.imports.locks import ImportBusy, LockLost, import_lock
from loyalty.imports.proofs import wrong_batches
from loyalty.imports.rows.counted import counted_lines
from loyalty.imports.rows.sales import months_in_place
from loyalty.imports.search import where_is_card
from loyalty.models import BatchState, ImportBatch, ImportLock, Receipt, SalesLine
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.guards import MonthSums
from tests.environment import CHECKOUT
from tests.loyalty.imports.files import K1, K2, line, member, receipt, written
from tests.loyalty.imports.undoing import undo

pytestmark = pytest.mark.django_db
LINES = [line(article=f"{number:013}", amount="1.00") for number in range(1, 51)]


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr("loyalty.imports.rows.sales.SalesLoader.part_size", 10)
    monkeypatch.setattr("loyalty.imports.rows.receipts.ReceiptLoader.part_size", 10)
    monkeypatch.setattr("loyalty.imports.rows.registry.loader.RegistryLoader.part_size", 10)


def broken_after(parts, monkeypatch, loader):
    """Let a loader fail in the middle of storing a part, as if its process had ended."""
    store, done = loader.store, []

    def stop(self, part):
        if len(done) == parts:
            store(self, part[: len(part) // 2])
            raise KeyboardInterrupt
        done.append(part)
        store(self, part)

    monkeypatch.setattr(loader, "store", stop)


@pytest.mark.parametrize("parts", [0, 2, 4])
def test_case_197_an_import_that_was_stopped_ends_as_an_undisturbed_one(
    programme, load, small_parts, monkeypatch, parts
):
    with monkeypatch.context() as broken:
        broken_after(parts, broken, run_loader("sales", "SalesLoader"))
        with pytest.raises(KeyboardInterrupt):
            load.sales(*LINES)
    assert months_in_place(programme) == {}
    assert ImportBatch.objects.get().state == BatchState.LOADING
    outcome = load.sales(*LINES)
    assert outcome.inserted == 50
    assert ImportBatch.objects.count() == 1
    assert months_in_place(programme) == {202606: MonthSums(50, Decimal("50.00"))}
    assert SalesLine.objects.count() == 50


@pytest.mark.parametrize("parts", [0, 2, 4])
def test_case_197_a_registry_that_was_stopped_counts_the_same(
    programme, load, small_parts, monkeypatch, parts
):
    rows = [member(f"{number:012}", f"Banyak{number}") for number in range(1, 50)]
    load.registry(*rows[:40])
    changed = [row | {"localita": "Medan"} for row in rows]
    with monkeypatch.context() as broken:
        broken_after(parts, broken, run_loader("registry.loader", "RegistryLoader"))
        with pytest.raises(KeyboardInterrupt):
            load.registry(*changed)
    outcome = load.registry(*changed)
    assert outcome.inserted == 9
    assert outcome.updated == 40
    assert outcome.unchanged == 0


def run_loader(module, name):
    return getattr(__import__(f"loyalty.imports.rows.{module}", fromlist=[name]), name)


def test_rows_that_the_database_lost_make_it_failed_never_complete_LI_4(
    programme, load, monkeypatch
):
    loader = run_loader("sales", "SalesLoader")
    store = loader.store
    with monkeypatch.context() as losing:
        losing.setattr(loader, "store", lambda self, part: store(self, part[:-1]))
        outcome = load.sales(*LINES)
    assert outcome.state == BatchState.FAILED
    assert "49" in outcome.problem[0]
    assert collection(SalesLine).count_documents(counted_lines(programme)) == 0
    again = load.sales(*LINES)
    assert again.batch == outcome.batch
    assert again.state == BatchState.COMPLETE
    assert months_in_place(programme) == {202606: MonthSums(50, Decimal("50.00"))}


def test_case_202_of_two_imports_at_once_one_works_and_the_other_says_so(
    programme, tmp_path, capsys
):
    path = written(tmp_path / "receipts.json", [receipt()])
    with import_lock(programme, Dataset.RECEIPTS):
        with pytest.raises(ImportBusy):
            import_file(path, ImportRequest(programme=programme, dataset=Dataset.RECEIPTS))
        with pytest.raises(SystemExit) as ended:
            call_command("import_receipts", str(path))
    assert ended.value.code == 1
    assert "right now" in capsys.readouterr().err
    assert Receipt.objects.count() == 0
    assert ImportLock.objects.count() == 0


def test_the_lock_of_a_process_that_is_gone_is_taken_over_case_202(programme):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with import_lock(programme, Dataset.SALES):
        ImportLock.objects.update(pid=gone.pid)
        with import_lock(programme, Dataset.SALES):
            assert ImportLock.objects.get().pid == os.getpid()


def test_case_201_a_file_that_cannot_be_read_leaves_nothing(programme, tmp_path):
    path = tmp_path / "nothing.json"
    path.write_bytes(b"")
    with pytest.raises(CommandError) as refused:
        call_command("import_sales", str(path), "--programme", "Setia")
    assert refused.value.returncode == 2
    assert "empty" in str(refused.value)
    assert ImportBatch.objects.count() == 0


def test_case_201_a_file_of_another_dataset_is_refused(programme, tmp_path):
    path = written(tmp_path / "lines.json", LINES)
    with pytest.raises(CommandError, match="sales lines"):
        call_command("import_receipts", str(path))
    assert ImportBatch.objects.count() == 0


def test_the_command_prints_the_outcome_as_one_document_LI_3(programme, tmp_path, capsys):
    path = written(tmp_path / "receipts.json", [receipt(amount=f"{n}.00") for n in range(1, 30)])
    call_command("import_receipts", str(path), "--json", "--dry-run")
    tried = json.loads(capsys.readouterr().out)
    assert tried["batch"] is None
    assert tried["inserted"] == 29
    assert Receipt.objects.count() == 0
    call_command("import_receipts", str(path), "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed["batch"] == ImportBatch.objects.get().number
    assert printed["read"] == 29
    assert printed["inserted"] == 29
    assert printed["errors"] == []
    assert printed["errors_file"] == ""


def test_recount_names_a_batch_that_has_lost_a_row_LW_5(programme, load):
    load.receipts(receipt(), receipt(K2))
    assert list(wrong_batches()) == []
    collection(Receipt).delete_one({"card": K2})
    fields = {each.field: (each.stored, each.expected) for each in wrong_batches()}
    assert fields["batch_rows"] == (2, 1)
    assert fields["batch_amount"] == (Decimal("21.00"), Decimal("10.50"))


def test_case_199_undoing_receipts_and_importing_again_is_as_the_first_time(programme, load):
    load.receipts(receipt(), receipt(amount="5.00"))
    second = load.receipts(receipt(), receipt(K2, amount="7.00"))
    assert second.inserted == 1
    undone = undo(second.batch)
    assert undone.state == BatchState.UNDONE
    assert sorted(str(each.amount) for each in Receipt.objects.all()) == ["10.50", "5.00"]
    again = load.receipts(receipt(), receipt(K2, amount="7.00"))
    assert again.batch > second.batch
    assert again.inserted == 1
    assert again.unchanged == 1


def test_case_200_a_card_is_found_rejected_or_never_seen(programme, load):
    many = [member(f"{number:012}", f"Banyak{number}") for number in range(1, 30)]
    first = load.registry(member(), *many, member("2990000000095"))
    assert where_is_card(programme, K1).member.surname == "Contoh"
    rejected = where_is_card(programme, "2990000000095")
    assert rejected.member is None
    assert rejected.rejections[0].batch == first.batch
    assert rejected.rejections[0].row == 31
    assert "reserved" in rejected.rejections[0].reason
    unseen = where_is_card(programme, K2)
    assert unseen.is_unseen
    assert unseen.batches == (first.batch,)
    load.registry(member(), *many, member(K2))
    assert where_is_card(programme, K2).member is not None


def test_case_197_a_killed_process_is_gone_on_with(programme, tmp_path):
    """With a process of its own and kill -9 while it stores."""
    rows = [line(article=f"{number:013}", amount="1.00") for number in range(1, 20_001)]
    path = written(tmp_path / "lines.json", rows)
    host = urlsplit(settings.MONGODB_URI)
    uri = urlunsplit(host._replace(path=f"/{connection.settings_dict['NAME']}"))
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)],
        cwd=CHECKOUT,
        env=os.environ | {"MONGODB_URI": uri},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline().strip() == b"stored"
        process.send_signal(signal.SIGKILL)
    stored = SalesLine.objects.count()
    assert 0 < stored < 20_000
    assert months_in_place(programme) == {}
    request = ImportRequest(programme=programme, dataset=Dataset.SALES)
    outcome = import_file(path, request)
    assert outcome.inserted == 20_000
    assert months_in_place(programme) == {202606: MonthSums(20_000, Decimal("20000.00"))}
    assert SalesLine.objects.count() == 20_000


KILLED = """
import sys, time, django
django.setup()
from loyalty.imports.rows.sales import SalesLoader
SalesLoader.part_size = 2_000
store = SalesLoader.store
parts = []
def slow(self, part):
    store(self, part)
    parts.append(part)
    if len(parts) == 5:
        print("stored", flush=True)
        time.sleep(60)
SalesLoader.store = slow
from django.core.management import call_command
call_command("import_sales", sys.argv[1])
"""


def test_a_long_file_keeps_its_lock_while_it_is_read_case_202(programme, monkeypatch):
    monkeypatch.setattr("loyalty.imports.locks.SAID_EVERY", -1)
    with import_lock(programme, Dataset.SALES) as lock:
        ImportLock.objects.update(until=timezone.now())
        lock.keeping(lambda done, of: None)(1, 0)
        assert ImportLock.objects.get().until > timezone.now()
        ImportLock.objects.update(owner="somebody else")
        with pytest.raises(LockLost):
            lock.keeping(lambda done, of: None)(1, 0)

"""Deposits from a file by the page: plan, run and numbers are those of the command."""

import csv
import io
import json
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from bson import ObjectId
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from crm.audit.models import Event
from crm.jobs import leases
from crm.jobs.models import Job, State
from crm.jobs.processes.worker import Worker
from crm.registry.runs.nightly import PARTS
from crm.uploads.models import Upload
from omset.imports import jobs
from omset.models import DepositImport, OmsetRecord
from omset.models.imports import ImportState
from tests.crm.imports.books import write_book
from tests.make import make_admin

pytestmark = pytest.mark.django_db
LINES = b"tgl,nama,jumlah\n2026-01-05,budi01,100000\n2026-01-06,,5\n2026-01-07,siti,250000\n"
COUNTS = ("read", "inserted", "unchanged", "rejected")


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


@pytest.fixture
def send(client, owner, product):
    """send(content=.., name=..): the file sent by the page; returns its import."""

    def post(content=LINES, name="Setoran Januari.csv", **fields):
        form = {"staff": owner.pk, "product": product.pk, "status": "approved"} | fields
        form["file"] = SimpleUploadedFile(name, content)
        answer = client.post("/omset/import/send/", form)
        assert answer.status_code == 302, answer.context["form"].errors
        return DepositImport.objects.get(pk=answer.url.split("/")[-2])

    return post


def work():
    """Do what waits, as a worker does."""
    worker = Worker()
    while worker.take_one():
        pass


def page(client, wanted):
    return client.get(f"/omset/import/{wanted.pk}/")


def act(client, wanted, verb):
    return client.post(f"/omset/import/{wanted.pk}/{verb}/")


def test_the_plan_is_shown_before_anything_is_imported(client, send):
    wanted = send()
    assert "The file is being read" in page(client, wanted).text
    work()
    text = page(client, wanted).text
    for shown in ("UTF-8", "jumlah", "budi01", "The customer is missing.", "Setoran Januari.csv"):
        assert shown in text
    assert OmsetRecord.objects.count() == 0


def test_the_plan_is_that_of_the_dry_run(client, send, tmp_path, owner, product):
    wanted = send()
    work()
    path, out = tmp_path / "a.csv", io.StringIO()
    path.write_bytes(LINES)
    options = {"staff": owner.username, "product": product.name, "dry_run": True, "json": True}
    call_command("import_omset", str(path), stdout=out, **options)
    wanted.refresh_from_db()
    assert {"read": wanted.rows, "reading": wanted.reading} == json.loads(out.getvalue())


def test_what_is_confirmed_is_imported_and_counted(client, send, owner):
    wanted = send()
    work()
    act(client, wanted, "confirm")
    work()
    wanted.refresh_from_db()
    assert wanted.state == ImportState.DONE
    assert [wanted.outcome[name] for name in COUNTS] == [3, 2, 0, 1]
    assert sorted(OmsetRecord.objects.values_list("customer_id", flat=True)) == ["budi01", "siti"]
    call_command("recount", dry_run=True)


def test_every_number_opens_its_records(client, send):
    wanted = send()
    work()
    act(client, wanted, "confirm")
    work()
    text = client.get(f"/omset/import/{wanted.pk}/deposits/").text
    assert "budi01" in text
    assert "siti" in text


def test_the_rejected_rows_are_a_file_to_download(client, send):
    wanted = send()
    work()
    act(client, wanted, "confirm")
    work()
    answer = client.get(f"/omset/import/{wanted.pk}/rejects/")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0] == ["row", "field", "reason", "tgl", "nama", "jumlah"]
    assert rows[1] == ["3", "customer_id", "The customer is missing.", "2026-01-06", "", "5"]
    assert len(rows) == 2


def test_the_same_file_twice_changes_nothing(client, send):
    for expected in ([3, 2, 0, 1], [3, 0, 2, 1]):
        wanted = send()
        work()
        act(client, wanted, "confirm")
        work()
        wanted.refresh_from_db()
        assert [wanted.outcome[name] for name in COUNTS] == expected
    assert OmsetRecord.objects.count() == 2


def test_confirming_twice_is_importing_once(client, send):
    wanted = send()
    work()
    codes = [act(client, wanted, "confirm").status_code for _time in range(2)]
    assert codes == [302, 409]
    assert Job.objects.filter(name="import-deposits").count() == 1


def test_a_workbook_is_taken_too(client, send, tmp_path):
    path = tmp_path / "a.xlsx"
    write_book(path, {"New": [["tgl", "nama", "jumlah"], ["2026-01-05", "a", 5]]})
    wanted = send(path.read_bytes(), "a.xlsx")
    work()
    assert "New" in page(client, wanted).text


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b'tgl,nama,jumlah\n2026-01-05,"a,5\n'])
def test_a_file_that_cannot_be_read_says_why(client, send, content):
    wanted = send(content)
    work()
    wanted.refresh_from_db()
    assert wanted.state == ImportState.REFUSED
    assert wanted.problem
    assert wanted.problem in page(client, wanted).text
    assert act(client, wanted, "confirm").status_code == 409


def test_why_is_said_in_the_language_of_who_sent_it(client, send, admin):
    type(admin).objects.filter(pk=admin.pk).update(language="id")
    wanted = send(content=b"a;b\n1;2\n")
    work()
    wanted.refresh_from_db()
    assert wanted.problem == "tidak ada kolom untuk date, customer_id, nominal; isi berkas: a, b"


def test_another_kind_of_file_is_refused_next_to_the_field(client):
    file = SimpleUploadedFile("a.exe", b"x")
    answer = client.post("/omset/import/send/", {"status": "approved", "file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [
        "Choose a file of one of these kinds: CSV, XLS, XLSX."
    ]
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("done", [0, 1])
def test_what_is_cancelled_before_it_begins_imports_nothing(client, send, done):
    wanted = send()
    if done:
        work()
        act(client, wanted, "confirm")
    assert act(client, wanted, "cancel").status_code == 302
    work()
    wanted.refresh_from_db()
    assert wanted.state == ImportState.CANCELLED
    assert OmsetRecord.objects.count() == 0
    assert "Cancelled before anything was imported." in page(client, wanted).text


def test_what_is_cancelled_under_way_says_what_was_imported(client, send, monkeypatch, owner):
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 1)
    wanted = send()
    work()
    act(client, wanted, "confirm")

    class Stopping(jobs.WatchedRows):
        def _is_cancelled(self, number):
            if number == 1:
                act(client, wanted, "cancel")
                self.context.watch._stop = leases.Cancelled()
            return super()._is_cancelled(number)

    monkeypatch.setattr(jobs, "WatchedRows", Stopping)
    work()
    wanted.refresh_from_db()
    assert wanted.state == ImportState.CANCELLED
    assert wanted.outcome["inserted"] == 1
    assert OmsetRecord.objects.count() == 1
    assert Job.objects.get(name="import-deposits").state == State.CANCELLED
    call_command("recount", dry_run=True)


def test_an_attempt_that_takes_over_counts_what_the_lost_one_inserted(
    client, send, monkeypatch, settings
):
    settings.JOB_RETRY_SECONDS = 0
    wanted = send()
    work()
    act(client, wanted, "confirm")
    facts_of = jobs._facts

    def lost(outcome, wanted):
        monkeypatch.setattr(jobs, "_facts", facts_of)
        raise OSError("the disk is full")

    monkeypatch.setattr(jobs, "_facts", lost)
    work()
    wanted.refresh_from_db()
    assert wanted.state == ImportState.DONE
    assert wanted.outcome["inserted"] == 2
    assert wanted.outcome["unchanged"] == 0


def test_history_says_who_has_imported(client, send, admin):
    wanted = send()
    work()
    act(client, wanted, "confirm")
    work()
    wanted.refresh_from_db()
    [event] = Event.objects.filter(subject=ObjectId(wanted.outcome["batch"]))
    assert event.actor_name == admin.name
    assert event.actor == admin


def test_a_job_that_has_failed_for_good_is_no_endless_waiting(client, send):
    wanted = send()
    Job.objects.update(state=State.DEAD)
    text = page(client, wanted).text
    assert "This has stopped before its end." in text
    assert "every 2s" not in text
    assert act(client, wanted, "go-on").status_code == 302
    work()
    wanted.refresh_from_db()
    assert wanted.state == ImportState.READY


def test_an_import_that_has_failed_for_good_goes_on_and_brings_each_deposit_once(
    client, send, monkeypatch, settings
):
    settings.JOB_RETRY_SECONDS = 0
    wanted = send()
    work()
    real = jobs._facts
    monkeypatch.setattr(jobs, "_facts", lambda *_arguments: 1 / 0)
    act(client, wanted, "confirm")
    work()
    monkeypatch.setattr(jobs, "_facts", real)
    assert Job.objects.get(state=State.DEAD)
    text = page(client, wanted).text
    assert "Go on" in text
    assert act(client, wanted, "cancel").status_code == 409
    assert act(client, wanted, "go-on").status_code == 302
    assert act(client, wanted, "go-on").status_code == 409
    work()
    wanted.refresh_from_db()
    assert wanted.state == ImportState.DONE
    assert wanted.outcome["inserted"] == 2
    assert OmsetRecord.objects.count() == 2


def test_only_admins_with_the_right_see_it(client_of, send, stranger):
    wanted = send()
    blocked = make_admin(blocked_pages=["imports"])
    for person in (stranger, blocked):
        for verb in ("", "deposits/", "rejects/"):
            path = f"/omset/import/{wanted.pk}/{verb}"
            assert client_of(person).get(path).status_code == 403
    assert client_of(make_admin()).get(f"/omset/import/{wanted.pk}/").status_code == 200


def test_it_ends_with_its_file(send):
    send()
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert PARTS["uploads"]().facts["removed"] == 1
        assert PARTS["imports"]().facts["removed"] == 1
    assert DepositImport.objects.count() == 0


def test_the_chosen_names_stand_for_rows_without_one(send, owner):
    wanted = send()
    assert wanted.staff == owner.username
    assert wanted.product == "P"


def test_a_worker_knows_what_files_are_for_without_any_page():
    code = (
        "import django; django.setup(); from crm.uploads import purposes; print(*purposes.PURPOSES)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"omset-import", "omset-rejects"} <= set(run.stdout.split())

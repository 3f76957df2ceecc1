"""An upload whose worker has failed for good is gone on with, cancelled or taken back."""

import csv
import io

import pytest

from crm.audit.models import Event
from crm.jobs import queue
from crm.jobs.leases import Cancelled
from crm.jobs.models import Job, State
from crm.jobs.processes.worker import Worker
from crm.uploads.models import Upload
from members.databases.counts import find_faults
from members.draws.proof import verify
from members.imports import jobs, requests, run, undo
from members.models import MemberDatabase, MemberImport, MemberRow, UploadState
from tests.make import make_admin
from tests.members.imports.test_killed import confirmed, rows_of
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
ROWS = 2_400


@pytest.fixture(autouse=True)
def tried_again_at_once(settings):
    settings.JOB_RETRY_SECONDS = 0


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


@pytest.fixture
def path(tmp_path):
    """Three parts, in each of which every fortieth row is rejected."""
    lines = (
        f"user{n % 2_000:05},Nama {n},0812{n:08}" if n % 40 else f"x{n},X,12" for n in range(ROWS)
    )
    file = tmp_path / "members.csv"
    file.write_text("username,nama,hp\n" + "\n".join(lines))
    return file


def work():
    worker = Worker()
    while worker.take_one():
        pass


def broken(*_arguments, **_options):
    raise OSError("the disk is full")


def fail_behind(monkeypatch, number):
    """Let no part be stored that has rows behind this one."""
    real = run.load_part

    def load_part(target, rows, **options):
        return broken() if rows[0].row.number > number else real(target, rows, **options)

    monkeypatch.setattr(run, "load_part", load_part)


@pytest.fixture
def dead(path, admin, product, monkeypatch):
    """An upload with one part stored, whose job has failed three times."""
    wanted = confirmed(path, "dead", admin, product)
    with monkeypatch.context() as patched:
        fail_behind(patched, 1_000)
        work()
    wanted.refresh_from_db()
    assert wanted.state == UploadState.LOADING
    assert Job.objects.get(pk=wanted.job_id).state == State.DEAD
    assert 0 < wanted.reached < ROWS
    return wanted


def page(client, wanted):
    return client.get(f"/members/uploads/{wanted.pk}/")


def press(client, wanted, label):
    """Press a button of the page, with all that its form sends."""
    buttons = parsed(page(client, wanted)).all("button")
    [form] = [each.within("form") for each in buttons if each.text == label]
    fields = {each.get("name"): each.get("value") for each in form.all("input")}
    answer = client.post(form["action"], fields)
    wanted.refresh_from_db()
    return answer


def rejected_rows(client, wanted):
    answer = client.get(f"/members/uploads/{wanted.pk}/rejects/")
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sent)))[1:]


def test_a_dead_upload_goes_on_and_ends_as_an_undisturbed_one(dead, client, path, admin, product):
    calm = confirmed(path, "calm", admin, product)
    work()
    calm.refresh_from_db()
    assert press(client, dead, "Go on").status_code == 302
    work()
    dead.refresh_from_db()
    assert dead.state == UploadState.DONE
    assert dead.counts == calm.counts
    assert sorted(dead.reasons) == sorted(calm.reasons)
    assert rejected_rows(client, dead) == rejected_rows(client, calm)
    assert rows_of(dead.database_id) == rows_of(calm.database_id)
    assert verify(MemberDatabase.objects.get(pk=dead.database_id)).faults == []
    assert list(find_faults()) == []


def test_going_on_is_asked_for_once(dead, client):
    step = dead.step
    assert press(client, dead, "Go on").status_code == 302
    answer = client.post(f"/members/uploads/{dead.pk}/go-on/", {"step": step})
    assert answer.status_code == 409
    assert Job.objects.filter(state=State.READY).count() == 1


def test_what_goes_on_offers_no_going_on(client, path, admin, product):
    wanted = confirmed(path, "waiting", admin, product)
    assert "Go on" not in text_of(page(client, wanted))
    assert client.post(f"/members/uploads/{wanted.pk}/go-on/").status_code == 409


def test_a_dead_upload_is_cancelled_and_states_what_was_stored(dead, client):
    assert press(client, dead, "Cancel the upload").status_code == 302
    assert dead.state == UploadState.CANCELLED
    work()
    dead.refresh_from_db()
    assert sum(rows for _field, _reason, rows in dead.reasons) == dead.counts["rejected"]
    assert len(rejected_rows(client, dead)) == dead.counts["rejected"]
    event = Event.objects.get(subject=dead.pk, verb="upload")
    assert event.after["inserted"] == MemberRow.objects.count()
    client.post(f"/members/uploads/{dead.pk}/undo/confirm/")
    work()
    dead.refresh_from_db()
    assert dead.state == UploadState.UNDONE
    assert not MemberRow.objects.exists()


def test_what_was_read_ahead_of_a_cancel_is_counted_nowhere(
    client, path, admin, product, monkeypatch
):
    real, wanted = run.UploadRun._store, confirmed(path, "cancelled", admin, product)

    def store(self, part, encoded):
        if part.before:
            raise Cancelled
        return real(self, part, encoded)

    monkeypatch.setattr(run.UploadRun, "_store", store)
    work()
    wanted.refresh_from_db()
    assert wanted.state == UploadState.CANCELLED
    assert 0 < wanted.counts["rejected"] < ROWS // 40
    assert sum(rows for _field, _reason, rows in wanted.reasons) == wanted.counts["rejected"]
    rows = rejected_rows(client, wanted)
    assert len(rows) == wanted.counts["rejected"]
    assert max(int(row[0]) for row in rows) <= wanted.reached


def test_an_upload_that_is_cancelled_with_its_job_goes_on(client, path, admin, product):
    """On /status a master admin cancels a job that waits: nobody tells the upload."""
    wanted = confirmed(path, "lost", admin, product)
    queue.cancel(wanted.job_id, by=admin)
    press(client, wanted, "Go on")
    work()
    wanted.refresh_from_db()
    assert wanted.state == UploadState.DONE


def test_an_upload_without_a_job_goes_on(client, path, admin, product):
    wanted = confirmed(path, "lost", admin, product)
    Job.objects.filter(pk=wanted.job_id).delete()
    press(client, wanted, "Go on")
    work()
    wanted.refresh_from_db()
    assert wanted.state == UploadState.DONE


@pytest.mark.parametrize("task", ["reading_of", "forecast"])
def test_what_is_read_or_counted_goes_on_as_well(client, path, admin, product, monkeypatch, task):
    with monkeypatch.context() as patched:
        patched.setattr(jobs, task, broken)
        with pytest.raises(requests.OverTaken):
            confirmed(path, "dead", admin, product)
        work()
    [wanted] = MemberImport.objects.all()
    assert press(client, wanted, "Go on").status_code == 302
    work()
    wanted.refresh_from_db()
    assert wanted.state in (UploadState.COLUMNS, UploadState.READY)


def test_a_dead_taking_back_goes_on_or_ends(client, path, admin, product, monkeypatch):
    wanted = confirmed(path, "back", admin, product)
    work()
    with monkeypatch.context() as patched:
        patched.setattr(undo, "_note_undo", broken)
        client.post(f"/members/uploads/{wanted.pk}/undo/confirm/")
        work()
    press(client, wanted, "Go on")
    work()
    wanted.refresh_from_db()
    assert wanted.state == UploadState.UNDONE
    assert wanted.undo["removed"] == wanted.counts["inserted"]
    assert not MemberRow.objects.exists()


def test_an_upload_that_was_cancelled_is_so_after_a_taking_back_that_was(dead, client, monkeypatch):
    press(client, dead, "Cancel the upload")
    work()
    client.post(f"/members/uploads/{dead.pk}/undo/confirm/")
    client.post(f"/members/uploads/{dead.pk}/cancel/")
    dead.refresh_from_db()
    assert dead.state == UploadState.CANCELLED


def test_without_its_file_a_dead_upload_says_so(dead, client):
    Upload.objects.all().delete()
    text = text_of(page(client, dead))
    assert "Go on" not in text
    assert "The file is not stored any more" in text
    press(client, dead, "Cancel the upload")
    work()
    dead.refresh_from_db()
    assert dead.state == UploadState.CANCELLED
    assert Event.objects.filter(subject=dead.pk, verb="upload").count() == 1


def test_each_step_of_an_upload_asks_for_one_job(client, path, admin, product):
    wanted = confirmed(path, "keyed", admin, product)
    keys = list(Job.objects.order_by("sequence").values_list("key", flat=True))
    assert keys[0] == f"reading-members-{wanted.pk}-first"
    assert [key.split("-")[0] for key in keys] == ["reading", "counting", "loading"]
    same = MemberImport.objects.get(pk=wanted.pk)
    requests.cancel(wanted, by=admin)
    with pytest.raises(requests.OverTaken):
        requests.go_on(same, by=make_admin())
    assert Job.objects.count() == len(keys)

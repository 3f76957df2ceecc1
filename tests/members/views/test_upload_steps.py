"""A step of an upload is taken from where it was shown, or not at all; who sees what of a file."""

import csv
import io

import pytest

from crm.jobs.models import Job
from members.imports import requests
from members.models import MemberImport, MemberRow, UploadState
from tests.make import make_admin
from tests.members.views.test_uploads import act, choices, page, send, upload, work
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
VERBS = {
    "read": {"heading_row": 1, "encoding": "utf-8-sig", "delimiter": ";"},
    "columns": {"customer_id": 0},
    "columns/again": {},
    "confirm": {},
    "cancel": {},
    "undo/confirm": {},
}
ALLOWED = {
    "read": {"columns", "refused"},
    "columns": {"columns"},
    "columns/again": {"ready"},
    "confirm": {"ready"},
    "cancel": {"reading", "columns", "counting", "ready", "refused", "loading", "undoing"},
    "undo/confirm": {"done", "cancelled"},
}
SECRET = "name;user;bank;norekening\nBudi;budi01;BCA;778899\nX;;BNI;665544\nY;y1;;4433;22\n"

__all__ = ["send"]


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


@pytest.fixture
def other(client_of):
    return client_of(make_admin("second"))


@pytest.mark.parametrize("verb", VERBS)
def test_a_step_is_taken_from_where_it_belongs_alone(client, send, verb):
    for state in UploadState.values:
        wanted = send(name=f"In {state}")
        work()
        MemberImport.objects.filter(pk=wanted.pk).update(state=state, job_id=None)
        jobs = Job.objects.count()
        wanted.refresh_from_db()
        fields = choices(wanted) if verb == "confirm" else VERBS[verb]
        answer = client.post(f"/members/uploads/{wanted.pk}/{verb}/", fields)
        wanted.refresh_from_db()
        if state in ALLOWED[verb]:
            assert answer.status_code == 302, state
            continue
        assert answer.status_code == 409, state
        assert wanted.state == state
        assert Job.objects.count() == jobs


def test_a_form_of_an_earlier_step_does_nothing(client, send):
    wanted = send()
    work()
    act(client, wanted, "columns", customer_id=0)
    form = parsed(page(client, wanted)).one("form", id="choices")
    step = form.one("input", name="step")["value"]
    act(client, wanted, "columns/again")
    act(client, wanted, "columns", customer_id=2)
    assert wanted.state == UploadState.READY
    assert act(client, wanted, "confirm", **choices(wanted), step=step).status_code == 409
    assert not MemberRow.objects.exists()
    assert act(client, wanted, "confirm", **choices(wanted), step=wanted.step).status_code == 302
    assert MemberRow.objects.exists()


def test_a_step_that_was_read_before_another_was_taken_is_refused(client, send, admin):
    wanted = send()
    work()
    act(client, wanted, "columns", customer_id=0)
    same = MemberImport.objects.get(pk=wanted.pk)
    requests.confirm(wanted, wanted.choices, by=admin)
    with pytest.raises(requests.OverTaken):
        requests.cancel(same, by=admin)


def shown(client, wanted):
    return text_of(page(client, wanted))


@pytest.mark.parametrize("kind", ["bonanza", "wd"])
def test_DB_10_only_who_sent_a_file_sees_its_masked_columns(client, other, send, kind):
    wanted = send(SECRET, kind=kind)
    work()
    assert "778899" in shown(client, wanted)
    for cell in ("BCA", "778899", "665544", "4433"):
        assert cell not in shown(other, wanted)
    assert "budi01" in shown(other, wanted)
    assert "••••" in shown(other, wanted)


def test_DB_10_a_normal_database_is_shown_whole(other, send):
    wanted = send(SECRET)
    work()
    assert "778899" in shown(other, wanted)


def rejected(client, wanted):
    answer = client.get(f"/members/uploads/{wanted.pk}/rejects/")
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sent)))


def test_DB_10_the_rejected_rows_are_masked_for_others(client, other, send):
    wanted = upload(client, send, SECRET, kind="bonanza")
    own, masked = rejected(client, wanted), rejected(other, wanted)
    assert masked[0] == own[0]
    assert own[1][3:] == ["X", "", "BNI", "665544"]
    assert masked[1][3:] == ["X", "", "••••", "••••"]
    # A row with too many cells: nobody knows which is which.
    assert masked[2][3:] == ["••••", "••••", "", "••••", "••••"]


def test_nothing_of_a_file_is_kept_to_be_shown_once_it_is_over(client, send):
    done = upload(client, send)
    assert done.reading is None
    stopped = send(name="Juni")
    work()
    act(client, stopped, "cancel")
    assert stopped.reading is None


def test_DB_10_no_masked_column_says_who_a_row_is_about(client, send):
    text = "Account;Nama Rekening;WA;Bank\n12345678;Budi;081234567890;BCA\n"
    wanted = send(text, kind="bonanza")
    work()
    wanted.refresh_from_db()
    assert wanted.mapping == {"phone": 2}
    url = f"/members/uploads/{wanted.pk}/columns/"
    answer = client.post(url, {"customer_id": 0, "name": 1, "phone": 2})
    assert answer.status_code == 422
    assert "This column is masked" in answer.text
    full_name = send(text, kind="wd", name="Juni")
    work()
    assert act(client, full_name, "columns", name=3, phone=2).status_code == 422
    assert act(client, full_name, "columns", name=1, phone=2).status_code == 302


def test_DB_10_columns_that_were_remembered_of_a_normal_file_are_not_taken(client, send):
    text = "Account;WA\n12345678;081234567890\n"
    first = send(text)
    work()
    act(client, first, "columns", customer_id=0, phone=1)
    second = send(text, kind="bonanza", name="Juni")
    work()
    second.refresh_from_db()
    assert second.mapping == {"phone": 1}

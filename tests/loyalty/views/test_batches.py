"""Imports by the page: sent, judged, confirmed or accepted, looked at, undone (LI-3 to LI-8)."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.jobs.processes.worker import Worker
from crm.uploads.models import Upload
from loyalty.members.reads import member_of_card
from loyalty.models import BatchState, ImportBatch, Receipt
from tests.loyalty.imports.files import K1, K2, K3, line, member, receipt
from tests.loyalty.make import make_programme
from tests.make import make_master
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme("Setia")


@pytest.fixture
def master():
    return make_master()


@pytest.fixture
def send(programme):
    """send(client, dataset, rows): the answer to the form, once a worker has judged the file."""

    def post(client, dataset, rows, **more):
        content = json.dumps(rows).encode()
        form = {"programme": str(programme.pk), "dataset": dataset} | more
        form["file"] = SimpleUploadedFile("file.json", content)
        answer = client.post("/loyalty/batches/send/", form)
        work()
        return answer

    return post


def work():
    """Let a worker do all that is asked for."""
    worker = Worker()
    while worker.take_one():
        pass


def outcomes(client, number):
    """The outcomes that the page of a batch shows, by their names."""
    page = parsed(client.get(f"/loyalty/batches/{number}/"))
    facts = page.all("dl", **{"class": "facts"})[0]
    names = [each.text for each in facts.all("dt")]
    return dict(zip(names, [each.text for each in facts.all("dd")], strict=True))


def test_a_file_is_judged_then_confirmed_and_counted_LI_3(client_of, admin, send):
    client = client_of(admin)
    answer = send(client, "receipts", [receipt(amount=f"{n}.00") for n in range(1, 31)])
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/loyalty/batches/{batch.number}/"
    assert batch.state == BatchState.READY
    assert outcomes(client, batch.number)["Inserted"] == "30"
    assert Receipt.objects.count() == 0
    client.post(f"/loyalty/batches/{batch.number}/confirm/")
    work()
    assert outcomes(client, batch.number)["Counted in the database"] == "30"
    assert Receipt.objects.count() == 30
    # The file that was sent is not kept (LI-8).
    assert Upload.objects.count() == 0
    assert "file.json" in client.get("/loyalty/batches/").content.decode()


def test_a_held_file_waits_for_a_master_admin_with_a_reason_LI_5(client_of, admin, master, send):
    rows = [receipt(amount=f"{n}.00") for n in range(1, 6)] + [receipt(day="29991231")]
    send(client_of(admin), "receipts", rows)
    batch = ImportBatch.objects.get()
    assert batch.state == BatchState.HELD
    assert "16.7 %" in client_of(admin).get(f"/loyalty/batches/{batch.number}/").content.decode()
    url = f"/loyalty/batches/{batch.number}/accept/"
    assert client_of(admin).post(url, {"reason": "known"}).status_code == 403
    assert client_of(master).post(url, {"reason": ""}).status_code == 409
    client_of(master).post(url, {"reason": "a broken till"})
    work()
    assert outcomes(client_of(admin), batch.number)["Inserted"] == "5"
    batch.refresh_from_db()
    assert batch.accept_reason == "a broken till"
    page = client_of(admin).get(f"/loyalty/batches/{batch.number}/rejects/")
    assert b"29991231" in b"".join(page.streaming_content)
    rows_page = client_of(admin).get(f"/loyalty/batches/{batch.number}/rows/?kind=rejected")
    assert "29991231" in rows_page.content.decode()


def test_undo_on_the_page_takes_all_back_LI_6(client_of, admin, master, send):
    send(client_of(admin), "registry", [member(K1), member(K2, "Lain"), member(K3, "Ketiga")])
    batch = ImportBatch.objects.get()
    client_of(admin).post(f"/loyalty/batches/{batch.number}/confirm/")
    work()
    assert member_of_card(K2).surname == "Lain"
    url = f"/loyalty/batches/{batch.number}/undo/"
    assert client_of(admin).post(url, {"reason": "wrong file"}).status_code == 403
    client_of(master).post(url, {"reason": "wrong file"})
    work()
    assert member_of_card(K2) is None
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE


def test_a_wrong_file_is_refused_and_its_columns_can_be_said_case_201(client_of, admin, send):
    client = client_of(admin)
    rows = [{"kode": K1, "tgl": "20260110", "nilai_struk": "10.50", "toko": "S1"}]
    send(client, "receipts", rows)
    batch = ImportBatch.objects.get()
    assert batch.state == BatchState.REFUSED
    assert "kode" in client.get(f"/loyalty/batches/{batch.number}/").content.decode()
    said = {"column_card": "kode", "column_date": "tgl", "column_amount": "nilai_struk"}
    client.post(f"/loyalty/batches/{batch.number}/columns/", said)
    work()
    batch.refresh_from_db()
    assert batch.state == BatchState.READY
    assert batch.inserted == 1


def test_the_same_file_again_is_said_to_be_there_LI_5(client_of, admin, send):
    client = client_of(admin)
    send(client, "sales", [line()])
    batch = ImportBatch.objects.get()
    client.post(f"/loyalty/batches/{batch.number}/confirm/")
    work()
    again = send(client, "sales", [line()])
    assert again.status_code == 422
    assert "nothing to do" in again.content.decode()


def test_staff_have_no_imports(client_of, owner, send, admin):
    send(client_of(admin), "receipts", [receipt()])
    number = ImportBatch.objects.get().number
    for path in ("", "new/", f"{number}/", f"{number}/rows/", f"{number}/rejects/"):
        assert client_of(owner).get(f"/loyalty/batches/{path}").status_code == 403

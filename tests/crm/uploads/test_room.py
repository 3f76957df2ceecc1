"""Imports stop before the database's disk is full (OP-14)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.jobs.models import Job
from crm.mongo.server import facts
from crm.mongo.server.facts import DiskSpace
from crm.uploads.models import KEPT, State, Upload
from crm.uploads.room import NoDiskSpace, refuse_file_without_space, refuse_without_space
from loyalty.imports import requests as loyalty_requests
from loyalty.imports.batches import BatchRefused
from loyalty.models import ImportBatch
from members.imports import requests as members_requests
from members.models import MemberImport, UploadState
from omset.models import DepositImport
from omset.models.imports import ImportState
from tests.crm.uploads.conftest import nothing_is_stored

MB = 1_000_000
LINES = b"tgl,nama,jumlah\n2026-01-05,budi01,100000\n"


def leave(monkeypatch, free, total):
    monkeypatch.setattr(facts, "disk_space", lambda: DiskSpace(free * MB, total * MB))


@pytest.fixture
def full_disk(monkeypatch):
    leave(monkeypatch, free=14, total=100)


@pytest.fixture
def stored(admin, db):
    now = timezone.now()
    kept = {"created_at": now, "expires_at": now + KEPT, "state": State.STORED}
    about = {"owner": admin, "purpose": "omset-import", "name": "a.csv", "kind": "csv"}
    return Upload.objects.create(**about, **kept, size=MB)


@pytest.mark.parametrize(
    ("free", "file"), [(14, 1), (29, 10)], ids=["15 %", "three times the file"]
)
def test_three_times_the_file_and_a_part_of_the_disk_are_kept_free_OP_14(free, file, monkeypatch):
    leave(monkeypatch, free, 100)
    with pytest.raises(NoDiskSpace, match=f"^[^\n]*only {free} MB of 100 MB[^\n]*$"):
        refuse_without_space(file * MB)
    leave(monkeypatch, free + 1, 100)
    refuse_without_space(file * MB)


def test_a_server_that_does_not_say_how_full_it_is_refuses_nothing(monkeypatch):
    def silent():
        raise KeyError("fsTotalSize")

    monkeypatch.setattr(facts, "disk_space", silent)
    refuse_without_space(10**15)
    leave(monkeypatch, free=0, total=0)
    refuse_without_space(10**15)


@pytest.mark.django_db
def test_the_database_is_asked_for_its_own_disk():
    free, total = facts.disk_space()
    assert 0 < free < total


@pytest.mark.usefixtures("full_disk")
def test_a_file_that_is_not_there_is_for_whoever_reads_it(tmp_path):
    refuse_file_without_space(tmp_path / "nowhere.csv")


@pytest.mark.usefixtures("full_disk")
@pytest.mark.django_db
def test_a_page_takes_no_file_then(client_of, admin):
    form = {"file": SimpleUploadedFile("a.csv", LINES), "status": "approved"}
    answer = client_of(admin).post("/omset/import/send/", form)
    assert answer.status_code == 507
    assert b"only 14 MB of 100 MB left" in answer.content
    assert nothing_is_stored()


@pytest.mark.usefixtures("full_disk")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ["import_omset", "--staff=rina", "--product=P"],
        ["import_members", "--database=x", "--product=P", "--kind=normal"],
        ["import_receipts", "--programme=K"],
        ["import_registry", "--programme=K", "--as-of=2026-01-31"],
        ["import_sales", "--programme=K"],
    ],
)
def test_no_command_imports_then(arguments, tmp_path, product, owner, monkeypatch):
    name, *options = arguments
    product.name, owner.username = "P", "rina"
    product.save()
    owner.save()
    call_command("create_programme", "K", verbosity=0)
    file = tmp_path / "a.csv"
    file.write_bytes(LINES)
    with pytest.raises(CommandError, match="only 14 MB of 100 MB left") as refused:
        call_command(name, str(file), *options)
    assert refused.value.returncode == 2


@pytest.mark.usefixtures("full_disk")
def test_what_was_sent_before_is_not_confirmed_then(admin, client_of, stored):
    wanted = DepositImport.objects.create(
        by=admin, upload_id=stored.pk, file_name="a.csv", state=ImportState.READY
    )
    answer = client_of(admin).post(f"/omset/import/{wanted.pk}/confirm/")
    assert answer.status_code == 409
    assert b"only 14 MB of 100 MB left" in answer.content
    assert Job.objects.count() == 0


@pytest.mark.usefixtures("full_disk")
def test_members_are_not_uploaded_then(admin, stored):
    wanted = MemberImport(upload_id=stored.pk, state=UploadState.READY)
    with pytest.raises(NoDiskSpace):
        members_requests.confirm(wanted, {}, by=admin)


@pytest.mark.usefixtures("full_disk")
def test_a_batch_of_loyalty_is_refused_with_the_reason():
    with pytest.raises(BatchRefused, match="only 14 MB"):
        loyalty_requests._refuse_without_space(ImportBatch(file_size=MB))

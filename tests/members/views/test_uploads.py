"""Uploading members by the pages, step by step; a worker does what they ask for."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.audit.models import Event
from crm.jobs.processes.worker import Worker
from members import reservations
from members.conflicts.marks import mark_rows
from members.databases import removal
from members.databases.counts import counts_of, find_faults
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.models import (
    Draw,
    MemberDatabase,
    MemberImport,
    MemberRow,
    PoolEvent,
    RowStatus,
    UploadState,
)
from tests.crm.imports.books import write_book
from tests.make import make_reservation
from tests.members.make import make_database
from tests.parsed import tables, text_of

pytestmark = pytest.mark.django_db
TABLE = (
    "user;nama;hp\nbudi01;Budi;0812-3456-7890\nani02;Ani;6.28E+12\n"
    "BUDI01;Budi;0812 9999 0000\ncici3;Cici;+62 813 3456 7890\n"
)


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


@pytest.fixture
def send(client, product):
    """send(text, ..): the file sent by the page; returns its upload."""

    def post(text=TABLE, file_name="members.csv", **fields):
        form = {"name": "Mei", "kind": "normal", "product": product.pk, "source": "Expo, May"}
        form |= {"lawful_basis": "consent"} | fields
        content = text if isinstance(text, bytes) else text.encode()
        form["file"] = SimpleUploadedFile(file_name, content)
        answer = client.post("/members/databases/new/send/", form)
        assert answer.status_code == 302, answer.context["form"].errors
        return MemberImport.objects.get(pk=answer.url.split("/")[-2])

    return post


def work():
    """Do what waits, as a worker does."""
    worker = Worker()
    while worker.take_one():
        pass


def page(client, wanted):
    return client.get(f"/members/uploads/{wanted.pk}/")


def act(client, wanted, verb, **fields):
    answer = client.post(f"/members/uploads/{wanted.pk}/{verb}/", fields)
    work()
    wanted.refresh_from_db()
    return answer


def choices(wanted, **others):
    return wanted.choices | others


def upload(client, send, *arguments, **fields):
    """The whole way, with what is offered."""
    wanted = send(*arguments, **fields)
    work()
    wanted.refresh_from_db()
    act(client, wanted, "columns", **wanted.mapping)
    act(client, wanted, "confirm", **choices(wanted))
    return wanted


def outcomes(response):
    """The counts by outcome as the page shows them."""
    [table] = [each for each in tables(response) if each[0][0] == "Outcome"]
    return {row[0]: int(row[1].replace(",", "")) for row in table[1:] if row[1] != "0"}


def test_the_first_rows_are_shown_before_anything_is_uploaded(client, send):
    wanted = send()
    work()
    text = text_of(page(client, wanted))
    for shown in ("user", "nama", "budi01", "0812-3456-7890", "4 rows"):
        assert shown in text
    assert not MemberDatabase.objects.exists()
    assert not MemberRow.objects.exists()


def test_each_column_is_offered_with_three_of_its_cells(client, send):
    wanted = send()
    work()
    assert "user (budi01, ani02, BUDI01)" in page(client, wanted).text


def test_every_outcome_is_counted_before_it_is_confirmed(client, send):
    wanted = send()
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    content = page(client, wanted)
    assert outcomes(content) == {"New": 2, "Twice in the file": 1, "Rejected": 1}
    assert "lost digits" in text_of(content)
    assert not MemberRow.objects.exists()


def test_what_was_counted_is_uploaded(client, send):
    wanted = upload(client, send)
    assert wanted.state == UploadState.DONE
    customers = MemberRow.objects.order_by("number").values_list("customer_id", flat=True)
    assert list(customers) == ["budi01", "cici3"]
    assert outcomes(page(client, wanted)) == {"New": 2, "Twice in the file": 1, "Rejected": 1}
    database = MemberDatabase.objects.get()
    assert database.columns == ["user", "nama", "hp"]
    assert database.created_by_name == "admin"
    event = Event.objects.get(subject=wanted.pk, verb="upload")
    assert event.after["source"] == "Expo, May"


def test_a_choice_decides_what_becomes_of_duplicates(client, send):
    wanted = send()
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    act(client, wanted, "confirm", **choices(wanted, in_file="mark"))
    marks = MemberRow.objects.order_by("number").values_list("customer_id", "is_duplicate")
    assert list(marks) == [("budi01", False), ("BUDI01", True), ("cici3", False)]


def test_the_file_can_be_read_otherwise(client, send):
    wanted = send("Daftar Mei\nuser|nama\nbudi01|Budi\n")
    work()
    act(client, wanted, "read", encoding="utf-8-sig", delimiter="|", heading_row=2)
    assert wanted.headings == ["user", "nama"]
    act(client, wanted, "read", encoding="utf-8-sig", delimiter="|", heading_row=1)
    assert wanted.headings == ["Daftar Mei"]


def test_another_sheet_can_be_chosen(client, send, tmp_path):
    book = tmp_path / "a.xlsx"
    write_book(book, {"Mei": [["user"], ["budi01"]], "Juni": [["user"], ["ani02"]]})
    wanted = send(book.read_bytes(), "a.xlsx")
    work()
    wanted.refresh_from_db()
    assert wanted.reading["sheet"] == "Mei"
    act(client, wanted, "read", sheet="Juni", heading_row=1)
    assert wanted.reading["rows"][0]["cells"] == ["ani02"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_whatever_encoding_it_was_saved(client, send, encoding):
    wanted = upload(client, send, "user;nama\nbudi01;José Müller\n".encode(encoding))
    assert wanted.state == UploadState.DONE
    assert MemberRow.objects.get().name == "José Müller"


def test_columns_are_remembered_by_their_names(client, send):
    first = send("kode;kontak;siapa\nbudi01;Budi;081234567890\n")
    work()
    act(client, first, "columns", customer_id=0, name=1, phone=2)
    second = send("siapa;kode;kontak\n081299990000;ani;Ani\n", name="Juni")
    work()
    second.refresh_from_db()
    assert second.mapping == {"customer_id": 1, "name": 2, "phone": 0}


def test_columns_about_nobody_are_refused_beside_the_field(client, send):
    wanted = send()
    work()
    answer = client.post(f"/members/uploads/{wanted.pk}/columns/", {"name": 1})
    assert answer.status_code == 422
    assert "Choose the column of the customer" in answer.text


def test_rejected_rows_come_back_and_only_those_run_again(client, send):
    text = "user;nama;hp;telp\nbudi;Budi;081234567890;\nani;Ani;12;0813 3456 7890\nx;X;1;2\n"
    wanted = upload(client, send, text)
    assert wanted.counts["rejected"] == 2
    answer = client.get(f"/members/uploads/{wanted.pk}/rejects/")
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sent)))
    assert rows[0] == ["row", "field", "reason", "user", "nama", "hp", "telp"]
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    mended = client.post(f"/members/uploads/{wanted.pk}/mend/")
    work()
    again = MemberImport.objects.get(pk=mended.url.split("/")[-2])
    act(client, again, "columns", customer_id=0, name=1, phone=3)
    assert outcomes(page(client, again)) == {"New": 1, "Rejected": 1}
    act(client, again, "confirm", **choices(again))
    customers = MemberRow.objects.order_by("number").values_list("customer_id", flat=True)
    assert list(customers) == ["budi", "ani"]


def test_what_is_skipped_comes_back_as_a_file(client, send, owner, admin, product):
    make_reservation(owner, product, "cici3")
    wanted = send()
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    content = page(client, wanted)
    assert outcomes(content) == {
        "New": 1,
        "Twice in the file": 1,
        "The customer is reserved": 1,
        "Rejected": 1,
    }
    act(client, wanted, "confirm", **choices(wanted, reserved="skip"))
    assert list(MemberRow.objects.values_list("customer_id", flat=True)) == ["budi01"]
    assert "Download the skipped rows" in page(client, wanted).text
    answer = client.get(f"/members/uploads/{wanted.pk}/skipped/")
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = [row[:4] for row in csv.reader(io.StringIO(sent))]
    assert rows[1:] == [
        ["4", "customer_id", "Twice in the file", "BUDI01"],
        ["5", "customer_id", "The customer is reserved", "cici3"],
    ]


def test_a_reserved_row_is_skipped_or_marked_and_never_only_kept(client, send):
    wanted = send()
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    answer = client.post(
        f"/members/uploads/{wanted.pk}/confirm/", choices(wanted, do_not_contact="keep")
    )
    assert answer.status_code == 422


WHY = {
    "en": ("The phone lost digits", "“TRUE” is a truth value", "The customer is reserved"),
    "id": ("kehilangan digit", "“TRUE” adalah nilai benar/salah", "Customer sudah direservasi"),
}


def test_reasons_are_in_the_language_of_whoever_reads_them(client, send, admin, owner, product):
    make_reservation(owner, product, "cici3")
    wanted = send(f"{TABLE}TRUE;Eka;\n")
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    act(client, wanted, "confirm", **choices(wanted, reserved="skip"))
    for language, (lost, quoted, reserved) in WHY.items():
        speak(admin, language)
        words = page(client, wanted).text
        assert lost in words
        assert quoted in words
        rejected, skipped = (left_out(client, wanted, name) for name in ("rejects", "skipped"))
        assert [row[0] for row in rejected] == ["row", "3", "6"]
        assert lost in rejected[1][2]
        assert quoted in rejected[2][2]
        assert rejected[2][3:] == ["'TRUE", "Eka", ""]
        assert reserved in skipped[-1][2]


def test_reasons_that_were_kept_in_words_are_still_said(client, send, admin):
    wanted = send()
    work()
    reasons = [["phone", "This is no phone number.", 1], ["row", "Barisnya rusak.", 2]]
    MemberImport.objects.update(state=UploadState.DONE, counts={"new": 1}, reasons=reasons)
    speak(admin, "id")
    words = page(client, wanted).text
    assert "Ini bukan nomor telepon." in words
    assert "Barisnya rusak." in words


def speak(person, language):
    person.language = language
    person.save()


def left_out(client, wanted, name):
    answer = client.get(f"/members/uploads/{wanted.pk}/{name}/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_why_a_file_cannot_be_read_is_in_the_language_of_who_sent_it(client, send, admin):
    admin.language = "id"
    admin.save()
    wanted = send("user;nama\nbudi01;Budi\n")
    work()
    act(client, wanted, "read", encoding="utf-8-sig", delimiter=";", heading_row=30)
    assert wanted.problem == "tidak ada baris 30"


def test_an_upload_that_is_cancelled_before_its_worker_begins_uploads_nothing(client, send):
    wanted = send("user\n" + "".join(f"user{n}\n" for n in range(10)))
    work()
    act(client, wanted, "columns", customer_id=0)
    client.post(f"/members/uploads/{wanted.pk}/confirm/", choices(wanted))
    client.post(f"/members/uploads/{wanted.pk}/cancel/")
    work()
    wanted.refresh_from_db()
    assert wanted.state == UploadState.CANCELLED
    assert not MemberRow.objects.exists()


def test_an_upload_is_taken_back_but_for_what_somebody_has_or_is_reserved(
    client, send, owner, admin, product
):
    wanted = upload(client, send, "user\n" + "".join(f"user{n}\n" for n in range(20)))
    database = MemberDatabase.objects.get()
    mark_rows(make_reservation(owner, product, "user3"), by=admin)
    draw_for(owner, database.pk, 2, by=admin)
    taken = {str(pk) for pk in Draw.objects.get().taken_ids}
    preview = text_of(client.get(f"/members/uploads/{wanted.pk}/undo/"))
    assert "17 rows go, 3 stay" in preview
    act(client, wanted, "undo/confirm")
    assert wanted.state == UploadState.UNDONE
    left = set(MemberRow.objects.values_list("pk", flat=True))
    assert len(left) == 3
    assert taken < {str(pk) for pk in left}
    assert "17" in text_of(page(client, wanted))
    assert counts_of([database.pk])[database.pk]["total"] == 3
    assert list(find_faults()) == []
    assert verify(database).faults == []
    assert Event.objects.filter(subject=wanted.pk, verb="undo").exists()


def test_staff_upload_nothing_and_see_no_upload(client_of, owner, send):
    wanted = send()
    client = client_of(owner)
    assert client.get("/members/databases/new/").status_code == 403
    assert page(client, wanted).status_code == 403


def test_a_name_of_another_kind_is_refused_beside_the_field(client, product):
    make_database(product, 1, kind="wd", name="Mei")
    form = {"name": "mei", "kind": "normal", "product": product.pk, "source": "x"}
    form |= {"lawful_basis": "y", "file": SimpleUploadedFile("a.csv", b"user\nx1\n")}
    answer = client.post("/members/databases/new/send/", form)
    assert answer.status_code == 422
    assert "There is a database of this name: Member WD" in answer.text
    assert not MemberImport.objects.filter(file_name="a.csv").exists()


def test_a_file_that_is_gone_is_said_so(client, send):
    wanted = send()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        work()
        wanted.refresh_from_db()
    assert wanted.state == UploadState.REFUSED
    assert "send it again" in wanted.problem


def test_rows_of_a_deleted_database_are_not_uploaded_into(client, send, admin, product):
    wanted = send()
    work()
    act(client, wanted, "columns", customer_id=0)
    client.post(f"/members/uploads/{wanted.pk}/confirm/", choices(wanted))
    removal.delete(MemberDatabase.objects.get().pk, by=admin, reason="wrong list")
    work()
    wanted.refresh_from_db()
    assert wanted.state == UploadState.CANCELLED
    assert not MemberRow.objects.exists()


def test_what_is_reserved_meanwhile_is_loaded_as_reserved(client, send, owner, product, admin):
    wanted = send("user\nuser01\nuser02\n")
    work()
    act(client, wanted, "columns", customer_id=0)
    reservations.add(by=admin, staff=owner, customer_id="USER02", product=product)
    act(client, wanted, "confirm", **choices(wanted))
    statuses = dict(MemberRow.objects.values_list("customer_id", "status"))
    assert statuses == {"user01": RowStatus.AVAILABLE, "user02": RowStatus.RESERVED}
    assert PoolEvent.objects.filter(verb="reserve").count() == 1

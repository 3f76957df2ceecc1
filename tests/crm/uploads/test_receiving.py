"""Who may send a file, of what kind and how much; what is refused leaves nothing."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.uploads import kinds
from crm.uploads.models import Upload
from crm.uploads.receiving import HEAD_BYTES
from crm.uploads.store import CHUNK_BYTES, chunks, parts
from tests.crm.uploads.conftest import nothing_is_stored
from tests.make import make_master
from tests.urls import every_url

pytestmark = pytest.mark.django_db
URL = "/letters/"
TABLE = b"date,amount\n" + b"2026-01-01,100\n" * 200_000


def letter(content=TABLE, name="a.csv"):
    return SimpleUploadedFile(name, content)


def multipart(*parts, boundary="B0undary"):
    """A form as a browser writes it: (name, file name or "", content) in their order."""
    body = b""
    for name, file_name, content in parts:
        more = f'; filename="{file_name}"' if file_name else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def post(client, body, **headers):
    return client.generic(
        "POST", URL, body, "multipart/form-data; boundary=B0undary", headers=headers
    )


def test_a_file_is_stored_in_pieces_and_comes_back_as_it_was(client_of, admin):
    answer = client_of(admin).post(URL, {"file": letter(), "note": "x"})
    upload = Upload.objects.get(pk=answer.json()["id"])
    assert answer.json()["fields"] == {"note": "x"}
    assert chunks().count_documents({"files_id": upload.pk}) == -(-len(TABLE) // CHUNK_BYTES)
    assert b"".join(parts(upload)) == TABLE
    assert upload.size == len(TABLE)
    assert upload.sha256 == hashlib.sha256(TABLE).hexdigest()
    assert upload.owner == admin


def test_the_name_is_kept_as_typed(client_of, admin):
    client_of(admin).post(URL, {"file": letter(name="Setoran Budi 2026.CSV")})
    assert Upload.objects.get().name == "Setoran Budi 2026.CSV"


def test_a_visitor_is_sent_to_the_sign_in(client):
    assert client.post(URL, {"file": letter()}).url.startswith("/login/")
    assert nothing_is_stored()


def test_staff_and_a_blocked_admin_are_refused(client_of, owner, admin):
    admin.blocked_pages = ["status"]
    admin.save()
    codes = [client_of(who).post(URL, {"file": letter()}).status_code for who in (owner, admin)]
    assert codes == [403, 403]
    assert nothing_is_stored()


def test_a_form_without_a_token_is_not_read(checked):
    client, _token = checked
    assert post(client, multipart(("file", "a.csv", TABLE))).status_code == 403
    assert nothing_is_stored()


def test_the_token_may_come_in_the_header(checked):
    client, token = checked
    answer = post(client, multipart(("file", "a.csv", TABLE)), **{"X-CSRFToken": token})
    assert answer.status_code == 200


def test_without_script_the_token_is_the_first_field(checked):
    client, token = checked
    first = ("csrfmiddlewaretoken", "", token.encode())
    answer = post(client, multipart(first, ("file", "a.csv", TABLE)))
    assert answer.json()["fields"] == {"csrfmiddlewaretoken": token}
    assert answer.json()["size"] == len(TABLE)


@pytest.mark.parametrize("before", [b"", b"x" * HEAD_BYTES])
def test_a_token_behind_the_file_comes_too_late(checked, before):
    client, token = checked
    last = ("csrfmiddlewaretoken", "", token.encode())
    answer = post(client, multipart(("file", "a.csv", before + TABLE), last))
    assert answer.status_code == 403
    assert nothing_is_stored()


def test_a_wrong_token_is_refused(checked):
    client, token = checked
    first = ("csrfmiddlewaretoken", "", token[::-1].encode())
    assert post(client, multipart(first, ("file", "a.csv", TABLE))).status_code == 403
    assert nothing_is_stored()


def test_what_is_announced_as_too_large_is_not_begun(client_of, admin, limited):
    limited(largest=1_000_000)
    answer = client_of(admin).post(URL, {"file": letter()})
    assert answer.status_code == 413
    assert answer.json()["problem"] == "The file is larger than 1 MB."
    assert nothing_is_stored()


def test_a_file_that_is_slightly_too_large_is_taken_away_again(client_of, admin, limited):
    limited(largest=len(TABLE) - 1)
    assert client_of(admin).post(URL, {"file": letter()}).status_code == 413
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.exe", b"x", "Choose a file of one of these kinds: CSV, XLSX."),
        ("a", b"x", "Choose a file of one of these kinds: CSV, XLSX."),
        ("a.xlsx", b"date,amount", "The file is not what its name says: XLSX."),
        ("a.csv", kinds.ZIP + b"...", "The file is not what its name says: CSV."),
        ("a.csv", b"date\0amount", "The file is not what its name says: CSV."),
        ("a.csv", b"", "The file is empty."),
    ],
)
def test_another_kind_is_refused_and_leaves_nothing(client_of, admin, name, content, problem):
    answer = client_of(admin).post(URL, {"file": letter(content, name)})
    assert answer.status_code == 422
    assert answer.json()["problem"] == problem
    assert nothing_is_stored()


def test_one_file_at_a_time(client_of, admin):
    answer = client_of(admin).post(URL, {"file": letter(), "other": letter()})
    assert answer.json()["problem"] == "Send one file at a time."
    assert nothing_is_stored()


def test_a_form_without_a_file_says_so(client_of, admin):
    answer = post(client_of(admin), multipart(("note", "", b"x")))
    assert answer.json()["problem"] == "Choose a file."


def test_what_one_person_stores_is_limited(client_of, admin, limited):
    limited(most_stored=len(TABLE) + 10_000)
    client = client_of(admin)
    codes = [client.post(URL, {"file": letter()}).status_code for _time in range(2)]
    assert codes == [200, 422]
    assert Upload.objects.count() == 1
    assert client_of(make_master()).post(URL, {"file": letter()}).status_code == 200


def test_how_often_one_person_sends_is_limited(client_of, admin, limited):
    limited(rate="2/h")
    client = client_of(admin)
    codes = [client.post(URL, {"file": letter(b"a,b")}).status_code for _time in range(3)]
    assert codes == [200, 200, 429]


def test_a_form_that_breaks_off_leaves_nothing(client_of, admin):
    whole = multipart(("file", "a.csv", TABLE))
    cut = {"wsgi.input": io.BytesIO(whole[: len(whole) // 2])}
    form = "multipart/form-data; boundary=B0undary"
    answer = client_of(admin).generic("POST", URL, whole, form, **cut)
    assert answer.status_code == 400
    assert nothing_is_stored()


def test_no_other_url_takes_a_file(client_of, admin):
    taking = {
        url.name
        for url in every_url()
        if hasattr(url.view, "csrf_exempt") and url.name not in WITHOUT_A_COOKIE
    }
    assert taking <= TAKING
    client_of(admin).post("/omset/trash/", {"file": letter(b"a,b"), "action": "x"})
    assert nothing_is_stored()


# They take no file: a test's own, and those whose address is the proof.
WITHOUT_A_COOKIE = {"letters", "staff:choose_password", "me:choose_password", "me:confirm"}
# Each new one is a decision: docs/decisions/0013-uploads.md.
TAKING = {"letters", "omset:import_send", "members:upload_send", "loyalty:batch_send"}

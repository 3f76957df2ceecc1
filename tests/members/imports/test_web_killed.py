"""The web process is killed -9 in the middle of the sending of a file: nothing of it counts."""

import os
import signal
from contextlib import closing

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from crm.uploads.models import State, Upload
from crm.uploads.retention import find_mismatches
from crm.uploads.store import chunks
from members.models import MemberDatabase, MemberImport, MemberRow
from tests.browser.instruments.web_server import WebServer
from tests.crm.uploads.test_process import MB, Sender, answers, signed_in, until

PATH = "/members/databases/new/send/"
ROW = b"user00001,Budi,081234567890\n"
PIECE = (ROW * (1 << 16))[: 1 << 16]


@pytest.fixture
def server(db, tmp_path):
    web = WebServer(settings.MONGODB_URI, connection.settings_dict["NAME"], tmp_path)
    web._environment |= {"WEB_WORKERS": "1", "DEBUG": "true", "SECRET_KEY": settings.SECRET_KEY}
    web.start()
    yield web
    web.stop()


def fields(product):
    values = {"name": "Mei", "kind": "normal", "product": product.pk, "source": "Expo"}
    return values | {"lawful_basis": "consent"}


def head(product):
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields(product).items()
    ]
    file = '--B\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return "".join([*parts, file]).encode()


def test_a_file_that_was_half_sent_is_no_upload(
    server, written_by_others, admin, product, client_of
):
    with closing(Sender(server, 20 * MB, PATH, **signed_in(admin)).socket) as line:
        line.sendall(head(product))
        for _piece in range(3 * MB // len(PIECE)):
            line.sendall(PIECE)
        until(lambda: chunks().count_documents({}) > 1)
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        until(lambda: server.workers() != [worker] and answers(server))
    assert [upload.state for upload in Upload.objects.all()] == [State.ARRIVING]
    assert not MemberImport.objects.exists()
    assert not MemberDatabase.objects.exists()
    assert not MemberRow.objects.exists()
    # The night takes its pieces away: they have a row that says what they are of.
    assert find_mismatches().bytes_without_row == []
    whole = SimpleUploadedFile("a.csv", b"username\nbudi01\n")
    answer = client_of(admin).post(PATH, fields(product) | {"file": whole})
    assert answer.status_code == 302
    assert MemberImport.objects.get().file_name == "a.csv"

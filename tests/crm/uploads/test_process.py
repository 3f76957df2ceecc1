"""A real web process: what it reads of a body that it refuses, its memory, a killed upload."""

import os
import select
import signal
import socket
import time
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from crm.uploads.models import State, Upload
from crm.uploads.retention import find_mismatches
from crm.uploads.store import chunks
from tests.browser.instruments.web_server import WebServer
from tests.conftest import session_of
from tests.crm.uploads.conftest import nothing_is_stored
from tests.make import make_admin

MB = 1_000_000
LARGE = 200 * MB
ROW = b"2026-01-01,100,Budi,1\n"
PIECE = (ROW * (1 << 16))[: 1 << 16]
HEAD = b'--B\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
TAIL = b"\r\n--B--\r\n"


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    database = connection.settings_dict["NAME"]
    web = WebServer(settings.MONGODB_URI, database, tmp_path_factory.mktemp("static"))
    web._environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.crm.uploads.site",
        "WEB_WORKERS": "1",
        "DEBUG": "true",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    web.start()
    yield web
    web.stop()


class Sender:
    """A connection that sends a large form, slowly enough to see how much was read."""

    def __init__(self, server, length, path="/letters/", **headers):
        self.socket = socket.create_connection(("127.0.0.1", server.port))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}"]
        lines += ["Content-Type: multipart/form-data; boundary=B"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.sent = 0

    def send(self, data):
        """Send it all; raises OSError once the server has closed."""
        self.socket.sendall(data)
        self.sent += len(data)

    def until_answered(self, most):
        """Send up to `most` bytes, but stop at an answer; returns the status."""
        # Who closes while more is on its way has answered before.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send(HEAD)
            while self.sent < most and not select.select([self.socket], [], [], 0.02)[0]:
                self.send(PIECE)
        return self.status()

    def status(self):
        return int(self.socket.recv(65_536).split(b" ")[1])


def signed_in(person):
    """The headers of a browser with its token in the header."""
    token = "a" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={session_of(person)}; csrftoken={token}"
    return {"Cookie": cookies, "X-CSRFToken": token}


def tokenless(person):
    return {"Cookie": signed_in(person)["Cookie"]}


@pytest.fixture
def connect(server):
    """connect(length, **headers): a Sender, closed after the test."""
    with ExitStack() as senders:

        def sender(length, **headers):
            new = Sender(server, length, **headers)
            senders.callback(new.socket.close)
            return new

        yield sender


@pytest.mark.usefixtures("written_by_others")
def test_a_visitor_is_refused_before_the_body_is_read(connect):
    sender = connect(LARGE)
    assert sender.until_answered(10 * MB) == 302
    assert sender.sent < MB
    assert nothing_is_stored()


@pytest.mark.usefixtures("written_by_others")
def test_a_form_without_a_token_is_refused_before_the_file_is_read(connect):
    sender = connect(LARGE, **tokenless(make_admin()))
    assert sender.until_answered(10 * MB) == 403
    assert sender.sent < MB
    assert nothing_is_stored()


@pytest.mark.usefixtures("written_by_others")
def test_what_is_too_large_is_refused_before_it_is_read(connect):
    sender = connect(2 * LARGE, **signed_in(make_admin()))
    assert sender.until_answered(10 * MB) == 413
    assert sender.sent < MB
    assert nothing_is_stored()


@pytest.mark.usefixtures("written_by_others")
def test_the_rest_of_a_refused_body_is_not_read_either(connect):
    sender = connect(LARGE)
    assert sender.until_answered(10 * MB) == 302
    with pytest.raises(OSError, match=r"reset|pipe"):
        sender.send(PIECE * (10 * MB // len(PIECE)))


@pytest.mark.usefixtures("written_by_others")
def test_memory_grows_by_less_than_30_MB_during_200_MB(server, connect):
    (worker,) = server.workers()
    headers = signed_in(make_admin())
    small = connect(len(HEAD + PIECE + TAIL), **headers)
    small.send(HEAD + PIECE + TAIL)
    assert small.status() == 200
    before = memory(worker)
    Path(f"/proc/{worker}/clear_refs").write_text("5")
    pieces = (LARGE - MB) // len(PIECE)
    sender = connect(len(HEAD + TAIL) + pieces * len(PIECE), **headers)
    sender.send(HEAD)
    for _piece in range(pieces):
        sender.send(PIECE)
    sender.send(TAIL)
    assert sender.status() == 200
    assert memory(worker, "VmHWM") - before < 30 * MB
    assert Upload.objects.order_by("-size").first().size == pieces * len(PIECE)


@pytest.mark.usefixtures("written_by_others")
def test_a_sender_who_goes_away_leaves_nothing(connect):
    sender = connect(20 * MB, **signed_in(make_admin()))
    sender.send(HEAD)
    for _piece in range(5 * MB // len(PIECE)):
        sender.send(PIECE)
    until(lambda: chunks().count_documents({}) > 0)
    sender.socket.close()
    until(nothing_is_stored)


@pytest.mark.usefixtures("written_by_others")
def test_a_killed_web_process_leaves_what_the_night_takes_away(server, connect):
    sender = connect(20 * MB, **signed_in(make_admin()))
    sender.send(HEAD)
    for _piece in range(3 * MB // len(PIECE)):
        sender.send(PIECE)
    until(lambda: chunks().count_documents({}) > 1)
    (worker,) = server.workers()
    os.kill(worker, signal.SIGKILL)
    until(lambda: server.workers() != [worker] and answers(server))
    upload = Upload.objects.get()
    assert upload.state == State.ARRIVING
    assert Upload.objects.stored().count() == 0
    assert find_mismatches().bytes_without_row == []


def memory(pid, name="VmRSS"):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def answers(server):
    web = HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        web.request("GET", "/livez")
        return web.getresponse().status == 200
    except OSError:
        return False
    finally:
        web.close()


def until(condition, seconds=90):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)

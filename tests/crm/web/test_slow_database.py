"""A database that is slow, cut off or silent: pages say so in time, and are back soon after.

A real web server; between it and the database a link that can be each of these.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.db import connection

from tests.browser.instruments.web_server import WebServer
from tests.conftest import session_of
from tests.crm.web.slow_link import Link
from tests.make import make_admin

# No more than one process has threads: others would wait for those before them as well.
CLIENTS, THREADS = 6, 8
# The limits are 10 and 5 s; a machine that is busy with other tests takes longer.
LONGEST, BACK_WITHIN = 20, 20
PAGES = ("/omset/", "/", "/status/")


class Pages:
    """The pages of a signed-in person, asked for by many at once."""

    def __init__(self, server, cookie):
        self.server, self.cookie = server, cookie

    def ask(self, path):
        """The status of the answer and how long it took; 0 if there was none."""
        began = time.monotonic()
        client = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        client.request("GET", path, headers={"Cookie": self.cookie})
        status = client.getresponse().status
        client.close()
        return status, time.monotonic() - began

    def ask_all(self):
        with ThreadPoolExecutor(CLIENTS) as clients:
            return list(clients.map(self.ask, PAGES * (CLIENTS // len(PAGES))))

    def seconds_until_back(self):
        began = time.monotonic()
        while self.ask("/omset/")[0] != 200:
            assert time.monotonic() - began < 60
            time.sleep(0.2)
        return time.monotonic() - began

    def threads(self):
        tasks = [len([*Path(f"/proc/{pid}/task").iterdir()]) for pid in self.server.workers()]
        return sum(tasks)


@contextmanager
def serving(uri, tmp_path):
    server = WebServer(uri, connection.settings_dict["NAME"], tmp_path)
    server.collect_static()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.mark.django_db
def test_whatever_the_link_to_the_database_does_pages_answer_in_time_and_are_back(tmp_path):
    cookie = f"{conf.SESSION_COOKIE_NAME}={session_of(make_admin('adi'))}"
    with Link(conf.MONGODB_URI) as link, serving(link.uri, tmp_path) as server:
        pages = Pages(server, cookie)
        assert {status for status, _seconds in pages.ask_all()} == {200}
        threads = pages.threads()
        for trouble in (lambda: setattr(link, "delay", 2), link.cut, link.die):
            trouble()
            answers = pages.ask_all()
            assert {status for status, _seconds in answers} <= {200, 503}
            assert max(seconds for _status, seconds in answers) < LONGEST
            link.mend()
            assert pages.seconds_until_back() < BACK_WITHIN
            # The pool's at most: none is left behind with its page.
            assert pages.threads() <= threads + THREADS

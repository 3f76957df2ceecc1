"""The disk of the database is full: a page says so, and nothing differs once there is room again.

MongoDB ends itself then, as it cannot write its journal; whoever runs it makes room and starts it.
"""

import json
import time
from http.client import HTTPConnection

import pytest

from crm.web.middleware.deadline import FIRST_PAGES
from omset.chaos.cast import Cast
from omset.chaos.processes import wait_for
from omset.chaos.rounds import Round
from omset.chaos.verdict import judge, stored_from
from tests.browser.instruments.web_server import WebServer
from tests.failover.small_disk import SmallDisk, why_no_mount

ROUND = Round("kill", 2, 0, 0, struck=0, primary=0, rolled_back=0)


@pytest.fixture
def disk(tmp_path):
    if reason := why_no_mount():
        pytest.skip(f"no disk can be mounted here: {reason}")
    with SmallDisk(tmp_path) as disk:
        yield disk


@pytest.fixture
def cast(disk, tmp_path):
    with Cast(disk.uri, tmp_path, writers=2, readers=0, workers=0) as cast:
        cast.prepare(jobs=0)
        cast.begin()
        yield cast


@pytest.fixture
def server(cast, disk, tmp_path):
    # One process: it is known when it is past its first pages.
    server = WebServer(disk.uri, "chaos", tmp_path / "static", {"WEB_WORKERS": "1"})
    server.collect_static()
    server.start()
    yield server
    server.stop()


def page(server):
    """The status of a page that asks the database who it is, its text, and the seconds."""
    began, web = time.monotonic(), HTTPConnection("127.0.0.1", server.port, timeout=60)
    web.request("GET", "/omset/", headers={"Cookie": f"sessionid={'x' * 32}"})
    answer = web.getresponse()
    text = answer.read().decode()
    web.close()
    return answer.status, text, time.monotonic() - began


def test_a_full_disk_is_a_readable_page_and_no_difference(disk, cast, server):
    # The first pages of a process may take longer (OP-13).
    assert {page(server)[0] for _ in range(FIRST_PAGES)} == {302}
    disk.fill()
    status, text, seconds = page(server)
    assert status == 503
    assert "database" in text
    assert seconds < 5
    before = len(cast.asked_by(cast.writers))
    disk.make_room()
    disk.start()
    wait_for(lambda: page(server)[0] == 302, "pages are back")
    wait_for(lambda: len(cast.asked_by(cast.writers)) > before + 20, "deposits are taken again")
    cast.stop_asking()
    stored = stored_from(json.loads(cast.look()))
    verdict = judge([ROUND], cast.asked_by(cast.writers), [], stored, jobs=0)
    assert verdict.acknowledged > 20
    assert (verdict.lost, verdict.double, verdict.drift) == (0, 0, 0)

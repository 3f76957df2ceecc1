"""The embedded server, with real `mongod` processes in throwaway folders."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from pymongo import MongoClient

from crm.mongo.server.binary import ELSEWHERE, EmbeddedUnavailable, why_unsupported
from crm.mongo.server.embedded import EmbeddedServer, temporary_server

HOLD_A_TEMPORARY_SERVER = """
import sys, time
from pathlib import Path
from crm.mongo.server.embedded import temporary_server
with temporary_server(Path(sys.argv[1])) as uri:
    print(uri, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def server(tmp_path):
    server = EmbeddedServer(tmp_path / "mongodb")
    try:
        server.start()
        yield server
    finally:
        server.stop()


def rows(uri):
    with MongoClient(uri) as client:
        return sorted(row["_id"] for row in client.get_default_database().things.find())


def add(uri, number):
    with MongoClient(uri, w="majority") as client:
        client.get_default_database().things.insert_one({"_id": number})


def process_of(uri):
    with MongoClient(uri) as client:
        return client.admin.command("serverStatus")["pid"]


def test_a_new_folder_becomes_a_primary_that_runs_transactions(server):
    with MongoClient(server.uri) as client, client.start_session() as session:
        things = client.get_default_database().things
        session.with_transaction(lambda s: things.insert_one({"_id": 1}, session=s))
    assert rows(server.uri) == [1]
    assert server.folder.stat().st_mode & 0o777 == 0o700


def test_a_killed_server_comes_back_on_its_port_with_every_acknowledged_write(server):
    uri = server.uri
    add(uri, 1)
    os.kill(process_of(uri), signal.SIGKILL)
    while server.is_running():
        time.sleep(0.02)
    server.revive()
    assert server.uri == uri
    assert rows(uri) == [1]


def test_a_second_user_joins_and_the_last_one_out_stops_the_server(server):
    second = EmbeddedServer(server.folder)
    assert second.start() == server.uri
    process = process_of(server.uri)
    server.stop()
    assert process_of(second.uri) == process
    second.stop()
    assert not second.is_running()


def test_a_server_that_outlived_its_killed_user_is_taken_over(tmp_path):
    code = "import sys; from pathlib import Path; "
    code += "from crm.mongo.server.embedded import EmbeddedServer; "
    code += "print(EmbeddedServer(Path(sys.argv[1])).start())"
    # This process ends without stop(), as a killed one does.
    run = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True)
    process = process_of(run.stdout.strip())
    server = EmbeddedServer(tmp_path)
    server.start()
    assert process_of(server.uri) == process
    server.stop()
    assert not server.is_running()


def test_a_copied_folder_gets_a_port_of_its_own_and_keeps_the_data(server, tmp_path):
    add(server.uri, 1)
    server.stop()
    copy = EmbeddedServer(shutil.copytree(server.folder, tmp_path / "copy"))
    server.start()
    add(copy.start(), 2)
    assert rows(server.uri) == [1]
    assert rows(copy.uri) == [1, 2]
    copy.stop()


def test_a_damaged_folder_is_one_line_that_says_so_and_what_to_do(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "storage.bson").write_text("not what a database writes")
    server = EmbeddedServer(tmp_path)
    with pytest.raises(EmbeddedUnavailable) as caught:
        server.start()
    server.stop()
    cause, advice = str(caught.value).split("; ")
    assert cause.startswith(
        "the embedded MongoDB did not start: Unable to read the storage engine metadata file: "
    )
    assert advice == ELSEWHERE


def test_other_machines_are_told_to_name_a_server():
    assert why_unsupported("Linux", "x86_64") is None
    assert why_unsupported("Darwin", "arm64") == (
        "the embedded MongoDB needs Linux on x86-64, not Darwin arm64; "
        "set MONGODB_URI=mongodb://host/name?replicaSet=rs0 to use a server of your own"
    )


def test_a_temporary_server_leaves_nothing(tmp_path):
    with temporary_server(tmp_path) as uri:
        add(uri, 1)
        process = process_of(uri)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_temporary_server_ends_with_its_killed_starter_and_is_swept_up(tmp_path):
    command = [sys.executable, "-c", HOLD_A_TEMPORARY_SERVER, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        process = process_of(starter.stdout.readline().strip())
        starter.kill()
    wait_until_gone(process)
    with temporary_server(tmp_path):
        assert len(list(tmp_path.iterdir())) == 1


def wait_until_gone(process):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail(f"process {process} still runs")

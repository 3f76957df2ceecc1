"""`make run` as a person meets it: real processes on a port and a folder of their own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS = 180


class Serving:
    """`python -m launch.serve` and what it has printed."""

    def __init__(self, folder, port, **environment):
        own = {"EMBEDDED_MONGODB_DIR": str(folder), "PORT": str(port), "DEMO": "0", "DEBUG": "0"}
        inherited = {k: v for k, v in os.environ.items() if k not in ("MONGODB_URI", "LOG_LEVEL")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "launch.serve"],
            cwd=CHECKOUT,
            env=inherited | {"STATIC_ROOT": str(folder.parent / "static")} | own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        self.lines.extend(line.rstrip() for line in self.process.stdout)

    def end(self, number=None):
        """Send the signal, if any; returns the exit code, the lines stand in `lines`."""
        if number:
            self.process.send_signal(number)
        code = self.process.wait(SECONDS)
        self._reader.join()
        self.process.stdout.close()
        return code


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def stopped():
    """Folders that were served from fresh: their database need not be made again."""
    return []


@pytest.fixture
def serve(tmp_path, port):
    """serve(**environment): start serving; ended at the end of the test, if not before."""
    started = []

    def start(home=tmp_path, **environment):
        started.append(Serving(home / "mongodb", port, **environment))
        return started[-1]

    yield start
    for serving in started:
        if serving.process.poll() is None:
            serving.end(signal.SIGTERM)


def status(port, path="/readyz"):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def wait_for(condition):
    """Until it holds; returns what it says then."""
    deadline = time.monotonic() + SECONDS
    while not (answer := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return answer


def children_of(serving, text):
    command = ["pgrep", "-P", str(serving.process.pid), "-f", text]
    listing = subprocess.run(command, capture_output=True, text=True)
    return [int(pid) for pid in listing.stdout.split()]


def test_a_fresh_folder_is_served_and_a_second_start_is_told_so(serve, port, tmp_path, stopped):
    serving = serve()
    served = f"Omset CRM is served on http://127.0.0.1:{port}/   (Ctrl-C stops it)"
    wait_for(lambda: served in serving.lines)
    assert status(port) == 200
    second = serve()
    expected = f"http://127.0.0.1:{port}/ by process {serving.process.pid}"
    assert second.end() == 1
    assert second.lines[-1] == f"Error: this checkout is being served already: {expected}"
    assert serving.end(signal.SIGTERM) == 0
    assert serving.lines[-1] == "Stopped."
    assert [line for line in serving.lines if line.startswith("Applying ")] != []
    stopped.append(tmp_path)


PARTS = {
    "mongod": "The embedded MongoDB is back",
    "gunicorn": "The web server is back",
    "manage.py worker": "The worker is back",
    "manage.py scheduler": "The scheduler is back",
}


def test_what_is_killed_comes_back_and_ctrl_c_leaves_nothing(serve, port, tmp_path, stopped):
    serving = serve(next(iter(stopped), tmp_path))
    wait_for(lambda: status(port) == 200)
    for part, is_back in PARTS.items():
        [pid] = wait_for(lambda name=part: children_of(serving, name))
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda line=is_back: line in serving.lines)
    assert status(port) == 200
    # Neither of the two ended with the database.
    assert serving.lines.count("The worker is back") == 1
    assert serving.lines.count("The scheduler is back") == 1
    pids = [pid for part in PARTS for pid in children_of(serving, part)]
    assert len(pids) == len(PARTS)
    assert serving.end(signal.SIGINT) == 0
    assert serving.lines[-1] == "Stopped."
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_a_taken_port_is_one_line_and_starts_nothing(serve, port, tmp_path):
    with socket.create_server(("127.0.0.1", port)):
        serving = serve()
        assert serving.end() == 1
    assert serving.lines == [
        f"Error: cannot listen on 127.0.0.1:{port} (Address already in use); "
        f"choose another port, as in: make run PORT={port + 1}"
    ]
    assert not (tmp_path / "mongodb" / "data").exists()


def test_an_address_that_names_no_database_is_one_line(serve):
    serving = serve(MONGODB_URI="mongodb://127.0.0.1:9/")
    assert serving.end() == 1
    assert serving.lines[-1] == "Error: MONGODB_URI must name the database: mongodb://host/NAME"
    assert len(serving.lines) == 2

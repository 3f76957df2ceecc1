"""A deploy in turns (OP-9): real gunicorn masters, and a small proxy with kept connections.

The proxy stands for nginx, which is not on the machines of the tests: like it, it has a connection
of its own to the server for each request.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from launch import rolling
from launch.rolling import HOST, Master, is_ready, main, replace
from launch.say import Failure
from tests.environment import CHECKOUT

SECONDS = 30
CLIENTS = 4


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Proxy:
    """Sends each request to the port that it was switched to last."""

    def __init__(self):
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                upstream = HTTPConnection(HOST, proxy.port, timeout=SECONDS)
                upstream.request("GET", self.path)
                answer = upstream.getresponse()
                body = answer.read()
                upstream.close()
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.port = None
        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def switch(self, port):
        self.port = port


@pytest.fixture
def proxy():
    proxy = Proxy()
    yield proxy
    proxy.server.shutdown()
    proxy.server.server_close()


@pytest.fixture
def master(tmp_path):
    """master(name): a gunicorn of its own port that is not started yet."""
    running = {}

    def make(name):
        port = free_port()
        drain_file = tmp_path / f"{port}.drain"
        environment = os.environ | {"RELEASE": name, "DRAIN_FILE": str(drain_file)}
        environment |= {"PORT": str(port), "WEB_WORKERS": "1", "WEB_THREADS": "8"}
        command = [sys.executable, "-m", "gunicorn", "-c", "tests/launch/tiny_gunicorn.py"]
        command += ["tests.launch.tiny:application"]

        def start():
            running[port] = subprocess.Popen(
                command, cwd=CHECKOUT, env=environment, stderr=subprocess.DEVNULL
            )

        def stop():
            process = running.pop(port)
            process.terminate()
            process.wait(SECONDS)

        return Master(port, drain_file, start, stop)

    yield make
    for process in running.values():
        process.kill()
        process.wait()


class Visitors:
    """Clients that ask again and again on kept connections, and what they were answered."""

    def __init__(self, port):
        self.port, self.answers, self.failures = port, [], []
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.ask) for _number in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def ask(self):
        connection = HTTPConnection(HOST, self.port, timeout=SECONDS)
        while not self.ending.is_set():
            try:
                connection.request("GET", "/")
                answer = connection.getresponse()
                self.answers.append(answer.read().decode())
                if answer.status != 200:
                    self.failures.append(answer.status)
            except OSError as error:
                self.failures.append(error)
                connection.close()
            time.sleep(0.01)
        connection.close()

    def leave(self):
        self.ending.set()
        for thread in self.threads:
            thread.join(SECONDS)


def test_no_request_fails_in_a_deploy_and_a_back_out(proxy, master):
    first, second, third = master("first"), master("second"), master("third")
    replace(None, first, proxy.switch)
    visitors = Visitors(proxy.server.server_port)
    try:
        replace(first, second, proxy.switch, seconds_to_drain=0.3)
        replace(second, third, proxy.switch, seconds_to_drain=0.3)
    finally:
        visitors.leave()
    assert visitors.failures == []
    assert {"first", "second"} <= set(visitors.answers)
    assert len(visitors.answers) > 20
    assert not is_ready(first.port)
    assert not is_ready(second.port)
    assert is_ready(third.port)


def test_one_that_does_not_become_ready_is_stopped_and_the_old_one_serves(proxy, master):
    first, broken = master("first"), master("broken")
    replace(None, first, proxy.switch)
    with pytest.raises(Failure, match="nothing was replaced"):
        replace(first, broken, proxy.switch, seconds_to_start=2)
    assert proxy.port == first.port
    assert is_ready(first.port)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, broken.port), timeout=1)


def test_the_old_one_is_not_ready_while_it_drains(proxy, master):
    first, second = master("first"), master("second")
    replace(None, first, proxy.switch)
    seen = []

    def stop():
        seen.append((proxy.port, is_ready(first.port)))
        first.stop()

    replace(first._replace(stop=stop), second, proxy.switch, seconds_to_drain=0)
    assert seen == [(second.port, False)]
    assert not first.drain_file.exists()


@pytest.fixture
def by_command(tmp_path, monkeypatch):
    """run(): the command with ports 1 and 2, of which each is ready; its exit code."""
    monkeypatch.setattr(rolling, "is_ready", lambda port: True)
    log = tmp_path / "log"

    def run(switch="true"):
        note = f"sh -c 'echo {{}} {{{{port}}}} >> {log}'"
        return main([
            *("--folder", str(tmp_path), "--ports", "1", "2", "--drain", "0"),
            *("--start", note.format("start"), "--stop", note.format("stop"), "--switch", switch),
        ])  # fmt: skip

    run.log = log
    return run


def test_the_command_takes_the_ports_in_turn(by_command):
    assert [by_command(), by_command(), by_command()] == [0, 0, 0]
    said = by_command.log.read_text().splitlines()
    assert said == ["start 1", "start 2", "stop 1", "start 1", "stop 2"]


def test_a_proxy_that_cannot_be_switched_leaves_all_as_it_was(by_command, capsys):
    by_command()
    assert by_command("false") == 1
    assert by_command.log.read_text().splitlines() == ["start 1", "start 2", "stop 2"]
    assert "false has failed" in capsys.readouterr().err
    assert by_command() == 0

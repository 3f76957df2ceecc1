"""A deploy in turns (OP-9): real gunicorn masters, a small proxy, visitors on kept connections."""

import os
import socket
import subprocess
import sys

import pytest

from bench.visits import Proxy, Visitors
from launch import rolling
from launch.rolling import HOST, Master, is_ready, main, replace
from launch.say import Failure
from tests.environment import CHECKOUT

SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture
def proxy():
    proxy = Proxy()
    yield proxy
    proxy.close()


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


def test_no_request_fails_in_a_deploy_and_a_back_out(proxy, master):
    first, second, third = master("first"), master("second"), master("third")
    replace(None, first, proxy.switch)
    visitors = Visitors(proxy.port, "/", visitors=4, pause=0.01)
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
    assert proxy.upstream == first.port
    assert is_ready(first.port)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, broken.port), timeout=1)


def test_the_old_one_is_not_ready_while_it_drains(proxy, master):
    first, second = master("first"), master("second")
    replace(None, first, proxy.switch)
    seen = []

    def stop():
        seen.append((proxy.upstream, is_ready(first.port)))
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

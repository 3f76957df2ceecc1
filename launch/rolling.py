"""Puts a new web server in the place of the old one without a request that fails (OP-9).

Two masters on two ports take turns behind the proxy. The new one starts on the free port and is
waited for; then the proxy is switched; then the old one is not ready for some seconds, so that any
other proxy leaves it too, and ends after its last request. A HUP to one master would drop those
that its workers had accepted. Standard library only, for the system's supervisor:

    python -m launch.rolling --folder /run/crm --ports 8001 8002 \\
        --start 'systemctl start crm@{port}' --stop 'systemctl stop crm@{port}' \\
        --switch '/usr/local/bin/crm-switch {port}'
"""

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple

from launch.say import Failure, fail, say

HOST = "127.0.0.1"
SECONDS_TO_START = 120.0
SECONDS_TO_DRAIN = 10.0
LOOK_EVERY = 0.1
# In the folder: the port that serves.
SERVING = "serving"


class Master(NamedTuple):
    """A web server on a port. `stop` returns when it has ended, its last request answered."""

    port: int
    drain_file: Path
    start: Callable[[], object]
    stop: Callable[[], object]


def replace(
    old: Master | None,
    new: Master,
    switch: Callable[[int], object],
    *,
    seconds_to_start: float = SECONDS_TO_START,
    seconds_to_drain: float = SECONDS_TO_DRAIN,
) -> None:
    """Serve by `new` from now on; `switch` has the proxy send new requests to its port.

    Raises Failure if it does not become ready or the proxy cannot be switched: then it is stopped
    again and `old` has served all the time.
    """
    new.drain_file.unlink(missing_ok=True)
    new.start()
    try:
        _wait_until_ready(new.port, seconds_to_start)
        switch(new.port)
    except BaseException:
        new.stop()
        raise
    if old is None:
        return
    old.drain_file.touch()
    time.sleep(seconds_to_drain)
    old.stop()
    old.drain_file.unlink(missing_ok=True)


def is_ready(port: int) -> bool:
    """Whether the server on this port wants requests."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()


def main(arguments: list[str] | None = None) -> int:
    """0 once the new server serves and the old one has ended, 1 if all is as it was."""
    options = _parser().parse_args(arguments)
    folder: Path = options.folder
    serving = _port_in(folder / SERVING)
    free = next(port for port in options.ports if port != serving)
    old, new = _master(serving, options) if serving else None, _master(free, options)
    try:
        say(f"Starting the new server on port {new.port}")
        replace(old, new, lambda port: _switch(port, options), seconds_to_drain=options.drain)
    except (Failure, OSError) as reason:
        return fail(reason)
    say(f"Port {new.port} serves.")
    return 0


def _wait_until_ready(port: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_ready(port):
        if time.monotonic() > deadline:
            raise Failure(f"port {port} is not ready after {seconds:.0f} s: nothing was replaced")
        time.sleep(LOOK_EVERY)


def _switch(port: int, options: argparse.Namespace) -> None:
    _run(options.switch, port)
    beside: Path = options.folder / f"{SERVING}.new"
    beside.write_text(f"{port}\n")
    os.replace(beside, options.folder / SERVING)


def _master(port: int, options: argparse.Namespace) -> Master:
    return Master(
        port,
        options.folder / f"{port}.drain",
        start=lambda: _run(options.start, port),
        stop=lambda: _run(options.stop, port),
    )


def _run(command: str, port: int) -> None:
    words = shlex.split(command.format(port=port))
    if subprocess.call(words) != 0:
        raise Failure(f"{shlex.join(words)} has failed")


def _port_in(file: Path) -> int | None:
    return int(file.read_text()) if file.is_file() else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launch.rolling")
    parser.add_argument("--folder", type=Path, required=True, help="which port serves; drain files")
    parser.add_argument("--ports", type=int, nargs=2, required=True)
    parser.add_argument("--start", required=True, help="a command; {port} stands for the port")
    parser.add_argument("--stop", required=True, help="the same; returns when it has ended")
    parser.add_argument("--switch", required=True, help="has the proxy send requests to {port}")
    parser.add_argument("--drain", type=float, default=SECONDS_TO_DRAIN, metavar="SECONDS")
    return parser


if __name__ == "__main__":
    sys.exit(main())

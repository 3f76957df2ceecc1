"""Serve the product on this machine: database, migrations, demo data, web server, supervision."""

import fcntl
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import NoReturn

from crm.mongo.server.binary import EmbeddedUnavailable
from crm.mongo.server.embedded import EmbeddedServer, default_folder
from launch import children, local, prepared
from launch.background import Background
from launch.say import CHECKOUT, Failure, fail, say
from launch.site import Site

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_EVERY = 0.3
# More restarts than this in a minute are a fault, not an accident.
RESTARTS_A_MINUTE = 5


def main() -> int:
    """Serve until stopped. Returns 0 after Ctrl-C or SIGTERM, 1 when it cannot go on."""
    for number in STOP_SIGNALS:
        signal.signal(number, _interrupt)
    try:
        _serve()
    except KeyboardInterrupt:
        say("Stopped.")
    except (Failure, EmbeddedUnavailable, OSError) as reason:
        return fail(reason)
    return 0


def _serve() -> None:
    local.set_defaults()
    # The terminal shows what went wrong; LOG_LEVEL=INFO adds a line for each request.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    site = Site()
    embedded = not os.environ.get("MONGODB_URI")
    with _only_one(site) if embedded else nullcontext():
        site.check_free()
        say("Starting the embedded MongoDB" if embedded else "Using the server of MONGODB_URI")
        with local.database() as server:
            logins = server.folder / "demo_logins" if server else None
            _prepare_unless_ready(server, logins)
            beside = [Background("worker"), Background("scheduler")]
            try:
                say("Starting the web server, a worker and the scheduler")
                site.start()
                for each in beside:
                    each.start()
                _announce(site, logins)
                _watch(site, server, beside)
            finally:
                say("Stopping")
                _stop(site, beside)


@contextmanager
def _only_one(site: Site) -> Iterator[None]:
    """Hold the lock of this checkout's data, which names who holds it. Raises Failure."""
    folder = default_folder(CHECKOUT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Failure(f"this checkout is being served already: {lock.read()}") from error
        lock.truncate(0)
        lock.write(f"{site.url} by process {os.getpid()}")
        lock.flush()
        yield


def _prepare_unless_ready(server: EmbeddedServer | None, logins: Path | None) -> None:
    """On a server of one's own always: others may write to it."""
    if server is None:
        _prepare(logins)
        return
    ready = server.folder / "prepared"
    if not prepared.is_same(ready, server.uri):
        _prepare(logins)
        prepared.remember(ready, server.uri)


def _prepare(logins: Path | None) -> None:
    command = [sys.executable, "-m", "launch.prepare", *([str(logins)] if logins else [])]
    code = children.run(command)
    if code < 0:
        raise Failure(f"the preparation of the database was killed by signal {-code}")
    if code:
        # It has said why.
        sys.exit(code)


def _announce(site: Site, logins: Path | None) -> None:
    say(f"\nOmset CRM is served on {site.url}   (Ctrl-C stops it)")
    if logins and logins.exists():
        say(f"\n{logins.read_text().rstrip()}\n")


def _watch(site: Site, server: EmbeddedServer | None, beside: list[Background]) -> None:
    """Start again what ends, until interrupted. Raises Failure if it keeps ending."""
    restarts: deque[float] = deque(maxlen=RESTARTS_A_MINUTE)
    while True:
        time.sleep(LOOK_EVERY)
        if server and not server.is_running():
            _restart("The embedded MongoDB", server.revive, restarts)
        if not site.is_running():
            _restart("The web server", site.start, restarts)
        for each in beside:
            if not each.is_running():
                _restart(f"The {each.name}", each.start, restarts)


def _stop(site: Site, beside: list[Background]) -> None:
    for each in beside:
        each.ask_to_end()
    site.stop()
    for each in beside:
        each.stop()


def _restart(name: str, start: Callable[[], object], restarts: deque[float]) -> None:
    now = time.monotonic()
    if len(restarts) == RESTARTS_A_MINUTE and now - restarts[0] < 60:
        raise Failure(f"{name.lower()} keeps ending")
    restarts.append(now)
    say(f"{name} ended unexpectedly; starting it again")
    start()
    say(f"{name} is back")


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    # Once is enough: the stop itself runs to its end, however often Ctrl-C is pressed.
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

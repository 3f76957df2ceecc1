"""Measure leave, breaks, attendance and fees: python -m bench.leave [PEOPLE]. Prints rows for
bench/RESULTS.md. The fill is of three years.
"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pymongo import MongoClient
from pymongo.collection import Collection

from bench.site import Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
PORT, PEOPLE = 8393, 100
NIGHTLY = ("nightly", "--again", "--json")
INSIDE = "from bench import leave_inside as inside; inside."


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            site.manage("migrate", "-v0")
            site.manage("collectstatic", "--noinput", "-v0")
            inside = _command("shell", "-v0", "-c", f"{INSIDE}main({people})")
            subprocess.run(inside, env=site.environment, cwd=CHECKOUT, check=True)
            _nights(site)
        finally:
            server.stop()


def _nights(site: Site) -> None:
    """The night alone, then killed in its middle and begun anew, then twice at once."""
    with _night(site, "nightly"):
        _wait(_start(site))
    with _night(site, "nightly after kill -9"):
        _wait(_start(site))
    with _night(site, "nightly twice at once"):
        both = [_start(site), _start(site)]
        for process in both:
            _wait(process)


@contextmanager
def _night(site: Site, name: str) -> Iterator[None]:
    """Print how long it takes, and what it has left behind."""
    _inside(site, "add_late()")
    if "kill" in name:
        _kill_in_the_middle(site)
    began = time.perf_counter()
    yield
    spent = time.perf_counter() - began
    print(f"| {name} | {spent:.1f} s | {_inside(site, 'state()')} |", flush=True)


def _kill_in_the_middle(site: Site) -> None:
    """As soon as the night has ended the first request and before it ends the last."""
    requests: Collection[dict]
    with MongoClient(site.uri) as client:
        requests = client.get_default_database()["leave_leaverequest"]
        before = requests.count_documents({"status": "undecided"})
        night = _start(site)
        while requests.count_documents({"status": "undecided"}) == before and night.poll() is None:
            time.sleep(0.001)
        night.send_signal(signal.SIGKILL)
        night.wait()
        ended = requests.count_documents({"status": "undecided"}) - before
    print(f"| killed | after {ended} requests | |", flush=True)


def _start(site: Site) -> subprocess.Popen:
    return subprocess.Popen(
        _command(*NIGHTLY), env=site.environment, cwd=site.checkout, stdout=subprocess.DEVNULL
    )


def _wait(process: subprocess.Popen) -> None:
    if process.wait():
        raise SystemExit("the night has failed")


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(CHECKOUT / "manage.py"), *arguments]


def _inside(site: Site, call: str) -> str:
    return site.manage("shell", "-v0", "-c", INSIDE + call).strip()


if __name__ == "__main__":
    main()

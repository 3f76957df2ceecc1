"""Measure leave, breaks, attendance and fees: python -m bench.leave [PEOPLE]. Prints rows for
bench/RESULTS.md. The fill is of three years."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.site import Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
PORT, PEOPLE = 8393, 100
NIGHTLY = ("nightly", "--again", "--json")


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            site.manage("migrate", "-v0")
            site.manage("collectstatic", "--noinput", "-v0")
            inside = f"from bench import leave_inside; leave_inside.main({people})"
            subprocess.run(_command("shell", "-v0", "-c", inside), env=site.environment, check=True)
            _nights(site)
        finally:
            server.stop()


def _nights(site: Site) -> None:
    """The night alone, then killed in its middle and begun anew, then twice at once."""
    before = _proof(site)
    print(f"| nightly | {_seconds(_start(site)):.1f} s |")
    killed = _start(site)
    time.sleep(1.5)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    print(f"| nightly after kill -9 | {_seconds(_start(site)):.1f} s |")
    both = [_start(site), _start(site)]
    print(f"| nightly twice at once | {max(map(_seconds, both)):.1f} s |")
    print(f"| stored after all of them as before | {_proof(site) == before} |")


def _start(site: Site) -> subprocess.Popen:
    return subprocess.Popen(
        _command(*NIGHTLY), env=site.environment, cwd=site.checkout, stdout=subprocess.DEVNULL
    )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(CHECKOUT / "manage.py"), *arguments]


def _seconds(process: subprocess.Popen) -> float:
    began = time.perf_counter()
    process.wait()
    return time.perf_counter() - began


def _proof(site: Site) -> str:
    return site.manage("shell", "-v0", "-c", "from bench import leave_inside as it; it.state()")


if __name__ == "__main__":
    main()

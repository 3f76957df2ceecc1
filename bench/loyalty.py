"""Measure loyalty at full size: python -m bench.loyalty [LINES [DEPOSITS]]. Prints rows for
bench/RESULTS.md. Without deposits the ledger is empty; 1,000,000 take a while to import.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.data import STAFF, TODAY, write_csv
from bench.site import ADMIN, PASSWORD, Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
PORT, LINES = 8394, 1_067_280
INSIDE = "from bench import loyalty_inside as inside; inside."


def main() -> None:
    given = [int(argument) for argument in sys.argv[1:]]
    lines, deposits = [*given, *(LINES, 0)[len(given) :]]
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            _prepare(site)
            if deposits:
                _import(site, Path(folder), deposits)
            for call in (f"fill({lines})", "proof()", "segments()", "pages()"):
                _inside(site, call)
        finally:
            server.stop()


def _prepare(site: Site) -> None:
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    site.manage("create_user", ADMIN, "--role", "admin", "--password-stdin", stdin=PASSWORD)
    site.manage("create_user", STAFF[0], "--role", "staff", "--password-stdin", stdin=PASSWORD)


def _import(site: Site, folder: Path, deposits: int) -> None:
    path = folder / "deposits.csv"
    write_csv(path, deposits, TODAY)
    result = site.measured_import(path)
    print(f"| {deposits:,} deposits, seconds | {result['wall']:.1f} |", flush=True)


def _inside(site: Site, call: str) -> None:
    """What it prints appears as it is printed."""
    command = [sys.executable, str(CHECKOUT / "manage.py"), "shell", "-v0", "-c", INSIDE + call]
    subprocess.run(command, env=site.environment, cwd=site.checkout, check=True)


if __name__ == "__main__":
    main()

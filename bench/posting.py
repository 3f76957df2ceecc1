"""Measure what points add to a deposit: python -m bench.posting [CALLS [CHECKOUT]].

A programme of one product, some members with a card, a link and purchases; no files. Prints rows
for bench/RESULTS.md. CHECKOUT is where another state of the code lies, which runs this one's script
on a database of its own: the two are then measured within a minute of each other.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.data import STAFF
from bench.site import ADMIN, CHECKOUT, PASSWORD, Site
from crm.mongo.server.embedded import EmbeddedServer

PORT = 8395
CODE = "import sys; sys.path.insert(0, {path!r}); from bench import posting_inside as inside; "


def main() -> None:
    calls, *others = sys.argv[1:] or ["100"]
    for checkout in (CHECKOUT, *map(Path, others)):
        print(f"| {checkout.name} |", flush=True)
        _measure(checkout, int(calls))


def _measure(checkout: Path, calls: int) -> None:
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as name:
        server = EmbeddedServer(Path(name) / "db", dies_with_starter=True)
        site = Site(server.start(), PORT, checkout)
        try:
            site.manage("migrate", "-v0")
            for user, role in ((ADMIN, "admin"), (STAFF[0], "staff")):
                site.manage("create_user", user, "--role", role, "--password-stdin", stdin=PASSWORD)
            command = [
                sys.executable,
                "manage.py",
                "shell",
                "-v0",
                "-c",
                f"{_code()}inside.run({calls})",
            ]
            subprocess.run(command, env=site.environment, cwd=checkout, check=True)
        finally:
            server.stop()


def _code() -> str:
    return CODE.format(path=str(CHECKOUT))


if __name__ == "__main__":
    main()

"""Measure redemptions asked for at once: python -m bench.redemptions [EACH [CLIENTS]].

Each client is a process that posts the form of a reward for EACH members of its own through the
whole of the product but the socket, twice each: points are there for one. Prints rows for
bench/RESULTS.md.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.data import STAFF
from bench.site import ADMIN, CHECKOUT, PASSWORD, Site
from crm.mongo.server.embedded import EmbeddedServer

PORT = 8396
INSIDE = "from bench import redemptions_inside as inside; inside."


def main() -> None:
    each, clients = map(int, [*sys.argv[1:], *("50", "8")[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as name:
        server = EmbeddedServer(Path(name) / "db", dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            _prepare(site, each * clients)
            _report(site, each, clients)
        finally:
            server.stop()


def _prepare(site: Site, members: int) -> None:
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    for user, role in ((ADMIN, "admin"), (STAFF[0], "staff")):
        site.manage("create_user", user, "--role", role, "--password-stdin", stdin=PASSWORD)
    site.manage("shell", "-v0", "-c", f"{INSIDE}prepare({members})")


def _report(site: Site, each: int, clients: int) -> None:
    running = [_start(site, client, each, clients) for client in range(clients)]
    # All begin together, each with the product loaded.
    for process in running:
        assert process.stdout
        process.stdout.readline()
    began = time.perf_counter()
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    said = [json.loads(process.communicate()[0]) for process in running]
    spent = time.perf_counter() - began
    given, refused = (sum(one[name] for one in said) for name in ("given", "refused"))
    print(f"| redemptions by {clients} clients | {given:,} |")
    print(f"| refused, of points that were spent | {refused:,} |")
    print(f"| redemptions/s | {given / spent:,.1f} |", flush=True)
    print(site.manage("shell", "-v0", "-c", f"{INSIDE}doubles()"), end="", flush=True)


def _start(site: Site, client: int, each: int, clients: int) -> "subprocess.Popen[str]":
    code = f"{INSIDE}run({client}, {each}, {clients})"
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        env=site.environment,
        cwd=site.checkout,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    main()

"""Measure loyalty at full size: python -m bench.loyalty [SCALE [DEPOSITS]].

The sample's files are imported by the product's own commands, and compared with their manifest.
Prints rows for bench/RESULTS.md. Without deposits the ledger is empty; 1,000,000 take a while.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.data import STAFF, TODAY, write_csv
from bench.site import ADMIN, PASSWORD, Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
PORT = 8394
NAME = "Kartu Contoh"
STORES = [str(code) for code in range(1, 10)]
INSIDE = "from bench import loyalty_inside as inside; inside."
PAGES = ("pages()", "member_pages()")
FILES = {
    "registry_v1.json": "import_registry",
    "registry_v2.json": "import_registry",
    "receipts.json": "import_receipts",
    "sales_lines.json": "import_sales",
}


def main() -> None:
    given = sys.argv[1:]
    scale, deposits = [*given, *("1", "0")[len(given) :]]
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as name:
        folder = Path(name)
        server = EmbeddedServer(folder / "db", dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            _prepare(site)
            if int(deposits):
                _import_deposits(site, folder, int(deposits))
            site.manage("loyalty_sample", "--scale", scale, "--out", str(folder / "sample"))
            for file, command in FILES.items():
                _import(site, folder / "sample", file, command)
            for call in ("proof()", "balances()", "segments()", *PAGES, "deposits()"):
                _inside(site, call)
        finally:
            server.stop()


def _prepare(site: Site) -> None:
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    site.manage("create_user", ADMIN, "--role", "admin", "--password-stdin", stdin=PASSWORD)
    site.manage("create_user", STAFF[0], "--role", "staff", "--password-stdin", stdin=PASSWORD)
    site.manage("shell", "-v0", "-c", INSIDE + "products()")
    asked = ("--currency", "EUR", "--preset", "supermarket", "--valid-from", "2025-01-01")
    site.manage("create_programme", NAME, *asked, "--products", "all")


def _import_deposits(site: Site, folder: Path, deposits: int) -> None:
    path = folder / "deposits.csv"
    write_csv(path, deposits, TODAY)
    result = site.measured_import(path)
    print(f"| {deposits:,} deposits, seconds | {result['wall']:.1f} |", flush=True)


def _import(site: Site, folder: Path, file: str, command: str) -> None:
    """Print its time and memory. Raises AssertionError where it did not end as it had to."""
    expected = json.loads((folder / "manifest.json").read_text())["files"][file]["expected"]
    result = site.measured(command, str(folder / file))
    assert {name: result[name] for name in expected} == expected, (file, result)
    rate = result["read"] / result["wall"]
    print(f"| {command} {file}, {result['read']:,} rows, seconds | {result['wall']:.1f} |")
    print(f"| {command} {file}, rows/s | {rate:,.0f} |")
    print(f"| {command} {file}, memory MB | {result['memory']} |", flush=True)


def _inside(site: Site, call: str) -> None:
    """What it prints appears as it is printed."""
    command = [sys.executable, str(CHECKOUT / "manage.py"), "shell", "-v0", "-c", INSIDE + call]
    subprocess.run(command, env=site.environment, cwd=site.checkout, check=True)


if __name__ == "__main__":
    main()

"""Measure members' databases: python -m bench.members [ROWS]. Prints rows for bench/RESULTS.md."""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from xlsxwriter import Workbook

from bench.site import Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
PORT = 8392
ROWS, XLSX_ROWS = 1_000_000, 100_000
PRODUCT = "Alpha"
HEADINGS = ("username", "nama lengkap", "no hp", "kota", "bank", "no rekening", "sumber")
NAMES = (
    "Budi",
    "Siti",
    "Agus",
    "Dewi",
    "Rina",
    "Joko",
    "Sri",
    "Andi",
    "Putri",
    "Hendra",
    "Lestari",
)
CITIES = ("Jakarta", "Bandung", "Surabaya", "Medan", "Semarang", "Makassar", "Denpasar")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            site.manage("migrate", "-v0")
            site.manage("shell", "-v0", "-c", f"{_IMPORT}Product.objects.create(name='{PRODUCT}')")
            _measure_imports(site, Path(folder), rows)
            print(site.manage("shell", "-v0", "-c", _CUSTOMERS))
            print(site.manage("shell", "-v0", "-c", _DRAWS))
        finally:
            server.stop()


_CUSTOMERS = "from bench import customers; customers.main()"
_DRAWS = "from bench import draws; draws.main()"
_IMPORT = "from crm.staff.models import Product; "


def _measure_imports(site: Site, folder: Path, rows: int) -> None:
    """What a file of each sort takes, with all scopes of duplicates."""
    first, second = folder / "first.csv", folder / "second.csv"
    _write_csv(first, rows, seed=1)
    _write_csv(second, rows // 10, seed=2)
    _report(f"import of {rows:,} rows", _upload(site, first, "first", "normal"))
    _report(f"import of {rows // 10:,} beside them", _upload(site, second, "second", "wd"))
    _report(f"the same {rows // 10:,} again", _upload(site, second, "second", "wd"))
    workbook = folder / "third.xlsx"
    _write_xlsx(workbook, min(rows, XLSX_ROWS), seed=3)
    _report(f"{min(rows, XLSX_ROWS):,} rows of XLSX", _upload(site, workbook, "third", "bonanza"))


def _upload(site: Site, path: Path, database: str, kind: str) -> dict:
    """The outcome of the command, with its wall time and its highest memory in MB."""
    names = [f"--database={database}", f"--product={PRODUCT}", f"--kind={kind}", "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_members", str(path), *names],
        env=site.environment,
        stdout=subprocess.PIPE,
    )
    output, status, used = _ended(process)
    assert status == 0, output
    seconds = time.perf_counter() - began
    return json.loads(output) | {"wall": seconds, "megabytes": used // 1024}


def _ended(process: subprocess.Popen) -> tuple[bytes, int, int]:
    """What the process printed, its exit code and its highest memory in KB."""
    assert process.stdout is not None
    output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return output, process.returncode, usage.ru_maxrss


def _report(what: str, outcome: dict) -> None:
    speed = outcome["read"] / outcome["wall"]
    print(f"| {what}, rows/s | {speed:.0f} |")
    print(f"| {what}, seconds | {outcome['wall']:.1f} |")
    print(f"| {what}, memory MB | {outcome['megabytes']} |", flush=True)


def _write_csv(path: Path, rows: int, seed: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_members(rows, seed))


def _write_xlsx(path: Path, rows: int, seed: int) -> None:
    with Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate([HEADINGS, *_members(rows, seed)]):
            sheet.write_row(place, 0, row)


def _members(rows: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Members as lists have them: every tenth is in the list of another seed as well."""
    chance = random.Random(seed)
    for number in range(rows):
        own = number if number % 10 == 0 else number + seed * 10_000_000
        name = f"{chance.choice(NAMES)} {chance.choice(NAMES)}"
        phone = f"0812{own:08}"[:13]
        city = chance.choice(CITIES)
        account = str(chance.randrange(10**9, 10**10))
        yield (f"member{own:08}", name, phone, city, "BCA", account, "daftar lama")


if __name__ == "__main__":
    main()

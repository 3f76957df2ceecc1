"""Measure members' databases: python -m bench.members [ROWS ...]. Prints rows for bench/RESULTS.md.

Each size (10,000 at least) has a database server of its own; the ratio of two sizes' pages is their
growth.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from xlsxwriter import Workbook

from bench import stopwatch
from bench.browser import Person
from bench.site import ADMIN, PASSWORD, Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
PORT = 8392
SIZES, XLSX_ROWS, FEW_ROWS = (10_000, 100_000), 100_000, 1_000
PAGE = "/members/databases/"
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
    for rows in map(int, sys.argv[1:] or SIZES):
        print(f"| {rows:,} rows | |\n|---|---|", flush=True)
        with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
            server = EmbeddedServer(Path(folder), dies_with_starter=True)
            site = Site(server.start(), PORT)
            try:
                _measure(site, Path(folder), rows)
            finally:
                server.stop()


def _measure(site: Site, folder: Path, rows: int) -> None:
    site.manage("migrate", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    site.manage("create_user", ADMIN, "--role", "admin", "--password-stdin", stdin=PASSWORD)
    site.manage("shell", "-v0", "-c", f"{_IMPORT}Product.objects.create(name='{PRODUCT}')")
    _measure_imports(site, folder, rows)
    _measure_web_meanwhile(site, folder, rows // 10)
    # What the imports leave unwritten is not the pages' burden.
    site.manage("shell", "-v0", "-c", _SETTLE)
    for part in ("customers", "draws", "member_pages", "undo"):
        print(site.manage("shell", "-v0", "-c", f"from bench import {part}; {part}.main()"), end="")
        sys.stdout.flush()


_IMPORT = "from crm.staff.models import Product; "
_SETTLE = """
from crm.mongo.rows import mongo_connection
mongo_connection().get_database().client.admin.command("fsync")
"""


def _measure_imports(site: Site, folder: Path, rows: int) -> None:
    """What a file of each sort takes, with all scopes of duplicates."""
    first, second, few = (folder / f"{name}.csv" for name in ("first", "second", "few"))
    _write_csv(first, rows, seed=1)
    _write_csv(second, rows // 10, seed=2)
    _write_csv(few, FEW_ROWS, seed=4)
    _report(f"import of {rows:,} rows", _upload(site, first, "first", "normal"))
    _report(f"import of {rows // 10:,} beside them", _upload(site, second, "second", "wd"))
    _report(f"the same {rows // 10:,} again", _upload(site, second, "second", "wd"))
    _upload(site, few, "few", "normal")
    workbook = folder / "third.xlsx"
    _write_xlsx(workbook, min(rows, XLSX_ROWS), seed=3)
    _report(f"{min(rows, XLSX_ROWS):,} rows of XLSX", _upload(site, workbook, "third", "bonanza"))


def _measure_web_meanwhile(site: Site, folder: Path, rows: int) -> None:
    """What a page takes alone, and while a file is uploaded."""
    path = folder / "fourth.csv"
    _write_csv(path, rows, seed=5)
    with site.serving(), ThreadPoolExecutor() as threads:
        admin = Person(PORT, ADMIN, PASSWORD)
        alone = stopwatch.timed(lambda: admin.get(PAGE), calls=100, warm_up=5)
        uploaded, times = threads.submit(_upload, site, path, "fourth", "normal"), []
        while not uploaded.done():
            began = time.perf_counter()
            admin.get(PAGE)
            times.append((time.perf_counter() - began) * 1000)
        uploaded.result()
    print(f"| {PAGE} over HTTP, median / p95 ms | {alone} |")
    print(f"| the same during an import | {stopwatch.timing_of(times)} |", flush=True)


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

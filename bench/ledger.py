"""Measure the ledger at several sizes over HTTP; prints and writes bench/RESULTS.md's table.

python -m bench.ledger [--sizes 10000,100000,1000000] [--output FILE]
"""

import argparse
import json
import tempfile
import threading
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

from bson import ObjectId
from pymongo import MongoClient

from bench import bare, stopwatch
from bench.browser import Person, Refused
from bench.data import STAFF, TODAY, write_csv
from bench.site import ADMIN, PASSWORD, Site, memory
from crm.mongo.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
CLIENTS, SECONDS = 8, 20
BY = ("total", "day", "month", "staff", "product")
PAGES = {
    "omset list, month": "/omset/?preset=month",
    "omset list, all time": "/omset/?preset=all",
    "approval queue": "/omset/pending/",
    "dashboard": "/",
    "/badges/": "/badges/",
    "summary, month": "/omset/summary/?preset=month",
    "leaderboard": "/leaderboard/",
    "bonuses": "/bonuses/",
    "targets": "/targets/",
}
OF_STAFF = {
    "omset list, month, as staff": "/omset/?preset=month",
    "entry form": "/omset/new/",
    "own statement": "/bonuses/mine/",
}


def main() -> None:
    options = _options()
    columns = {}
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        server.start()
        try:
            for size in options.sizes:
                columns[size] = measure(server, Path(folder), size, options.port)
        finally:
            server.stop()
    table = as_table(columns)
    print(table)
    if options.output:
        options.output.write_text(table)


def measure(server: EmbeddedServer, folder: Path, size: int, port: int) -> dict[str, object]:
    """All figures of one size, by row name; times as Timing in milliseconds."""
    print(f"== {size:,} records", flush=True)
    uri = server.uri.replace("/omset?", f"/bench_{size}?")
    site = Site(uri, port)
    site.prepare()
    rows = _load(site, folder / f"{size}.csv", size)
    with site.serving(), MongoClient(uri) as client:
        # What the import left to be written would be written while the pages are measured.
        client.admin.command("fsync")
        ledger = client.get_default_database()["omset_omsetrecord"]
        admin, staff = Person(port, ADMIN, PASSWORD), Person(port, STAFF[0], PASSWORD)
        rows |= _commands(admin, client.get_default_database())
        rows |= _pages(admin, staff)
        rows |= _verbs(admin, staff, ledger)
        rows |= _crowd(port)
        rows["memory of the web server, MB"] = " + ".join(map(str, site.web_memory()))
        stats = client.get_default_database().command("dbStats")
        rows["database on disk, MB"] = round(stats["totalSize"] / 2**20)
    rows["memory of the database, MB"] = memory(server._pid())
    rows |= _numbers(site)
    return rows | bare.measure(uri, TODAY - timedelta(days=1))


def _load(site: Site, path: Path, size: int) -> dict:
    write_csv(path, size, TODAY - timedelta(days=1))
    result = site.measured_import(path)
    path.unlink()
    return {
        "import, rows/s with recount": round(result["inserted"] / result["wall"]),
        "import, memory MB": result["memory"],
    }


def _pages(admin: Person, staff: Person) -> dict:
    rows = {name: stopwatch.timed(partial(admin.get, path)) for name, path in PAGES.items()}
    return rows | {
        name: stopwatch.timed(partial(staff.get, path)) for name, path in OF_STAFF.items()
    }


def _commands(admin: Person, database) -> dict:
    """Database commands of each page, as the server's profiler saw them."""
    rows = {}
    for name, path in PAGES.items():
        admin.get(path)
        database.command("profile", 2)
        admin.get(path)
        database.command("profile", 0)
        rows[f"{name}, database commands"] = database["system.profile"].count_documents(
            {"ns": {"$ne": f"{database.name}.system.profile"}}
        )
        database.drop_collection("system.profile")
    return rows


def _verbs(admin: Person, staff: Person, ledger) -> dict:
    customers = iter(f"bench{ObjectId()}" for _ in range(1000))
    approved = _ids(ledger, {"status": "approved", "is_deleted": False}, 50)
    pending = iter(_ids(ledger, {"status": "pending", "is_deleted": False}, 50))
    gone, back = iter(approved), iter(approved)
    return {
        "create": stopwatch.timed(lambda: staff.deposit(next(customers), TODAY)),
        "approve": stopwatch.timed(lambda: admin.post(f"/omset/{next(pending)}/approve/")),
        "delete": stopwatch.timed(lambda: admin.post(f"/omset/{next(gone)}/delete/")),
        "restore": stopwatch.timed(lambda: admin.post(f"/omset/{next(back)}/restore/")),
    }


def _ids(ledger, match: dict, count: int) -> list[ObjectId]:
    return [
        row["_id"] for row in ledger.aggregate([{"$match": match}, {"$sample": {"size": count}}])
    ]


def _crowd(port: int) -> dict:
    """8 people creating for 20 seconds, each their own deposits."""
    people = [Person(port, name, PASSWORD) for name in STAFF[:CLIENTS]]
    times, errors = [], []
    end = time.monotonic() + SECONDS

    def work(person: Person) -> None:
        while time.monotonic() < end:
            started = time.perf_counter()
            try:
                person.deposit(f"crowd{ObjectId()}", TODAY)
            except Refused as refused:
                errors.append(refused)
            times.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "8 clients, creates/s": round(len(times) / SECONDS, 1),
        "8 clients, create": stopwatch.of(times),
        "8 clients, errors": len(errors),
    }


def _numbers(site: Site) -> dict:
    period = ["--from", str(TODAY - timedelta(days=365)), "--to", str(TODAY)]
    rows = {
        f"numbers of a year, --by {by}": stopwatch.timed(
            partial(site.manage, "numbers", *period, "--by", by, "--json"), calls=3, warm_up=1
        )
        for by in BY[:2]
    }
    rows |= {f"the same without starting Python, {by}": _in_process(site, by) for by in BY}
    drift = json.loads(site.manage("recount", "--dry-run", "--json"))
    return rows | {"drift after everything": len(drift["differences"])}


def _in_process(site: Site, by: str) -> stopwatch.Timing:
    """omset.numbers itself for the same year, in a process that has started already."""
    code = f"""
import time
from datetime import timedelta
from django.utils.timezone import localdate
from omset import numbers
scope = numbers.Scope(localdate() - timedelta(days=365), localdate())
for _ in range(40):
    started = time.perf_counter()
    numbers.grouped(scope, {by!r})
    print((time.perf_counter() - started) * 1000)
"""
    lines = site.manage("shell", "-v0", "-c", code).split()
    return stopwatch.of([float(line) for line in lines[3:]])


def as_table(columns: dict[int, dict]) -> str:
    """Markdown: one row a figure, one column a size, and the growth between the outer ones."""
    sizes = list(columns)
    lines = ["| | " + " | ".join(f"{size:,}" for size in sizes) + " | growth |"]
    lines.append("|---" * (len(sizes) + 2) + "|")
    for name in columns[sizes[0]]:
        values = [columns[size][name] for size in sizes]
        cells = " | ".join(map(str, values))
        lines.append(f"| {name} | {cells} | {_growth(values[0], values[-1])} |")
    return "\n".join(lines) + "\n"


def _growth(first, last) -> str:
    if isinstance(first, stopwatch.Timing):
        return f"{last.median / first.median:.2f}x"
    return ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=_numbers_of, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


def _numbers_of(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    main()

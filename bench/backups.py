"""Measure backup and restore of a ledger; writes its section of bench/FAULTS.md.

python -m bench.backups [DEPOSITS] [--output FILE]

Deposits come in by the product's own import, with their history and numbers. While the backup is
made a person opens pages, as before it. The restore goes into a second, empty database.
"""

import argparse
import os
import platform
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from pymongo import MongoClient

from bench.browser import Person
from bench.data import TODAY, write_csv
from bench.faults import FAULTS, write_section
from bench.site import ADMIN, CHECKOUT, PASSWORD, Site
from bench.stopwatch import Timing, timing_of
from crm.mongo.server.embedded import EmbeddedServer

PORT, DEPOSITS = 8395, 3_000_000
PAGES = ("/", "/omset/?preset=month", "/omset/summary/?preset=month", "/leaderboard/")
SECONDS_BEFORE, PAUSE = 20, 0.1
HEADING = "## Backup and restore"
AIM = "The aim: 3,000,000 deposits in 5 minutes and 200 MB, pages at most 1.2 times as slow."


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("deposits", nargs="?", type=int, default=DEPOSITS)
    parser.add_argument("--output", type=Path, default=FAULTS)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        site = Site(server.start(), PORT)
        try:
            figures = _measured(site, Path(folder), options.deposits)
        finally:
            server.stop()
    text = _section(options.deposits, figures, load)
    print(text)
    write_section(options.output, f"backups {options.deposits}", text)


def _measured(site: Site, folder: Path, deposits: int) -> dict[str, object]:
    site.prepare()
    write_csv(folder / "deposits.csv", deposits, TODAY)
    site.measured_import(folder / "deposits.csv")
    with site.serving():
        with _opened_pages() as before:
            time.sleep(SECONDS_BEFORE)
        with _opened_pages() as meanwhile:
            made = site.measured("backup", "--to", str(folder / "backups"))
    quiet, busy = timing_of(before), timing_of(meanwhile)
    restored = _beside(site).measured("restore", "--from", made["folder"])
    return {
        "documents": f"{made['documents']:,}",
        "in the database, MB": _megabytes(site),
        "in the files, MB": round(made["bytes"] / 1e6),
        "backup, s": round(made["wall"], 1),
        "backup, memory MB": made["memory"],
        "pages, ms (median / p95), before": quiet,
        "pages, ms (median / p95), meanwhile": busy,
        "p95 meanwhile / before": _ratio(busy, quiet),
        "restore and all proofs, s": round(restored["wall"], 1),
        "restore, memory MB": restored["memory"],
        "all of it holds": restored["well"],
    }


@contextmanager
def _opened_pages() -> Iterator[list[float]]:
    """Milliseconds of each page that one person opens while the block runs."""
    spent, ends = list[float](), threading.Event()
    person = Person(PORT, ADMIN, PASSWORD)
    for page in PAGES:
        person.get(page)
    thread = threading.Thread(target=_open_until, args=[person, ends, spent])
    thread.start()
    try:
        yield spent
    finally:
        ends.set()
        thread.join()


def _open_until(person: Person, ends: threading.Event, spent: list[float]) -> None:
    while not ends.is_set():
        for page in PAGES:
            began = time.perf_counter()
            person.get(page)
            spent.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE)


def _beside(site: Site) -> Site:
    uri = urlsplit(site.uri)._replace(path="/restored").geturl()
    return Site(uri, PORT)


def _megabytes(site: Site) -> int:
    with MongoClient(site.uri) as client:
        size = client.get_default_database().command("dbStats")["dataSize"]
        return round(size / 1e6)


def _ratio(busy: Timing, quiet: Timing) -> str:
    return f"{busy.p95 / quiet.p95:.2f}"


def _section(deposits: int, figures: dict[str, object], load: float) -> str:
    lines = [f"| {name} | {value} |" for name, value in figures.items()]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, load {load:.1f} before"
    return "\n".join(
        [
            HEADING,
            f"`python -m bench.backups {deposits}`, {TODAY}, {machine}.",
            "",
            f"| {deposits:,} deposits | |",
            "|---|---|",
            *lines,
            "",
            AIM,
        ]
    )


if __name__ == "__main__":
    main()

"""Measure half an hour of mixed work: what grows, what fails; writes its part of bench/FAULTS.md.

python -m bench.soak [--minutes 30] [--deposits 300000] [--output FILE]

Of a hundred requests 70 read a page, 25 log a deposit, 5 approve one that waits.
"""

import argparse
import json
import os
import platform
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import linear_regression, quantiles

from bson import ObjectId

from bench.browser import Person, UnexpectedAnswer
from bench.data import STAFF, TODAY
from bench.faults import FAULTS, write_section
from bench.floor import Floor
from bench.ledger import OF_STAFF, PAGES
from bench.site import ADMIN, CHECKOUT, PASSWORD, memory
from crm.mongo.server.embedded import EmbeddedServer

CLIENTS, PAUSE = 16, 0.2
SHARES = {"read": 70, "log": 25, "approve": 5}
SECONDS_BETWEEN_SAMPLES = 10
GROWS = {
    "web processes, MB": "web",
    "database process, MB": "database",
    "open cursors": "cursors",
    "sessions of the database": "sessions",
    "connections": "connections",
}
# A sixth of the time the processes still fill their caches.
WARM_UP = 6


@dataclass(frozen=True)
class Sample:
    """What is in use so many seconds after the beginning: MB of memory, and numbers of others."""

    seconds: float
    web: int
    database: int
    cursors: int
    sessions: int
    connections: int


@dataclass
class Soak:
    """What was asked, seconds after the beginning and milliseconds of each, and what failed."""

    asked: list[tuple[float, float]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)


class Client(threading.Thread):
    """One of the staff, and an admin who decides, at one desk until the time is over."""

    def __init__(self, number: int, port: int, waiting: Iterator[ObjectId], soak: Soak) -> None:
        super().__init__()
        self.chance, self.soak, self.waiting = random.Random(number), soak, waiting
        self.staff = Person(port, STAFF[number], PASSWORD)
        self.admin = Person(port, ADMIN, PASSWORD)
        self.began = self.end = 0.0

    def begin(self, began: float, seconds: float) -> None:
        """Work for so many seconds from then on."""
        self.began, self.end = began, began + seconds
        self.start()

    def run(self) -> None:
        """Ask, note what it took, pause."""
        while (began := time.monotonic()) < self.end:
            kind = self.chance.choices(list(SHARES), list(SHARES.values()))[0]
            try:
                self._ask(kind)
            except (UnexpectedAnswer, HTTPException, OSError) as error:
                self.soak.errors[f"{kind}: {error}"[:120]] += 1
            self.soak.kinds[kind] += 1
            self.soak.asked.append((began - self.began, (time.monotonic() - began) * 1000))
            time.sleep(PAUSE)

    def _ask(self, kind: str) -> None:
        if kind == "log":
            self.staff.deposit(f"soak{ObjectId()}", TODAY)
        elif kind == "approve":
            self.admin.post(f"/omset/{next(self.waiting)}/approve/")
        elif self.chance.random() < 0.5:
            self.admin.get(self.chance.choice(list(PAGES.values())))
        else:
            self.staff.get(self.chance.choice(list(OF_STAFF.values())))


def main() -> None:
    """Fill a database, work on it, print and write what was measured."""
    options = _options()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        server.start()
        try:
            floor = Floor(server, options.deposits, options.port)
            floor.load(Path(folder))
            with floor.site.serving():
                soak = soaked(floor, options.minutes * 60)
            proof = json.loads(floor.site.manage("recount", "--dry-run", "--json"))
        finally:
            server.stop()
    text = as_section(soak, options, len(proof["differences"]), load)
    print(text)
    write_section(options.output, "soak", text)


def soaked(floor: Floor, seconds: float) -> Soak:
    """What came of so many seconds of work on the floor."""
    soak, match = Soak(), {"status": "pending", "is_deleted": False}
    # Each is taken once, by whichever thread comes for it.
    waiting = iter([row["_id"] for row in floor.database["omset_omsetrecord"].find(match)])
    clients = [Client(number, floor.port, waiting, soak) for number in range(CLIENTS)]
    began = time.monotonic()
    for client in clients:
        client.begin(began, seconds)
    while any(client.is_alive() for client in clients):
        soak.samples.append(_sample(floor, time.monotonic() - began))
        time.sleep(SECONDS_BETWEEN_SAMPLES)
    return soak


def _sample(floor: Floor, seconds: float) -> Sample:
    status = floor.database.client.admin.command("serverStatus")
    return Sample(
        seconds,
        sum(floor.site.web_memory()),
        memory(floor.server._pid()),
        status["metrics"]["cursor"]["open"]["total"],
        status["logicalSessionRecordCache"]["activeSessionsCount"],
        status["connections"]["current"],
    )


def as_section(soak: Soak, options: argparse.Namespace, drift: int, load: float) -> str:
    """The part of bench/FAULTS.md."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, load {load:.1f} before"
    asked = len(soak.asked)
    seconds = soak.samples[-1].seconds
    kinds = ", ".join(f"{soak.kinds[kind]:,} {kind}" for kind in SHARES)
    figures = {
        f"requests of {CLIENTS} clients": f"{asked:,} ({kinds})",
        "a second": f"{asked / seconds:.0f}",
        "errors": _errors(soak),
        "ms of the first third (median / p95 / p99)": _times(soak, 0, seconds / 3),
        "ms of the last third": _times(soak, seconds * 2 / 3, seconds),
        "drift after everything": str(drift),
        **{f"{name}: first, last, growth an hour": _growth(soak, name) for name in GROWS},
    }
    lines = [f"| {name} | {figure} |" for name, figure in figures.items()]
    command = f"python -m bench.soak --minutes {options.minutes} --deposits {options.deposits}"
    conditions = f"`{command}`, {TODAY}, {machine}. Growth is a line through all samples after"
    after = "the first sixth of the time."
    return "\n".join(["## Soak", f"{conditions} {after}", "", "| | |", "|---|---|", *lines])


def _errors(soak: Soak) -> str:
    worst = "; ".join(f"{number} x {error}" for error, number in soak.errors.most_common(5))
    return f"{soak.errors.total()}" + (f" ({worst})" if worst else "")


def _times(soak: Soak, first: float, last: float) -> str:
    spent = [milliseconds for seconds, milliseconds in soak.asked if first <= seconds < last]
    cuts = quantiles(spent, n=100, method="inclusive")
    return " / ".join(f"{cuts[each - 1]:.0f}" for each in (50, 95, 99))


def _growth(soak: Soak, name: str) -> str:
    samples = [each for each in soak.samples if each.seconds >= soak.samples[-1].seconds / WARM_UP]
    values: list[int] = [getattr(each, GROWS[name]) for each in samples]
    slope = linear_regression([each.seconds for each in samples], values).slope * 3600
    return f"{values[0]:,}, {values[-1]:,}, {slope:+,.1f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--deposits", type=int, default=300_000)
    parser.add_argument("--port", type=int, default=8394)
    parser.add_argument("--output", type=Path, default=FAULTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Measure the ledger at several sizes over HTTP; prints and writes bench/RESULTS.md's table.

python -m bench.ledger [--sizes 10000,100000,1000000] [--output FILE]
"""

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from bson import ObjectId

from bench import stopwatch
from bench.browser import Person, UnexpectedAnswer
from bench.data import STAFF, TODAY
from bench.floor import Floor
from bench.site import PASSWORD, Site
from crm.mongo.server.embedded import EmbeddedServer

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


VERBS = {
    "create": Floor.create,
    "approve": Floor.approve,
    "delete": Floor.delete,
    "restore": Floor.restore,
}


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        server.start()
        try:
            ports = count(options.port)
            floors = [Floor(server, size, next(ports)) for size in options.sizes]
            measure(floors, Path(folder))
        finally:
            server.stop()
    table = as_table({floor.size: floor.rows for floor in floors})
    print(table)
    if options.output:
        options.output.write_text(table)


def measure(floors: list[Floor], folder: Path) -> None:
    """Fill the rows of all floors, which take turns: so their growth is theirs alone."""
    load(floors, folder)
    for floor in floors:
        size = floor.database.command("dbStats")["totalSize"]
        floor.rows["database on disk, MB"] = round(size / 2**20)
    with ExitStack() as serving:
        for floor in floors:
            serving.enter_context(floor.site.serving())
            floor.sign_in()
            floor.rows |= {
                f"{name}, database commands": floor.commands(path) for name, path in PAGES.items()
            }
        pages_and_verbs(floors)
        for floor in floors:
            floor.rows |= _crowd(floor.port)
            floor.rows["memory of the web server, MB"] = " + ".join(
                map(str, floor.site.web_memory())
            )
    _numbers(floors)
    for floor in floors:
        floor.rows |= _inside(floor.site)


def load(floors: list[Floor], folder: Path) -> None:
    """Fill the databases; what that leaves to be written is written before anything is measured."""
    for floor in floors:
        floor.load(folder)
    floors[0].database.client.admin.command("fsync")


def pages_and_verbs(floors: list[Floor]) -> None:
    """The time of each page and verb, over HTTP, in turn."""
    for name, path in PAGES.items():
        _in_turn(floors, name, lambda floor, path=path: floor.admin.get(path))
    for name, path in OF_STAFF.items():
        _in_turn(floors, name, lambda floor, path=path: floor.staff.get(path))
    for name, verb in VERBS.items():
        _in_turn(floors, name, verb)


def _in_turn(
    floors: list[Floor], name: str, work: Callable[[Floor], object], **options: int
) -> None:
    work_of = {floor: partial(work, floor) for floor in floors}
    for floor, timing in stopwatch.in_turn(work_of, **options).items():
        floor.rows[name] = timing


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
            except UnexpectedAnswer as error:
                errors.append(error)
            times.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "8 clients, creates/s": round(len(times) / SECONDS, 1),
        "8 clients, create": stopwatch.timing_of(times),
        "8 clients, errors": len(errors),
    }


def _numbers(floors: list[Floor]) -> None:
    period = ["--from", str(TODAY - timedelta(days=365)), "--to", str(TODAY)]
    for by in BY[:2]:
        command = partial(_manage, arguments=("numbers", *period, "--by", by, "--json"))
        _in_turn(floors, f"numbers of a year, --by {by}", command, calls=3, warm_up=1)
    for floor in floors:
        floor.rows |= {
            f"the same without starting Python, {by}": _in_process(floor.site, by) for by in BY
        }
        drift = json.loads(floor.site.manage("recount", "--dry-run", "--json"))
        floor.rows["drift after everything"] = len(drift["differences"])


def _manage(floor: Floor, arguments: tuple[str, ...]) -> str:
    return floor.site.manage(*arguments)


def _in_process(site: Site, by: str) -> stopwatch.Timing:
    """omset.numbers itself for the same year, in a process that has started already."""
    code = f"""
import time
from datetime import timedelta
from django.utils.timezone import localdate
from omset import numbers
scope = numbers.TallyScope(localdate() - timedelta(days=365), localdate())
for _ in range(40):
    started = time.perf_counter()
    numbers.totals_by(scope, {by!r})
    print((time.perf_counter() - started) * 1000)
"""
    lines = site.manage("shell", "-v0", "-c", code).split()
    return stopwatch.timing_of([float(line) for line in lines[3:]])


def _inside(site: Site) -> dict:
    """What a request has done for it, beside bare pymongo (bench/inside.py)."""
    printed = site.manage("shell", "-v0", "-c", "from bench import inside; inside.main()")
    return {name: stopwatch.Timing(**timing) for name, timing in json.loads(printed).items()}


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


def _growth(first: object, last: object) -> str:
    if isinstance(first, stopwatch.Timing) and isinstance(last, stopwatch.Timing):
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

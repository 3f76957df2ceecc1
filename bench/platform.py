"""Measure the platform: jobs a second, what waiting costs, a worker that sleeps for 90 seconds.

python -m bench.platform [--jobs 1000] [--without-drill]; prints the table of bench/RESULTS.md.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bench.site import Site
from crm.mongo.server.embedded import EmbeddedServer

CHECKOUT = Path(__file__).resolve().parent.parent
WORKERS = (1, 2, 4)
IDLE_SECONDS = 30
ASLEEP_SECONDS = 90


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".mongodb-bench-") as folder:
        server = EmbeddedServer(Path(folder), dies_with_starter=True)
        os.environ |= _environment(server.start())
        try:
            Site(server.uri, 0).manage("migrate", "-v0")
            _measure(options.jobs, drill=not options.without_drill)
        finally:
            server.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--without-drill", action="store_true")
    return parser.parse_args()


def _environment(uri: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "MONGODB_URI": uri,
        "SECRET_KEY": "only for measuring " * 3,
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "false",
        "LOG_LEVEL": "ERROR",
    }


def _measure(jobs: int, *, drill: bool) -> None:
    for workers in WORKERS:
        _row(f"jobs/s, {workers} workers, one effect each", f"{rate(workers, jobs):.0f}")
    for role in ("worker", "scheduler"):
        _row(f"commands/s of a {role} that waits", f"{idle_commands(role):.2f}")
    if drill:
        _row(f"asleep for {ASLEEP_SECONDS} s: effects, attempts", "{}, {}".format(*asleep()))


def _row(name: str, value: str) -> None:
    print(f"| {name} | {value} |", flush=True)


@contextmanager
def processes(role: str, number: int) -> Iterator[list[subprocess.Popen]]:
    """So many run while the block does, and have said that they are there."""
    from crm.jobs.models import Process

    command = [sys.executable, "-m", "bench.work", role]
    started = [subprocess.Popen(command, cwd=CHECKOUT) for _number in range(number)]
    try:
        pids = [process.pid for process in started]
        _until(lambda: Process.objects.filter(pid__in=pids).count() == number)
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def rate(workers: int, jobs: int) -> float:
    """Jobs a second, from the first beginning to the last end by the database's clock."""
    from django.utils import timezone

    from bench.work import one_effect
    from crm.jobs.models import Job, State

    Job.objects.all().delete()
    with processes("worker", workers):
        soon = timezone.now() + timedelta(seconds=2 + jobs / 200)
        for number in range(jobs):
            one_effect.using(run_after=soon).enqueue(name=f"{workers}-{number}")
        _until(lambda: not Job.objects.exclude(state=State.DONE).exists(), seconds=600)
        begun = Job.objects.order_by("started_at", "sequence").first().started_at
        ended = Job.objects.order_by("-finished_at", "sequence").first().finished_at
    return jobs / (ended - begun).total_seconds()


def idle_commands(role: str) -> float:
    """What one process sends to the database a second, by the server's own profile."""
    from django.db import connection

    database = connection.get_database()
    with processes(role, 1):
        time.sleep(8)
        database.command("profile", 2)
        time.sleep(IDLE_SECONDS)
        database.command("profile", 0)
        ours = {"ns": {"$not": {"$regex": r"system\.profile$"}}, "command.profile": None}
        commands = database["system.profile"].count_documents(ours)
        database.drop_collection("system.profile")
    return commands / IDLE_SECONDS


def asleep() -> tuple[int, int]:
    """A worker frozen in its job beyond the lease of 60 s: effects and attempts in the end."""
    from django.db import connection

    from bench.work import EFFECTS, late_effect
    from crm.jobs.models import Job, State

    job = Job.objects.filter(pk=late_effect.enqueue(name="late").id)
    with processes("worker", 1) as [frozen]:
        _until(lambda: job.filter(state=State.RUNNING).exists())
        frozen.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        with processes("worker", 2):
            _until(lambda: job.filter(state=State.DONE).exists(), seconds=ASLEEP_SECONDS)
            time.sleep(max(0, began + ASLEEP_SECONDS - time.monotonic()))
            frozen.send_signal(signal.SIGCONT)
            # It comes to the end of what it has lost.
            time.sleep(10)
    effects = connection.get_collection(EFFECTS).count_documents({"name": "late"})
    return effects, job.get().attempts


def _until(condition: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.2)


if __name__ == "__main__":
    main()

"""What the processes of the drill do: `python -m omset.chaos ROLE ..` (omset/chaos/__main__.py)."""

import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from itertools import count, takewhile
from pathlib import Path

from django.core.management import call_command
from django.utils.timezone import localdate

from crm.jobs.models import Job, State
from crm.registry.runs.jobs import register
from crm.staff.models import Product, User
from omset.chaos.cast import PASSWORD
from omset.chaos.effects import NAME, effects, have_effects
from omset.chaos.operations import attempt, note
from omset.chaos.readings import Figures, wrong_list
from omset.ledger.entries import Entry, submit
from omset.models import OmsetRecord
from omset.models.job_runs import Source
from omset.reconciliation.reconcile import LedgerComparison

# As the browser does: a form is sent again after two seconds, a page asked for after one.
WRITE_AGAIN_SECONDS, READ_AGAIN_SECONDS = 2, 1
# So many customers of each writer, and one that all of them claim.
CUSTOMERS, READ_PAUSE_SECONDS, JOB_SECONDS = 7, 0.1, 300


def play(role: str, *arguments: str) -> None:
    """Do what the role is for, in this process, with the drill's job registered."""
    register(NAME, "Effects", have_effects)
    ROLES[role](*arguments)


def prepare(writers: str, jobs: str) -> None:
    """A migrated database with people, a product, and jobs that wait."""
    call_command("migrate", verbosity=0)
    Product.objects.create(name="P")
    for number in range(int(writers)):
        User.objects.create_user(f"writer{number}", PASSWORD)
    for number in range(int(jobs)):
        have_effects.enqueue(f"job{number}")


def write(name: str, folder: str) -> None:
    """Record deposits until the file `stop` is there."""
    staff, product = User.objects.get(username=name), Product.objects.get()
    file = Path(folder) / f"{name}.jsonl"
    for number in _until_stopped(folder):
        record = partial(_record, staff, product, number)
        note(attempt(name, f"{staff.pk}:key{number}", record, WRITE_AGAIN_SECONDS), file)


def read(name: str, folder: str) -> None:
    """Ask for figures and for a list by turns until the file `stop` is there."""
    questions = (Figures().wrong, wrong_list)
    file = Path(folder) / f"{name}.jsonl"
    for number in _until_stopped(folder):
        note(attempt(name, "", questions[number % 2], READ_AGAIN_SECONDS), file)
        time.sleep(READ_PAUSE_SECONDS)


def work() -> None:
    """A worker, until it is told to end."""
    call_command("worker")


def look(file: str) -> None:
    """Write down what is stored once all jobs are done, or after JOB_SECONDS."""
    end = time.monotonic() + JOB_SECONDS
    while (waiting := _waiting()) and time.monotonic() < end:
        time.sleep(0.5)
    records = OmsetRecord.objects.values_list("idempotency_key", "pk")
    stored = {
        "records": [[key, str(pk)] for key, pk in records],
        "differences": [row.printed() for row in LedgerComparison(Source.COMMAND)],
        "effects": sorted(effects()),
        "waiting": waiting,
    }
    Path(file).write_text(json.dumps(stored))


def _record(staff: User, product: Product, number: int) -> str:
    customer = "everybody's" if number % 5 == 0 else f"{staff.username} {number % CUSTOMERS}"
    entry = Entry(localdate(), customer, Decimal(100_000 + number % 9))
    key = f"key{number}"
    return str(submit(entry, by=staff, staff=staff, product=product, idempotency_key=key).pk)


def _waiting() -> int:
    return Job.objects.filter(name=NAME).exclude(state=State.DONE).count()


def _until_stopped(folder: str) -> Iterator[int]:
    stop = Path(folder) / "stop"
    return takewhile(lambda _number: not stop.exists(), count())


ROLES: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "write": write,
    "read": read,
    "work": work,
    "look": look,
}

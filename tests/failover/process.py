"""What the processes of the drill do: `python -m tests.failover.process ROLE ...`.

Each answers with JSON on stdout.
"""

import json
import sys
from contextlib import suppress
from decimal import Decimal
from io import StringIO
from pathlib import Path

import django

WRITERS, JOBS, EFFECTS = 6, 24, 20


def prepare():
    """A migrated database with people, a product, and jobs that wait."""
    from django.core.management import call_command

    from crm.staff.models import Product, User
    from tests.crm.jobs.sample import many

    call_command("migrate", verbosity=0)
    Product.objects.create(name="P")
    for number in range(WRITERS):
        User.objects.create_user(f"writer{number}", "a long enough passphrase")
    for number in range(JOBS):
        many.enqueue(f"job{number}", EFFECTS, 0.1)
    return {}


def write(name, stop):
    """Record deposits until the file `stop` is there; which are acknowledged, and what failed.

    Touches NAME.ready beside it when the first is.
    """
    from django.db import DatabaseError
    from django.utils.timezone import localdate
    from pymongo.errors import PyMongoError

    from crm.staff.models import Product, User
    from omset.ledger import entries

    staff, product = User.objects.get(username=name), Product.objects.get()
    people = {"by": staff, "staff": staff, "product": product}
    entry = entries.Entry(localdate(), "budi", Decimal(100_000))
    acknowledged, retried, failed = {}, 0, []
    ready = Path(stop).with_name(f"{name}.ready")
    while not Path(stop).exists():
        key = f"key{len(acknowledged) + len(failed)}"
        for _attempt in range(2):
            try:
                record = entries.submit(entry, **people, idempotency_key=key)
                acknowledged[f"{staff.pk}:{key}"] = str(record.pk)
                ready.touch()
                break
            except (DatabaseError, PyMongoError) as error:
                retried += 1
                reason = f"{type(error).__name__}: {error}"
        else:
            failed.append(reason)
    return {"acknowledged": acknowledged, "retried": retried, "failed": failed}


def work():
    """A worker, until it is told to end."""
    from django.core.management import call_command

    call_command("worker")
    return {}


def look():
    """What is stored at the end."""
    from django.core.management import call_command

    from crm.jobs.models import Job
    from omset.models import OmsetRecord
    from tests.crm.jobs.sample import effects

    out = StringIO()
    with suppress(SystemExit):
        call_command("recount", dry_run=True, json=True, stdout=out)
    records = OmsetRecord.objects.values_list("idempotency_key", "pk")
    return {
        "records": [[key, str(pk)] for key, pk in records],
        "differences": json.loads(out.getvalue())["differences"],
        "effects": sorted(effects()),
        "waiting": Job.objects.exclude(state="done").count(),
    }


def main():
    from crm.registry.runs.jobs import JOBS as REGISTERED
    from tests.crm.jobs.sample import SAMPLES

    REGISTERED.update(SAMPLES)
    role, *arguments = sys.argv[1:]
    roles = {"prepare": prepare, "write": write, "work": work, "look": look}
    sys.stdout.write(json.dumps(roles[role](*arguments)))


if __name__ == "__main__":
    django.setup()
    main()

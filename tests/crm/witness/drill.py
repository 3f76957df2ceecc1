"""A database of its own whose data folder is copied and put back: `python -m ... FOLDER`.

Says as JSON on stdout what was seen at each step. The process stays the same throughout, as a web
server's does. What it logs goes to stderr.
"""

import io
import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import django

from crm.mongo.server.embedded import EmbeddedServer

ADDRESSES = ("/livez", "/readyz", "/status", "/status/?format=json", "/status/witness/")


class Drill:
    """One server, one witness beside it, and what happens to both."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.server = EmbeddedServer(self.folder / "mongodb")
        self.data, self.copy = self.folder / "mongodb" / "data", self.folder / "copy"
        self.seen = {}

    def begin(self):
        """Start the server, bring the database up to date, with people and a product."""
        os.environ["MONGODB_URI"] = self.server.start()
        os.environ["WITNESS_DIR"] = str(self.folder / "witness")
        django.setup()
        from crm.staff.models import Product, User

        make_collections()
        User.objects.create_user("master", "a long enough passphrase", role="master_admin")
        User.objects.create_user("ani", "a long enough passphrase")
        Product.objects.create(name="P")

    def restart(self):
        """The server ends and comes back, with whatever its folder holds."""
        self.server.stop()
        self.server.start()

    def put_aside(self):
        """Copy the data folder as an operator does; the last entry that it has."""
        kept = last_number()
        self.server.stop()
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.data, self.copy)
        self.server.start()
        return kept

    def put_back(self, meanwhile=lambda: None):
        """Put the copy in the place of the data folder; what is seen while there is no server."""
        self.server.stop()
        seen = meanwhile()
        shutil.rmtree(self.data)
        shutil.copytree(self.copy, self.data)
        self.server.start()
        return seen


def make_collections():
    """As all migrations leave them, in a third of their time; they count as applied."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    as_shipped = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = dict.fromkeys(app.label for app in apps.get_app_configs())
    call_command("migrate", run_syncdb=True, verbosity=0)
    settings.MIGRATION_MODULES = as_shipped
    call_command("migrate", fake=True, verbosity=0)


def load(folder, name, rows):
    """Import so many deposits; the outcome, or why it was refused."""
    from django.core.management import CommandError, call_command

    path, out = Path(folder) / f"{name}.csv", io.StringIO()
    lines = [f"2026-02-01,{name}{number},100000,ani,P" for number in range(rows)]
    path.write_text("\n".join(["date,customer_id,nominal,staff,product", *lines]))
    try:
        call_command("import_omset", str(path), json=True, stdout=out)
    except CommandError as refused:
        return {"refused": str(refused), "code": refused.returncode}
    return json.loads(out.getvalue())


def held():
    """What the database holds: every witnessed count, and every batch with its fingerprint."""
    from crm.registry.runs.witnessed import BATCHES
    from crm.witness import counting
    from crm.witness.models import WitnessedBatch

    batches = {
        row.id: (BATCHES[row.kind].count_rows(row.key), BATCHES[row.kind].fingerprint(row.key))
        for row in WitnessedBatch.objects.all()
    }
    return {"counts": counting.counted(), "batches": batches}


def alarm():
    """The open one, in words; None without."""
    from crm.witness import alarms
    from crm.witness.reads import sentence

    found = alarms.open_alarm()
    return found and {
        "sentence": sentence(found),
        "verdict": found.verdict,
        "entry": found.entry,
        "batches": found.batches,
        "counts": {name: [before, now] for name, before, now in found.counts},
    }


def looked():
    """One round of the watch of a process, and the alarm afterwards."""
    from crm.witness import watching

    watching.look_after()
    return {"alarm": alarm()}


def ask(addresses):
    """Open these as a stranger."""
    from django.test import Client

    return {address: Client().get(address).status_code for address in addresses}


def accepted(reason):
    """Accept by the command; what history says of it."""
    from django.core.management import call_command

    from crm.audit.models import Event

    with suppress(SystemExit):
        call_command("witness", accept=reason, stdout=io.StringIO())
    event = Event.objects.filter(verb="accept loss").order_by("-at", "-id").first()
    return {"alarm": alarm(), "reason": event.reason, "by": event.actor_name}


def main(folder):
    drill = Drill(folder)
    try:
        drill.begin()
        for step in (restarts, falls_back, falls_back_a_little, is_emptied):
            drill.seen[step.__name__] = step(drill)
    finally:
        drill.server.stop()
    sys.stdout.write(json.dumps(drill.seen))


def restarts(drill):
    """Case 203: two restarts, migrate and every health address, an old file lying about."""
    from django.core.management import call_command

    load(drill.folder, "old", 4)
    load(drill.folder, "first", 6)
    before = held()
    for begin_again in (drill.restart, drill.put_aside):
        drill.kept = begin_again()
        call_command("migrate", verbosity=0)
        answers = ask(ADDRESSES)
        looked()
    return {"before": before, "after": held(), "answers": answers, "alarm": alarm()}


def falls_back(drill):
    """Case 204: two batches and a copy of them, a third batch, the copy put back."""
    from crm.notifications.models import Notification

    third = load(drill.folder, "third", 5)
    drill.put_back()
    seen = looked()
    told = [note.kind for note in Notification.objects.all()]
    refused = load(drill.folder, "fourth", 2)
    return {
        "kept": drill.kept,
        "third": third["batch"],
        "seen": seen,
        "told": told,
        "refused": refused,
        "accepted": accepted("the old state is wanted"),
        "later": [looked()["alarm"], load(drill.folder, "fourth", 2)["inserted"]],
    }


def falls_back_a_little(drill):
    """Case 209: only a deposit and pulses are lost. Case 208: there is no primary for a while."""
    from datetime import date
    from decimal import Decimal

    from crm.staff.models import Product, User
    from crm.witness import looking, verbs
    from omset.ledger import entries

    kept = drill.put_aside()
    staff = User.objects.get(username="ani")
    entry = entries.Entry(date(2026, 2, 1), "budi", Decimal(100_000))
    people = {"by": staff, "staff": staff, "product": Product.objects.get()}
    entries.submit(entry, **people, idempotency_key="one")
    verbs.pulse()
    verbs.pulse()
    out = drill.put_back(meanwhile=lambda: looking.look().verdict.value)
    unnoticed = alarm()
    seen = {"out": out, "unnoticed": unnoticed, "kept": kept, "seen": looked()}
    return seen | {"accepted": accepted("two minutes"), "back": looking.look().verdict.value}


def is_emptied(drill):
    """Case 205: the database is emptied, the file is kept; a process that begins sees it."""
    from crm.mongo.rows import mongo_connection

    mongo_connection().database.client.drop_database(mongo_connection().database.name)
    return looked()


def last_number():
    from crm.witness.comparison import chain

    return chain.last_entry().number


if __name__ == "__main__":
    main(sys.argv[1])

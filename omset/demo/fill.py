"""Fills an empty database with a believable company."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from crm.staff.models import User
from omset.demo import cast, conflicts, work
from omset.demo.accounts import (
    DEMO_BATCH,
    FILLED,
    DemoLogin,
    begin_demo,
    is_noted,
    note_in_history,
    refuse_real_data,
    renew_passwords,
)
from omset.demo.deposits import DepositGenerator
from omset.imports.directory import AccountOrProduct, NameDirectory
from omset.imports.documents import DocumentMaker
from omset.imports.loader import RecordLoader
from omset.locks import recount_done
from omset.models import OmsetRecord
from omset.models.job_runs import Source
from omset.reconciliation import recount
from omset.reconciliation.reconcile import reconcile
from omset.signals import demo_opened


@dataclass
class DemoOutcome:
    """What is there now. The passwords are nowhere else."""

    filled: bool
    records: int
    pending: int
    logins: list[DemoLogin]


def fill(*, records: int, seed: int) -> DemoOutcome:
    """Write accounts, products, deposits and conflicts; a second time only new passwords.

    Raises accounts.RealData. A run that was killed is taken up again, as it was begun.
    """
    refuse_real_data()
    plan = begin_demo(today=timezone.localdate().isoformat(), records=records, seed=seed)
    filled = not is_noted(FILLED)
    if filled:
        _carry_out(**plan)
        note_in_history(FILLED, **plan)
    live = OmsetRecord.objects.live()
    return DemoOutcome(
        filled=filled,
        records=live.count(),
        pending=live.pending().count(),
        logins=renew_passwords(),
    )


def _carry_out(today: str, records: int, seed: int) -> None:
    deposits = DepositGenerator(seed, date.fromisoformat(today))
    [username] = cast.MASTER_ADMINS
    master = User.objects.get(username=username)
    demo_opened.send(sender=fill, since=deposits.days[0], master=master)
    _load(deposits, records)
    if records:
        conflicts.play(deposits)
        work.play(date.fromisoformat(today), seed)
    # As each night does: the foot of a page says so.
    reconcile(Source.COMMAND)


def _load(deposits: DepositGenerator, count: int) -> None:
    since = timezone.now()
    directory, documents = (
        NameDirectory(create_missing=False),
        DocumentMaker(DEMO_BATCH, key_prefix="demo"),
    )
    with RecordLoader(since) as loader:
        for row in deposits.rows(count):
            staff, product = directory.person(row.staff), directory.product(row.product)
            loader.add(
                documents.document_of(row, staff, product) | _entered(row.date, staff, deposits)
            )
        loader.finish()
    for staff_id in {*loader.inserted, *loader.unchanged}:
        recount.after_import(staff_id)
        recount_done(staff_id, since)


def _entered(day: date, staff: AccountOrProduct, deposits: DepositGenerator) -> dict:
    """As if the staff member had entered it in the course of that day."""
    minutes = deposits.random.randrange(8 * 60, 23 * 60)
    midnight = timezone.make_aware(datetime.combine(day, time()))
    moment = min(midnight + timedelta(minutes=minutes), timezone.now()).astimezone(UTC)
    return {"created_by_name": staff.name, "created_at": moment, "updated_at": moment}

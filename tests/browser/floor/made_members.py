"""Databases of members and batches with something to see, among it what is long or odd."""

from datetime import timedelta

from django.utils import timezone

from members.batches import cards, work
from members.batches.invalid_rows import archive, validation
from members.batches.reveals import reveal
from members.distribution.distribute import distribute
from members.draws import requests
from members.models import DatabaseKind, MemberRow, RowStatus
from tests.members.batches.make import give, reserve
from tests.members.make import add_rows, make_database

COLUMNS = ("username", "nama", "hp", "norek", "kota")
LONG_NAME = "pelanggan-istimewa-dengan-nama-yang-tidak-pernah-selesai"


def members_floor(staff, colleague, admin, product):
    """One batch of each kind; one row of the Bonanza batch in every state."""
    bonanza = make_database(
        product,
        [_cells(number) for number in range(1, 30)],
        kind=DatabaseKind.BONANZA,
        name="Bonanza November",
        columns=COLUMNS,
    )
    batch, rows = give(bonanza, staff, 9, by=admin)
    _work(rows, staff)
    reserve(colleague, product, rows[6].customer_id, by=admin)
    _archive(bonanza, admin)
    reveal(rows[0].pk, COLUMNS.index("norek"), by=admin)
    cards.pin_batch(batch.pk, is_pinned=True, by=staff)
    wd = make_database(product, 5, kind=DatabaseKind.WD, name=f"WD {LONG_NAME}", by=admin)
    give(wd, staff, 4, by=admin)
    _ask(staff, admin, product)
    weights = {staff.pk: 1}
    distribution = distribute(bonanza.pk, 3, weights, by=admin, idempotency_key="distribution")
    return {"bonanza": bonanza, "batch": batch, "distribution": distribution}


def _ask(staff, admin, product):
    """A request that waits, and one that was rejected at length."""
    database = make_database(product, 20, name=f"Normal {LONG_NAME}", by=admin)
    for key in ("rejected", "waiting"):
        request = requests.ask(staff=staff, database_id=database.pk, count=5, idempotency_key=key)
        if key == "rejected":
            requests.reject(request.pk, by=admin, reason="selesaikan dulu batch kemarin " * 4)


def _cells(number):
    name = LONG_NAME if number == 3 else f"Customer {number}"
    return [f"cust{number:03}", name, f"0812{number:08}", f"12345{number:05}", "Surabaya"]


def _work(rows, staff):
    work.set_whatsapp(rows[0].pk, "ada", by=staff)
    work.set_response(rows[0].pk, "ya", by=staff)
    validation.mark_valid(rows[0].pk, by=staff)
    work.set_whatsapp(rows[1].pk, "ceklis1", by=staff)
    work.call_again(rows[1].pk, timezone.localdate(), by=staff)
    work.call_again(rows[2].pk, timezone.localdate() + timedelta(3), by=staff)
    validation.mark_invalid(rows[3].pk, by=staff, reason="nomor tidak aktif sejak bulan lalu " * 4)


def _archive(database, admin):
    (row, other) = add_rows(database, ["lama1", "lama2"])
    MemberRow.objects.filter(pk__in=[row.pk, other.pk]).update(
        status=RowStatus.ARCHIVED, staff_name="rina", invalid_reason="salah orang"
    )
    archive.delete_row(other.pk, by=admin)

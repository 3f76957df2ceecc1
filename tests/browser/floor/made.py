"""A sales floor with something to see on every page, among it what is long, large or odd."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from bson import ObjectId
from django.utils import timezone

from bonuses.claims import checks
from bonuses.plans import publishing
from bonuses.rules.rates import DEFAULT
from bonuses.statements.exchange_rates import EXCHANGE_RATE
from crm.filters import saved
from crm.policies.verbs import decide
from members import reservations
from members.customers.ids import customer_id_of
from members.models import Customer
from members.policies import RESERVATION_GRACE
from omset.ledger import approval, trash
from omset.models import DailyTally, DepositImport, ImportState
from omset.reconciliation.reconcile import take_a_turn
from tests.browser.floor.made_fees import fees_floor
from tests.browser.floor.made_leave import leave_floor
from tests.browser.floor.made_loyalty import loyalty_floor
from tests.browser.floor.made_members import members_floor
from tests.browser.floor.made_uploads import uploads_floor
from tests.make import (
    make_admin,
    make_deposit,
    make_product,
    make_rate,
    make_reservation,
    make_staff,
)

LONG_WORD = "pelanggan-istimewa-dengan-nama-yang-tidak-pernah-selesai-" + "0123456789" * 4
LONG_TEXT = "tambahan dari pelanggan lama, ditransfer dua kali karena bank pertama menolak " * 3


def filled_floor(days: int = 60):
    """Make it; returns what pages can be opened for, by the label in every_page.py."""
    rina, admin, product = make_staff("rina"), make_admin("ani"), make_product("Alpha")
    long_name = make_staff("bartholomeus-kusumawardhana-hadiningrat.surakarta")
    other = make_product("Produk dengan nama yang panjang sekali")
    _history(rina, product, days)
    waiting, declined = _for_customers_of(long_name, rina, other)
    approval.decline(declined.pk, by=admin, reason=LONG_TEXT[:200])
    deleted = _deposit(rina, product, "hilang")
    trash.delete(deleted.pk, by=admin)
    odd = _deposit(long_name, other, LONG_WORD, nominal=99_999_999_999, note=LONG_TEXT)
    thai = _deposit(rina, other, "ลูกค้า", multiplier=12.5)
    _deposit(long_name, product, "pelanggan 0")
    _what_is_known_of_the_numbers(admin)
    saved.save(rina, "omset", "milik sendiri", "preset=month")
    saved.save(admin, "omset", "untuk semua", "preset=month", shared=True)
    reservations.request(
        staff=rina, product=product, customer_id=LONG_WORD, phone="+62 812 345 678"
    )
    earnings = _plans_and_claims(rina, admin, product)
    fees_floor(rina, admin, LONG_TEXT[:200])
    return {
        **earnings,
        **members_floor(rina, long_name, admin, product),
        **uploads_floor(admin, product),
        **leave_floor(rina, long_name, admin, product),
        **loyalty_floor(earnings["reservation"], admin),
        "import": _import(admin),
        "customer": Customer.objects.get(pk=customer_id_of(thai.customer_key)),
        **{"waiting": waiting, "declined": declined, "deleted": deleted, "odd": odd, "thai": thai},
        **{"staff": rina, "admin": admin, "product": product},
    }


def _import(admin):
    """One that a worker has done, with a rejected row."""
    reading = {
        "encoding": "UTF-8",
        "delimiter": ",",
        "sheets": [],
        "not_read": [],
        "heading_row": 1,
        "above": [],
        "columns": {"date": "tgl", "customer_id": "nama", "nominal": "jumlah"},
        "not_used": ["keterangan"],
        "left_out": [],
        "rows": [
            {"row": 2, "date": "2026-01-05", "customer_id": LONG_WORD, "nominal": "100000"},
            {"row": 3, "field": "nominal", "reason": "Jumlahnya kosong."},
        ],
    }
    error = {"row": 3, "field": "nominal", "reason": "Jumlahnya kosong."}
    numbers = {"read": 2, "inserted": 1, "unchanged": 0, "rejected": 1, "differing": 0}
    return DepositImport.objects.create(
        by=admin,
        upload_id=ObjectId(),
        rejects_id=ObjectId(),
        file_name=f"Setoran {LONG_TEXT[:100]}.csv",
        status="approved",
        state=ImportState.DONE,
        reading=reading,
        rows=2,
        outcome=numbers | {"batch": "0" * 24, "errors": [error]},
    )


def _plans_and_claims(staff, admin, product):
    """A published plan, a draft of another, a rate, and a claim of each kind."""
    this_month = timezone.localdate().replace(day=1)
    plan = publishing.save_draft(DEFAULT, this_month, by=admin, note=LONG_TEXT[:200])
    publishing.publish(plan.pk, by=admin)
    for customer in ("klaim 1", "klaim 2", LONG_WORD[:70]):
        reservation = make_reservation(staff, product, customer, by=admin)
        claim = checks.submit(staff=staff, customer_id=customer, product=product)
        if customer == "klaim 1":
            checks.approve(claim.pk, by=admin)
        if customer == "klaim 2":
            checks.reject(claim.pk, by=admin, reason=LONG_TEXT[:200])
    draft = publishing.save_draft(DEFAULT, this_month, by=admin)
    made = {"plan": plan, "draft": draft, "reservation": reservation}
    return made | _policies(admin, this_month)


def _policies(admin, this_month):
    """A rate of now, one replaced, one to come; a grace to come. Pages are opened by their keys."""
    for rupiah in (99_999, 16_250):
        make_rate(rupiah, this_month, by=admin)
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_rate("16300.50", tomorrow, by=admin)
    decide(RESERVATION_GRACE, Decimal(45), tomorrow, by=admin, reason=LONG_TEXT[:200])
    return {
        "rate": SimpleNamespace(pk=EXCHANGE_RATE.key),
        "grace": SimpleNamespace(pk=RESERVATION_GRACE.key),
    }


def _what_is_known_of_the_numbers(admin):
    """One comparison found all right, the last one a difference, which was left as it is."""
    take_a_turn(by=admin)
    tally = DailyTally.objects.filter(ndp__gt=0)[:1].get()
    DailyTally.objects.filter(pk=tally.pk).update(ndp=tally.ndp + 1)
    take_a_turn(by=admin)


def _deposit(staff, product, customer, *, days_ago=0, **more):
    day = timezone.localdate() - timedelta(days=days_ago)
    return make_deposit(staff, product, customer, str(day), **more)


def _history(staff, product, days):
    """By default more than a page of records, over weeks and on customers who come again."""
    for number in range(days):
        _deposit(
            staff,
            product,
            f"pelanggan {number % 17}",
            days_ago=number,
            nominal=50_000 + 12_345 * number,
            note="tambahan" if number % 9 == 4 else "",
        )


def _for_customers_of(holder, staff, product):
    """Two deposits that wait."""
    records = []
    for customer in ("menunggu 1", LONG_WORD[:60]):
        make_reservation(holder, product, customer, by=make_admin())
        records.append(_deposit(staff, product, customer, note=LONG_TEXT))
    return records

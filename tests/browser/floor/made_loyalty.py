"""Programmes with members, among them what is long or odd."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from loyalty.members import consents, links
from loyalty.members.entries import MemberFacts, register
from loyalty.models import CardSource, SegmentedBuyer, Store
from loyalty.programmes.drafts import save_draft
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.programmes import DEFAULT, PRESETS, SUPERMARKET
from loyalty.segments.runs import compute
from loyalty.stores.verbs import add_till
from tests.browser.floor.made_loyalty_imports import imports_floor
from tests.loyalty.analytics.make import ring_up, sell
from tests.make import make_deposit

LONG_NAME = "Bartholomeus Kusumawardhana Hadiningrat dari Surakarta Hadiningrat"


def loyalty_floor(reservation, admin):
    """Make them; what pages can be opened for, by the label in every_page.py.

    One member is the customer of the reservation.
    """
    programme = _programmes(reservation.product)
    save_draft(programme, PRESETS[DEFAULT], timezone.localdate() + timedelta(days=9), by=admin)
    store = Store.objects.get()
    add_till(store, 1, by=admin)
    known = MemberFacts(
        name=LONG_NAME,
        surname="Contoh",
        email="contoh.yang.panjang.sekali@contoh.test",
        phone="0812 3456 7890",
        birth_date=date(1985, 2, 28),
        street="Jalan Contoh Yang Panjang Sekali",
        place="Bandung",
    )
    member = register(programme, known, by=None, store=store)
    odd = register(
        programme,
        MemberFacts(surname="Contoh", phone="0812 3456 7890"),
        by=None,
        card="2900000000019",
        source=CardSource.REGISTRY,
    )
    links.link(member.pk, reservation.customer_id, by=admin, reason="kartu ditunjukkan")
    make_deposit(reservation.staff, reservation.product, reservation.customer_id)
    consents.say(
        member.pk,
        ConsentSubject.MARKETING,
        Consent.YES,
        source=ConsentSource.ADMIN,
        by=admin,
        reason="lewat telepon",
    )
    run = compute(programme, timezone.localdate(), by=None)
    _sales(programme)
    screens = {name: SimpleNamespace(pk=name) for name in ("departments", "buyers", "stores")}
    return screens | {
        **{"programme": programme, "loyalty_member": member, "odd_card": odd, "store": store},
        "segment_run": run,
        "segmented_buyer": SegmentedBuyer.objects.filter(run_id=run.pk).first(),
        **imports_floor(programme, admin),
    }


def _programmes(product):
    begins = date(2026, 1, 1)
    new = NewProgramme(
        name="Kartu Contoh",
        currency="IDR",
        terms=PRESETS[DEFAULT],
        valid_from=begins,
        products=[product],
        stores=["TOKO 1 & 2"],
    )
    other = NewProgramme(
        name="Pasar Swalayan", currency="EUR", terms=PRESETS[SUPERMARKET], valid_from=begins
    )
    create(other, by=None)
    return create(new, by=None)


def _sales(programme):
    """Lines and receipts, with names that are long or look like a formula."""
    long = "Minyak goreng kelapa sawit kemasan dua liter isi ulang"[:40]
    sell(
        programme,
        [
            ("2900000000019", long, "01", "1234567.89", {"promotion": ("1", "7")}),
            ("2900000000100", "=HYPERLINK(1)", "000", "5000"),
            ("", "8990000000001", "17", "-5000", {"quantity": None}),
        ],
        month=202602,
    )
    day = date(2026, 2, 3)
    ring_up(
        programme,
        [
            ("2900000000019", day, "505000", {"store": "TOKO 1 & 2"}),
            ("2900000000100", day, "0", {"store": "TOKO 1 & 2", "minute": None}),
            ("", date(2026, 1, 31), "-105000", {"store": "TOKO 1 & 2", "till": None}),
        ],
    )

"""Programmes with members, among them what is long or odd."""

from datetime import date

from loyalty.members.entries import MemberFacts, register
from loyalty.models import CardSource
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.programmes import DEFAULT, PRESETS, SUPERMARKET

LONG_NAME = "Bartholomeus Kusumawardhana Hadiningrat dari Surakarta Hadiningrat"


def loyalty_floor(product):
    """Make them; what pages can be opened for, by the label in every_page.py."""
    begins = date(2026, 1, 1)
    programme = create(
        NewProgramme(
            name="Kartu Contoh",
            currency="IDR",
            terms=PRESETS[DEFAULT],
            valid_from=begins,
            products=[product],
            stores=["TOKO 1 & 2"],
        ),
        by=None,
    )
    create(
        NewProgramme(
            name="Pasar Swalayan", currency="EUR", terms=PRESETS[SUPERMARKET], valid_from=begins
        ),
        by=None,
    )
    known = MemberFacts(
        name=LONG_NAME,
        surname="Contoh",
        email="contoh.yang.panjang.sekali@contoh.test",
        phone="0812 3456 7890",
        birth_date=date(1985, 2, 28),
        place="Bandung",
    )
    member = register(programme, known, by=None)
    odd = register(
        programme,
        MemberFacts(surname="Contoh"),
        by=None,
        card="2900000000019",
        source=CardSource.REGISTRY,
    )
    return {"programme": programme, "loyalty_member": member, "odd_card": odd}

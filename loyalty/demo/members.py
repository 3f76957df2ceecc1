"""The demo's members, written in bulk: one by one they would take as long as all the rest."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bson import ObjectId
from django.db.models import Model
from django.utils import timezone

from crm.audit.record import note_events
from crm.mongo.stored import store_new
from loyalty.demo import cast
from loyalty.members.entries import MEMBERS
from loyalty.members.numbers import take_numbers
from loyalty.members.search.terms import derived_of
from loyalty.models import Card, CardSource, Member, Programme, Store
from loyalty.rules.cards import check_digit
from loyalty.rules.identity import Sex

COUNT = 400
# Of so many one has no e-mail, and one no phone.
WITHOUT_EMAIL, WITHOUT_PHONE = 3, 10
# Cards of the registry of the tills begin so.
CARD_PREFIX = "290"


def write_members(programme: Programme, stores: list[Store], seed: int) -> list[Member]:
    """Write the members with a card each, and return them; in the current transaction."""
    random, first = Random(seed), take_numbers(MEMBERS, COUNT)
    members = [
        _member(random, programme, stores[number % len(stores)], first + number)
        for number in range(COUNT)
    ]
    cards = [_card(member, number) for number, member in enumerate(members)]
    for member, card in zip(members, cards, strict=True):
        for name, value in derived_of(member, [card.number]).items():
            setattr(member, name, value)
    rows: list[Model] = [*members]
    store_new(rows)
    card_rows: list[Model] = [*cards]
    store_new(card_rows)
    note_events(Member, {member.pk: {} for member in members}, "create")
    return members


def _member(random: Random, programme: Programme, store: Store, number: int) -> Member:
    name, surname = random.choice(cast.NAMES.split()), "".join(_surname(random)).title()
    has_email, has_phone = number % WITHOUT_EMAIL, number % WITHOUT_PHONE
    return Member(
        pk=ObjectId(),
        programme=programme,
        number=number,
        name=name,
        surname=surname,
        sex=random.choice(list(Sex)).value,
        birth_date=date(1960, 1, 1) + timedelta(days=random.randrange(45 * 365)),
        email=f"{name}.{surname}{number}@contoh.test".lower() if has_email else "",
        phone=f"0812{random.randrange(10**7, 10**8)}" if has_phone else "",
        place=random.choice(cast.PLACES),
        store=store,
        created_on=timezone.localdate() - timedelta(days=random.randrange(700)),
    )


def _surname(random: Random) -> Iterator[str]:
    return (random.choice(cast.SYLLABLES.split()) for _syllable in range(3))


def _card(member: Member, number: int) -> Card:
    digits = f"{CARD_PREFIX}{number + 1:09}"
    return Card(
        number=digits + check_digit(digits),
        programme=member.programme,
        member=member,
        source=CardSource.REGISTRY,
    )

"""A programme with members, among the demo's people and deposits, through the product's own verbs.

Whoever has more to show of a programme, such as its imports, adds a part.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from loyalty.demo import cast
from loyalty.demo.members import write_members
from loyalty.members import consents, links, merges
from loyalty.members.erasure import erase
from loyalty.models import Member, Programme, Store, StoreState
from loyalty.programmes.reads import programme_named
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.programmes import DEFAULT, PRESETS
from loyalty.segments.runs import compute
from loyalty.stores.verbs import add_till, edit_store
from members.models import Reservation
from omset import numbers
from omset.signals import demo_played

SEED = 1
# How many members are customers, of reservations and of those who deposited most.
RESERVED, LARGEST = 12, 28
CONSENTING = 24

Part = Callable[[Programme, User], None]
# What is played once the programme is there, each in transactions of its own.
PARTS: list[Part] = []


@receiver(demo_played, dispatch_uid="loyalty-demo-played")
def play(admin: User, **kwargs: Any) -> None:
    """Write the programme; what a run that was killed has done is not done again."""
    if programme_named(cast.PROGRAMME) is not None:
        return
    programme = _begin(admin)
    for part in PARTS:
        part(programme, admin)
    compute(programme, timezone.localdate() - timedelta(days=1), by=None)


@transactional
def _begin(admin: User) -> Programme:
    """All of it or nothing."""
    this_year = timezone.localdate().replace(month=1, day=1)
    programme = create(
        NewProgramme(
            name=cast.PROGRAMME,
            currency="IDR",
            terms=PRESETS[DEFAULT],
            valid_from=date(this_year.year - 1, 1, 1),
            products=list(Product.objects.order_by("name_key")),
            stores=list(cast.STORES),
        ),
        by=admin,
    )
    stores = _stores(programme, admin)
    members = write_members(programme, stores, SEED)
    _link(members, admin)
    _consent(members[:CONSENTING], admin)
    merges.merge(members[-1].pk, members[-2].pk, by=admin, reason=cast.SAME_PERSON)
    erase(members[-3].pk, by=admin, reason=cast.ASKED)
    return programme


def _stores(programme: Programme, admin: User) -> list[Store]:
    stores = list(Store.objects.filter(programme=programme).order_by("code"))
    for store in stores:
        edit_store(store.pk, cast.STORES[store.code], StoreState.ACTIVE, by=admin)
        for number in range(1, cast.TILLS + 1):
            add_till(store, number, by=admin)
    return stores


def _link(members: Iterable[Member], admin: User) -> None:
    reserved = Reservation.objects.approved().order_by("created_at", "id")[:RESERVED]
    by_total = sorted(numbers.groups({}), key=lambda group: group.total, reverse=True)
    largest = by_total[: 2 * LARGEST]
    customers = {each.customer_key: each.customer_id for each in reserved}
    customers |= {each.customer_key: each.customer_key for each in largest}
    chosen = list(customers.values())[: RESERVED + LARGEST]
    for member, customer in zip(members, chosen, strict=False):
        links.link(member.pk, customer, by=admin, reason=cast.SHOWN_CARD)


def _consent(members: Iterable[Member], admin: User) -> None:
    words = cycle([Consent.YES, Consent.YES, Consent.NO])
    for member in members:
        consents.say(
            member.pk,
            ConsentSubject.MARKETING,
            next(words),
            source=ConsentSource.ADMIN,
            by=admin,
            reason=cast.ASKED,
        )

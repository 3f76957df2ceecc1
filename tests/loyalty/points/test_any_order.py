"""Case 134: whatever happens in which order, balances are a plain recomputation (LP-5)."""

import itertools
from collections import Counter
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.achievements.proof import wrong_achievements
from loyalty.members.cards import attach, detach
from loyalty.members.errors import MemberRefused
from loyalty.members.links import link, unlink
from loyalty.members.merges import merge, undo
from loyalty.models import (
    BatchState,
    Card,
    CustomerLink,
    ImportBatch,
    Member,
    MemberMerge,
    MemberPoints,
    PointsEntry,
    Receipt,
)
from loyalty.points.beside import wrong_beside
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.points.ledger.sources import is_purchase
from loyalty.points.movements.spending import NotEnoughPoints, redeem, refund
from loyalty.points.proof import wrong_heads, wrong_purchases
from loyalty.rules.cards import minted_number
from members.models import Reservation
from omset.ledger import approval, trash
from omset.ledger.entries import Entry, edit
from omset.models import OmsetRecord
from tests.loyalty.imports.files import Importer, receipt
from tests.loyalty.imports.undoing import undo as undo_import
from tests.loyalty.make import make_member
from tests.loyalty.points.make import give_opening, golden_programme
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db
CUSTOMERS = ("ana", "budi")
DAYS = ("2026-01-20", "2026-02-20", "2026-04-02")
VERBS = [
    *("deposit", "deposit", "wait", "approve", "trash", "restore", "purge", "edit"),
    *("bring", "take_back", "link", "unlink", "attach", "detach"),
    *("merge", "merge", "part", "pay", "refund"),
]
EVENTS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 11)), min_size=8, max_size=24)
RARELY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
# Points that are held, or end, are counted in a way of their own.
TERMS = st.sampled_from([{}, {"hold_days": 400}, {"expiry_months": 240}])
_numbers = itertools.count(1)


class World:
    """Three members, two with openings, customers and cards that anybody may have.

    It keeps for itself whose each link and card was first, and who has paid what.
    """

    def __init__(self, folder, **terms):
        self.product, self.staff, self.admin = make_product(), make_staff(), make_admin()
        self.programme = golden_programme(self.product, name="", **terms)
        self.members = [make_member(self.programme) for _ in range(3)]
        self.load, self.store = Importer(self.programme, folder), f"T{next(_numbers)}"
        self.cards = [minted_number(next(_numbers), "291") for _ in range(2)]
        self.first = {}
        self.paid = {}

    def open(self):
        give_opening(self.members[0], 120, Decimal(3_000_000))
        give_opening(self.members[1], 30, Decimal(400_000), day=date(2026, 2, 28))
        settle(self.programme, [each.pk for each in self.members], Cause("import"))

    # What people do.

    def deposit(self, number):
        customer, day = CUSTOMERS[number % 2], DAYS[number % 3]
        return make_deposit(self.staff, self.product, customer, day, 37_000 * number + 5_000)

    def wait(self, number):
        held = make_reservation(make_staff(), self.product, CUSTOMERS[number % 2])
        self.deposit(number)
        Reservation.objects.filter(pk=held.pk).delete()

    def approve(self, number):
        if record := self.record(number, status="pending", is_deleted=False):
            approval.approve(record.pk, by=self.admin)

    def trash(self, number):
        if record := self.record(number, is_deleted=False):
            trash.delete(record.pk, by=self.admin)

    def restore(self, number):
        if record := self.record(number, is_deleted=True):
            trash.restore(record.pk, by=self.admin)

    def purge(self, number):
        if record := self.record(number, is_deleted=True):
            trash.purge(record.pk, by=self.admin)

    def edit(self, number):
        if record := self.record(number, is_deleted=False):
            stated = Entry(record.date, CUSTOMERS[number % 2], record.nominal + 10_000 * number)
            edit(record.pk, stated, by=self.admin, version=record.version)

    def bring(self, number):
        day, amount = DAYS[number % 3].replace("-", ""), 41_000 * number - 60_000
        row = receipt(self.cards[number % 2], day, str(amount), N_BOLLINI="")
        own = {"DITTA": self.store, "ORA_SCONTRINO": 900 + next(_numbers) % 60}
        self.load.receipts(row | own)

    def take_back(self, number):
        batches = ImportBatch.objects.filter(programme=self.programme, state=BatchState.COMPLETE)
        if found := self.one_of(batches.order_by("number"), number):
            undo_import(found.number)

    def link(self, number):
        key, member = CUSTOMERS[number % 2], self.now(self.members[number % 3])
        with suppress(MemberRefused):
            made = link(member.pk, key, by=self.admin, reason="x")
            self.first[made.pk] = member.pk

    def unlink(self, number):
        links = CustomerLink.objects.in_force().filter(programme=self.programme)
        if found := self.one_of(links.order_by("customer_key"), number):
            unlink(found.pk, by=self.admin, reason="x")

    def attach(self, number):
        card, member = self.cards[number % 2], self.now(self.members[number % 3])
        if not Card.objects.filter(pk=card).exists():
            attach(member.pk, card, by=self.admin, reason="x")
            self.first[card] = member.pk

    def detach(self, number):
        if Card.objects.filter(pk=self.cards[number % 2]).exists():
            detach(self.cards[number % 2], by=self.admin, reason="x")

    def merge(self, number):
        pair = [self.members[place].pk for place in (number % 3, (number + 1) % 3)]
        with suppress(MemberRefused):
            merge(*pair, by=self.admin, reason="x")

    def part(self, number):
        merges = MemberMerge.objects.filter(is_undone=False, into_member_id__in=self.ids)
        if found := self.one_of(merges.order_by("sequence", "pk"), number):
            with suppress(MemberRefused):
                undo(found.pk, by=self.admin, reason="x")

    def pay(self, number):
        member, redemption = self.now(self.members[number % 3]), ObjectId()
        with suppress(NotEnoughPoints):
            redeem(member, number, redemption)
            self.paid[redemption] = (member.pk, number)

    def refund(self, number):
        if self.paid:
            redemption = sorted(self.paid)[number % len(self.paid)]
            payer, points = self.paid.pop(redemption)
            assert refund(Member.objects.get(pk=payer), redemption) == points

    # What is true then.

    @property
    def ids(self):
        return [member.pk for member in self.members]

    def now(self, member):
        stored = Member.objects.select_related("programme").get(pk=getattr(member, "pk", member))
        return self.now(stored.merged_into_id) if stored.merged_into_id else stored

    def record(self, number, **match):
        records = OmsetRecord.objects.filter(product=self.product, **match)
        return self.one_of(records.order_by("pk"), number)

    def one_of(self, rows, number):
        every = list(rows)
        return every[number % len(every)] if every else None

    def balances(self):
        """Added up anew from what is stored, by nothing of the product."""
        points = Counter()
        for pk in self.ids:
            points[self.now(pk).pk] += Member.objects.get(pk=pk).opening_points or 0
        for first, day, amount in (*self.deposits(), *self.receipts()):
            opening = Member.objects.get(pk=first).opening_day
            if opening is None or day > opening:
                points[self.now(first).pk] += worth(day, amount)
        for payer, price in self.paid.values():
            points[self.now(payer).pk] -= price
        return {pk: points[pk] for pk in self.ids}

    def deposits(self):
        links = CustomerLink.objects.in_force().filter(programme=self.programme)
        first = {each.customer_key: self.first[each.pk] for each in links}
        live = OmsetRecord.objects.filter(product=self.product, status="approved", is_deleted=False)
        return [
            (first[each.customer_key], each.date, each.total)
            for each in live
            if each.customer_key in first
        ]

    def receipts(self):
        counted = set(
            ImportBatch.objects.filter(
                programme=self.programme, state=BatchState.COMPLETE
            ).values_list("number", flat=True)
        )
        held = set(Card.objects.filter(pk__in=self.cards).values_list("pk", flat=True))
        return [
            (self.first[each.card], each.day, each.amount)
            for each in Receipt.objects.filter(programme=self.programme)
            if each.card in held and counted & set(each.batches)
        ]

    def stored(self):
        heads = dict(MemberPoints.objects.filter(pk__in=self.ids).values_list("pk", "balance"))
        return {pk: heads.get(pk, 0) for pk in self.ids}

    def wrong(self):
        """What the proofs find of this world."""
        ids, whose = self.ids, str(self.programme.pk)
        reached = [each for each in wrong_achievements() if whose in each.where]
        points = *wrong_purchases(self.programme, ids), *wrong_beside(ids), *wrong_heads(ids)
        return [*points, *reached]

    def earned(self):
        """By whose they are what purchases were posted."""
        points = Counter()
        for entry in PointsEntry.objects.filter(member_id__in=self.ids):
            if is_purchase(entry.source):
                points[self.ids.index(entry.member_id)] += entry.points
        return points


def worth(day, amount):
    """1 point per full 10 000, from 1 April per full 5 000; a return takes as many."""
    unit = 5_000 if day >= date(2026, 4, 1) else 10_000
    return int(abs(amount) // unit) * (1 if amount > 0 else -1)


@RARELY
@given(events=EVENTS, terms=TERMS)
def test_case_134_any_order_of_events_comes_to_what_is_deserved_LP_5(
    tmp_path_factory, events, terms
):
    world = World(tmp_path_factory.mktemp("world"), **terms)
    world.open()
    for name, number in events:
        getattr(world, name)(number)
    assert world.stored() == world.balances()
    assert world.wrong() == []


# Each can be done whenever it comes.
STEPS = (
    lambda world: world.deposit(10),
    lambda world: world.deposit(5),
    lambda world: trash.delete(world.deposit(7).pk, by=world.admin),
    lambda world: world.bring(8),
    lambda world: world.bring(1),
    lambda world: world.link(0),
    lambda world: world.link(1),
    lambda world: world.attach(0),
    lambda world: world.attach(1),
    lambda world: world.merge(0),
)


@settings(RARELY, max_examples=4)
@given(order=st.permutations(STEPS))
def test_case_134_two_orders_of_the_same_events_earn_the_same_LP_5(tmp_path_factory, order):
    one, other = (World(tmp_path_factory.mktemp("world")) for _ in range(2))
    for step in STEPS:
        step(one)
    for step in order:
        step(other)
    assert one.earned() == other.earned() != Counter()
    assert one.stored() == one.balances()
    assert other.wrong() == []

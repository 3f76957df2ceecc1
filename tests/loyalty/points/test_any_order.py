"""Case 134: whatever happens in which order, balances are a plain recomputation (LP-5)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.members.cards import attach, detach
from loyalty.members.links import link, unlink
from loyalty.members.merges import merge, undo
from loyalty.models import Card, CustomerLink, Member, MemberMerge
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.loyalty.imports.files import K4, Importer, receipt
from tests.loyalty.make import make_member
from tests.loyalty.points.make import differences, golden_programme
from tests.make import make_admin, make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db
CUSTOMERS = ("ana", "budi")
EVENTS = st.lists(
    st.tuples(st.sampled_from(["deposit", "trash", "link", "merge", "card"]), st.integers(0, 9)),
    min_size=3,
    max_size=10,
)
# Points that are held, or end, are counted in a way of their own.
TERMS = st.sampled_from([{}, {"hold_days": 400}, {"expiry_months": 12}])


class World:
    """Two members, a card that anybody may have, and customers who may be linked."""

    def __init__(self, folder, **terms):
        self.product, self.staff, self.admin = make_product(), make_staff(), make_admin()
        self.programme = golden_programme(self.product, name="", **terms)
        self.members = [make_member(self.programme) for _ in range(2)]
        load = Importer(self.programme, folder)
        load.receipts(receipt(K4, "20260305", "2000000", N_BOLLINI=""))

    def deposit(self, number):
        customer = CUSTOMERS[number % 2]
        make_deposit(self.staff, self.product, customer, "2026-03-01", 10_000 * number + 5_000)

    def trash(self, number):
        records = list(OmsetRecord.objects.filter(product=self.product).order_by("pk"))
        if records:
            record = records[number % len(records)]
            verb = trash.restore if record.is_deleted else trash.delete
            verb(record.pk, by=self.admin)

    def link(self, number):
        key = CUSTOMERS[number % 2]
        links = CustomerLink.objects.in_force()
        linked = links.filter(programme=self.programme, customer_key=key).first()
        if linked:
            unlink(linked.pk, by=self.admin, reason="x")
        else:
            link(self.one(number), key, by=self.admin, reason="x")

    def merge(self, number):
        mine = {"from_member_id": self.members[0].pk, "is_undone": False}
        merged = MemberMerge.objects.filter(**mine).first()
        if merged is None:
            merge(self.members[0].pk, self.members[1].pk, by=self.admin, reason="x")
        elif self.is_together(merged):
            undo(merged.pk, by=self.admin, reason="x")

    def card(self, number):
        if Card.objects.filter(pk=K4).exists():
            detach(K4, by=self.admin, reason="x")
        else:
            attach(self.one(number), K4, by=self.admin, reason="x")

    def one(self, number):
        member = Member.objects.get(pk=self.members[number // 2 % 2].pk)
        return member.merged_into_id or member.pk

    def is_together(self, merged):
        links = CustomerLink.objects.in_force().filter(pk__in=merged.links).count()
        cards = Card.objects.filter(pk__in=merged.cards).count()
        return (links, cards) == (len(merged.links), len(merged.cards))


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=EVENTS, terms=TERMS)
def test_case_134_any_order_of_events_comes_to_what_is_deserved_LP_5(
    tmp_path_factory, events, terms
):
    Card.objects.filter(pk=K4).delete()
    world = World(tmp_path_factory.mktemp("world"), **terms)
    CustomerLink.objects.exclude(programme=world.programme).delete()
    for name, number in events:
        getattr(world, name)(number)
    mine = [each for each in differences() if str(world.programme) in str(each[0])]
    assert mine == []

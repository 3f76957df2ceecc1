"""The ledger's random programs, with plans published and months closed and opened in between."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from bonuses.models import Adjustment, Closing, Standing, Statement
from bonuses.months import closing
from bonuses.plans import publishing
from bonuses.rules.rates import Plan, Targets, Threshold, Tier
from crm.audit.chain.proof import HistoryProof
from omset.reconciliation.differences import differences
from tests.bonuses import reference
from tests.omset.test_state_machine import PROGRAMS, STEPS, Ledger

NOW = "2026-03-01T12:00:00+07:00"
months = st.sampled_from([date(2026, month, 1) for month in (1, 2, 3)])
past = st.sampled_from([date(2026, 1, 1), date(2026, 2, 1)])


def tiers(starts: list[int]) -> tuple[Tier, ...]:
    """Tiers without gap or overlap from these counts on; each pays more than the one before."""
    ends = [*(start - 1 for start in starts[1:]), None]
    return tuple(Tier(start, ends[place], Decimal(place + 1)) for place, start in enumerate(starts))


starts = st.lists(st.integers(1, 4), max_size=3, unique=True).map(sorted)
plans = st.builds(
    Plan,
    st.sampled_from([(), (Threshold(Decimal(10_000), Decimal(7)),)]),
    starts.map(tiers),
    starts.map(tiers),
    st.sampled_from([Targets(Decimal(1), 1, 1), Targets(Decimal(1), 2, 3)]),
)


class Floor(Ledger):
    """The ledger's program with what follows from it."""

    def __init__(self):
        super().__init__()
        self.frozen = {}

    @rule(plan=plans, month=months)
    def publish(self, plan, month):
        draft = publishing.save_draft(plan, month, by=self.admins[0])
        with self.refused_unless(month == date(2026, 3, 1), publishing.TooEarly):
            publishing.publish(draft.pk, by=self.admins[0])

    @rule(month=past)
    def close(self, month):
        is_open = not Closing.objects.filter(month=month, in_force=True).exists()
        with self.refused_unless(is_open, closing.AlreadyClosed):
            closing.close(month, by=self.admins[1])

    @rule(month=past)
    def reopen(self, month):
        is_closed = Closing.objects.filter(month=month, in_force=True).exists()
        with self.refused_unless(is_closed, closing.NotClosed):
            closing.reopen(month, by=self.admins[1], reason="a mistake")

    @invariant()
    def standings_equal_a_plain_recomputation(self):
        assert reference.stored() == reference.expected()

    @invariant()
    def a_closed_statement_never_changes(self):
        now = {row["id"]: row for row in Statement.objects.values()}
        assert {pk: now.get(pk) for pk in self.frozen} == self.frozen
        self.frozen = now

    @invariant()
    def statement_and_adjustments_add_up_to_what_is_earned(self):
        fields = ("staff_id", "month", "total_bonus")
        earned = {row[:2]: row[2] for row in Standing.objects.values_list(*fields)}
        for one in Closing.objects.filter(in_force=True):
            for person in self.people:
                paid = self.paid_for(one, person)
                assert paid == earned.get((person.pk, one.month), 0)

    def paid_for(self, one, person):
        """What a closed month and its adjustments say that the person gets."""
        frozen = Statement.objects.filter(closing=one, staff=person).first()
        lines = Adjustment.objects.filter(closing=one, staff=person)
        first = Decimal(frozen.figures["total_bonus"]) if frozen else 0
        return first + sum(lines.values_list("amount", flat=True))

    def teardown(self):
        assert list(differences(dry_run=True, checked=Counter())) == []
        assert list(HistoryProof()) == []
        super().teardown()

    @invariant()
    def a_reopened_month_leaves_nothing_behind(self):
        for one in Closing.objects.filter(in_force=False):
            assert sum(one.adjustments.values_list("amount", flat=True)) == 0


@pytest.mark.django_db
def test_random_programs_leave_every_bonus_explained():
    with time_machine.travel(NOW):
        run_state_machine_as_test(
            Floor,
            settings=settings(max_examples=PROGRAMS // 2, stateful_step_count=STEPS, deadline=None),
        )

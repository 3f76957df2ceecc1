"""Random programs of every verb; after each step the derived numbers equal a plain recount.

HYPOTHESIS_PROFILE=long runs many more and longer programs.
"""

import os
from collections import Counter
from contextlib import nullcontext
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crm.audit.chain.proof import HistoryProof
from crm.audit.models import Event
from members import reservations
from members.models import Reservation
from omset import numbers
from omset.ledger import approval, entries, second_person, trash
from omset.models import OmsetRecord
from tests.database import written
from tests.make import make_admin, make_product, make_reservation, make_staff
from tests.omset import reference

PROGRAMS, STEPS = (150, 60) if os.environ.get("HYPOTHESIS_PROFILE") == "long" else (25, 25)

# Around the edges of three months.
DAYS = ("2026-01-30", "2026-01-31", "2026-02-01", "2026-02-14", "2026-02-28", "2026-03-01")
days = st.sampled_from([date.fromisoformat(day) for day in DAYS])
edges = st.none() | st.dates(date(2026, 1, 25), date(2026, 3, 10))
# Three customers in five spellings.
customers = st.sampled_from(["x", " X", "b.1", "B1", "y"])
notes = st.sampled_from(["", "", "", "malam", "tambahan", "Depo TAMBAHAN"])
amounts = st.sampled_from(["10000", "250000.50", "11.77", "999999999.99"]).map(Decimal)
multipliers = st.sampled_from(["1", "1", "2", "1.5", "0.33"]).map(Decimal)
FIELDS = tuple(entries.Entry.__dataclass_fields__)
two = st.integers(0, 1)
people = st.integers(0, 2)
mostly_first = st.sampled_from([0, 0, 0, 1])
deposits = st.builds(entries.Entry, days, customers, amounts, multipliers, notes)


def _content(entry):
    """What is told apart when a key is sent again."""
    return entry.date, entry.customer_id.strip(), entry.nominal, entry.multiplier, entry.note


class Ledger(RuleBasedStateMachine):
    """Two staff members and two admins, of whom one records too; two products."""

    records = Bundle("records")

    def __init__(self):
        super().__init__()
        self.admins = [make_admin("admin"), make_admin("boss")]
        self.people = [make_staff("ann"), make_staff("bob"), self.admins[0]]
        self.products = [make_product("P"), make_product("Q")]
        self.sent = {}
        self.events = Counter()
        # Who entered each record, and who was the last to change it.
        self.entered_by, self.changed_by = {}, {}
        self.purged = set()

    def teardown(self):
        # Whatever was done, history hangs together (issue 15, 7).
        assert list(HistoryProof()) == []
        written.empty()

    @initialize(target=records, some=st.lists(deposits, min_size=3, max_size=6))
    def begin(self, some):
        make_reservation(self.people[1], self.products[0], "b.1", by=self.admins[0])
        return multiple(*[self.submit(entry, 0, 0) for entry in some])

    @rule(target=records, entry=deposits, person=people, product=mostly_first)
    def submit_one(self, entry, person, product):
        return self.submit(entry, person, product)

    @rule(target=records, entry=deposits)
    def submit_on_behalf(self, entry):
        return self.submit(entry, 0, 0, by=self.admins[1])

    def submit(self, entry, person, product, by=None):
        owner, product = self.people[person], self.products[product]
        fields = {
            "by": by or owner,
            "staff": owner,
            "product": product,
            "idempotency_key": f"key-{len(self.sent)}",
        }
        record = entries.submit(entry, **fields)
        self.sent[record.pk] = entry, fields
        self.events[record.pk, "submit"] += 1
        self.entered_by[record.pk] = self.changed_by[record.pk] = fields["by"].pk
        assert record.status == self.status_of_new(record)
        return record.pk

    @rule(pk=records)
    def submit_again(self, pk):
        entry, fields = self.sent[pk]
        if self.row(pk) is not None:
            assert entries.submit(entry, **fields).pk == pk

    @rule(pk=records, entry=deposits)
    def submit_another_under_its_key(self, pk, entry):
        sent, fields = self.sent[pk]
        if self.row(pk) is not None and _content(entry) != _content(sent):
            with pytest.raises(entries.KeyReused):
                entries.submit(entry, **fields)

    @rule(pk=records, entry=deposits, changed=st.sampled_from(FIELDS))
    def edit_one_field(self, pk, entry, changed):
        row = self.row(pk)
        if row is not None:
            fields = {name: getattr(row, name) for name in FIELDS}
            self.edit(pk, entries.Entry(**fields | {changed: getattr(entry, changed)}))

    @rule(pk=records, entry=deposits)
    def edit_all_fields(self, pk, entry):
        self.edit(pk, entry)

    def edit(self, pk, entry):
        row = self.row(pk)
        version = row.version if row else 1
        may = row is not None and row.status != "declined" and not row.is_deleted
        with self.refused_unless(may, entries.NotEditable):
            record = entries.edit(pk, entry, by=self.people[0], version=version)
            self.events[pk, "edit"] += 1
            self.changed_by[pk] = self.people[0].pk
            moved = (row.date, row.key, row.nominal, row.multiplier) != (
                entry.date,
                record.customer_key,
                entry.nominal,
                entry.multiplier,
            )
            assert record.status == (self.status_of_new(record) if moved else row.status)

    @rule(pk=records, entry=deposits)
    def edit_with_a_stale_version(self, pk, entry):
        row = self.row(pk)
        if row and row.status != "declined" and not row.is_deleted:
            with pytest.raises(entries.StaleVersion):
                entries.edit(pk, entry, by=self.people[0], version=row.version - 1)

    @rule(pk=records, admin=two)
    def approve(self, pk, admin):
        with self.refused_unless(*self.may_decide(pk, admin)):
            approval.approve(pk, by=self.admins[admin])
            self.events[pk, "approve"] += 1

    @rule(pk=records, admin=two)
    def decline(self, pk, admin):
        with self.refused_unless(*self.may_decide(pk, admin)):
            approval.decline(pk, by=self.admins[admin], reason="no")
            self.events[pk, "decline"] += 1

    @rule(pk=records)
    def delete(self, pk):
        row = self.row(pk)
        trash.delete(pk, by=self.admins[0])
        if row and not row.is_deleted:
            self.events[pk, "delete"] += 1
            self.changed_by[pk] = self.admins[0].pk

    @rule(pk=records)
    def restore(self, pk):
        row = self.row(pk)
        with self.refused_unless(row and row.is_deleted, trash.NotInTrash):
            record = trash.restore(pk, by=self.admins[0])
            self.events[pk, "restore"] += 1
            self.changed_by[pk] = self.admins[0].pk
            was_approved = row.status == "approved"
            assert record.status == (self.status_of_new(record) if was_approved else row.status)

    @rule(pk=records)
    def purge(self, pk):
        row = self.row(pk)
        with self.refused_unless(row and row.is_deleted, trash.NotInTrash):
            trash.purge(pk, by=self.admins[0])
            self.events[pk, "purge"] += 1
            self.purged.add(pk)

    @rule(person=two, product=two, customer=customers)
    def reserve(self, person, product, customer):
        taken = self.holder(customer, self.products[product].pk)
        with self.refused_unless(taken is None, reservations.AlreadyReserved):
            reservations.add(
                by=self.admins[0],
                staff=self.people[person],
                customer_id=customer,
                product=self.products[product],
            )

    @precondition(lambda self: Reservation.objects.exists())
    @rule(data=st.data())
    def end_a_reservation(self, data):
        stored_reservations = list(Reservation.objects.order_by("pk"))
        data.draw(st.sampled_from(stored_reservations)).delete()

    @rule(
        start=edges,
        end=edges,
        person=st.none() | people,
        product=st.none() | two,
        kind=st.sampled_from([None, "NDP", "RDP"]),
        by=st.sampled_from(["total", "day", "month", "staff", "product"]),
    )
    def ask(self, start, end, person, product, kind, by):
        scope = {
            "start": start,
            "end": end,
            "staff": self.people[person].pk if person is not None else None,
            "product": self.products[product].pk if product is not None else None,
            "kind": kind,
        }
        sums = numbers.grouped(numbers.TallyScope(**scope), by)
        expected = reference.expected_groups(by, **scope)
        assert {key: vars(row) for key, row in sums} == expected
        assert [key for key, _row in sums] == sorted(expected)

    @rule(customer=customers, kind=st.sampled_from([None, "NDP", "RDP"]))
    def ask_the_ledger(self, customer, kind):
        key = customer.strip().lower().replace(".", "")
        sums = numbers.of_records({"customer_key": key}, kind)
        rows = reference.ledger_rows()
        kinds = reference.expected_kinds(rows)
        rows = [row for row in rows if row.is_counted and row.key == key]
        rows = [row for row in rows if kind in (None, kinds[row.id])]
        expected = reference.sums(rows, kinds)
        assert vars(sums) == {name: expected[name] for name in reference.SHARED}

    @invariant()
    def nothing_derived_differs_from_the_ledger(self):
        assert reference.drift() == []

    @invariant()
    def all_sums_agree_OM_18(self):
        everything = numbers.TallyScope()
        whole = numbers.total(everything)
        for by in ("day", "month", "staff", "product"):
            rows = [row for _key, row in numbers.grouped(everything, by)]
            assert sum(rows, numbers.Numbers()) == whole

    @invariant()
    def nothing_is_lost(self):
        stored = set(OmsetRecord.objects.values_list("pk", flat=True))
        assert stored == self.sent.keys() - self.purged

    @invariant()
    def history_has_every_event_SE_10(self):
        label = OmsetRecord._meta.label_lower
        events = Event.objects.filter(subject_type=label).values_list("subject", "verb")
        assert Counter(events) == +self.events

    def row(self, pk):
        return next((row for row in reference.ledger_rows() if row.id == pk), None)

    def holder(self, customer, product):
        key = customer.strip().lower().replace(".", "")
        rows = Reservation.objects.values_list("customer_key", "product_id", "staff_id")
        return {row[:2]: row[2] for row in rows}.get((key, product))

    def status_of_new(self, record):
        holder = self.holder(record.customer_id, record.product_id)
        return "approved" if holder in (None, record.staff_id) else "pending"

    def may_decide(self, pk, admin):
        row = self.row(pk)
        if row is None or row.status != "pending" or row.is_deleted:
            return False, approval.NotPending
        if row.staff_id == self.admins[admin].pk:
            return False, approval.OwnRecord
        return not self.is_left_to_another(row, self.admins[admin]), second_person.SamePerson

    def is_left_to_another(self, row, admin):
        """Four eyes: the record is this admin's work, and another one can decide about it."""
        authors = {self.entered_by[row.id], self.changed_by[row.id]}
        others = {person.pk for person in self.admins} - authors - {row.staff_id}
        return admin.pk in authors and bool(others)

    def refused_unless(self, allowed, error):
        return nullcontext() if allowed else pytest.raises(error)


@pytest.mark.django_db
def test_random_programs_leave_no_difference():
    run_state_machine_as_test(
        Ledger,
        settings=settings(max_examples=PROGRAMS, stateful_step_count=STEPS, deadline=None),
    )

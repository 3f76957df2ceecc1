"""Many at once, with real threads on the real database: nothing lost, nothing counted twice."""

import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier, Event

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from crm.audit.models import Event as Noted
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from omset.numbers import TallyScope, total
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.omset import reference
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
THREADS, EVENTS = 8, 500
REFUSALS = (entries.NotEditable, entries.StaleVersion, approval.NotPending, trash.NotInTrash)
LABEL = OmsetRecord._meta.label_lower
MONTHS = [f"2026-{month:02}-01" for month in range(1, 9)]


def at_once(*jobs):
    """Start all jobs together, each in a thread of its own; what each returned or raised."""
    start = Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


class Clerk:
    """One thread's random events on the records of all threads."""

    def __init__(self, seed, staff, admin, products, share):
        self.random = random.Random(seed)
        self.staff, self.admin, self.products = staff, admin, products
        # Appended to by all clerks.
        self.share = share
        self.done, self.refused = Counter(), 0

    def work(self, events):
        for _ in range(events):
            verb = self.random.choice([self.submit, self.submit, self.edit, self.other])
            try:
                verb()
            except REFUSALS:
                self.refused += 1

    def entry(self):
        day = date(2026, self.random.choice([1, 2]), self.random.choice([1, 28]))
        note = self.random.choice(["", "", "tambahan"])
        customer = self.random.choice(["x", "X.", "y", "reserved"])
        return entries.Entry(day, customer, Decimal(self.random.choice([1000, 2500])), note=note)

    def submit(self):
        key = f"{self.random.random()}"
        product = self.random.choice(self.products)
        record = entries.submit(
            self.entry(), by=self.staff, staff=self.staff, product=product, idempotency_key=key
        )
        self.share.append(record.pk)
        self.done[record.pk, "submit"] += 1

    def edit(self):
        pk = self.some_record()
        record = OmsetRecord.objects.filter(pk=pk).first()
        if record:
            entries.edit(pk, self.entry(), by=self.staff, version=record.version)
            self.done[pk, "edit"] += 1

    def other(self):
        verb = self.random.choice(["approve", "decline", "delete", "restore", "restore", "purge"])
        pk = self.some_record()
        home = approval if verb in ("approve", "decline") else trash
        more = {"reason": "no"} if verb == "decline" else {}
        getattr(home, verb)(pk, by=self.admin, **more)
        # A second deletion is no event.
        self.done[pk, verb] += verb != "delete"

    def some_record(self):
        return self.random.choice(self.share) if self.share else None


def test_random_verbs_of_eight_threads_on_one_staff_member(settings):
    # About numbers, not about the patience of eight threads on a machine that is busy otherwise.
    settings.MONGO_TRANSACTION_DEADLINE = 60
    staff, admin = make_staff("ann"), make_admin("boss")
    products = [make_product("P"), make_product("Q")]
    make_reservation(make_staff("bob"), products[0], "reserved", by=admin)
    share = []
    clerks = [Clerk(seed, staff, admin, products, share) for seed in range(THREADS)]
    outcomes = at_once(*[lambda clerk=clerk: clerk.work(EVENTS // THREADS) for clerk in clerks])
    assert outcomes == [None] * THREADS
    assert reference.drift() == []
    _assert_no_event_is_lost(sum((clerk.done for clerk in clerks), Counter()))
    call_command("recount", "--dry-run")
    call_command("audit_verify")


def _assert_no_event_is_lost(acknowledged):
    """Every acknowledged event stands in history, and its record exists unless it was purged."""
    rows = Noted.objects.filter(subject_type=LABEL).values_list("subject", "verb")
    history = Counter(row for row in rows if row[1] != "delete")
    assert history == +acknowledged
    made = {pk for pk, verb in history if verb == "submit"}
    purged = {pk for pk, verb in history if verb == "purge"}
    assert set(OmsetRecord.objects.values_list("pk", flat=True)) == made - purged


@pytest.mark.parametrize("customer", ["x", "y", "z"])
def test_first_deposits_in_eight_months_at_once_leave_one_first(owner, product, customer):
    """No two of them write a day or a month in common: only the queue keeps them apart."""
    at_once(*[lambda day=day: make_deposit(owner, product, customer, day) for day in MONTHS])
    _assert_only_the_first_is_ndp()


@pytest.mark.parametrize("customer", ["x", "y", "z"])
def test_restoring_deposits_of_eight_months_at_once_leaves_one_first(owner, product, customer):
    pks = [make_deposit(owner, product, customer, day).pk for day in MONTHS]
    for pk in pks:
        trash.delete(pk, by=owner)
    at_once(*[lambda pk=pk: trash.restore(pk, by=owner) for pk in pks])
    _assert_only_the_first_is_ndp()


def _assert_only_the_first_is_ndp():
    kinds = OmsetRecord.objects.order_by("date").values_list("kind", flat=True)
    assert list(kinds) == ["NDP"] + ["RDP"] * 7
    assert reference.drift() == []


@pytest.mark.parametrize("htmx", [False, True])
def test_one_form_sent_sixteen_times_at_once_makes_one_record_SE_7(htmx, client_of):
    staff, product = make_staff("ann"), make_product("P")
    form = {
        "date": "2026-02-01",
        "product": product.pk,
        "customer_id": "x",
        "nominal": "100",
        "idempotency_key": "6f1c2f0e-6b1d-4d0e-9d6e-0f6f6a1f0a11",
    }
    headers = {"HX-Target": "entry"} if htmx else {}
    clients = [client_of(staff, htmx=htmx) for _ in range(16)]
    answers = at_once(
        *[
            lambda client=client: client.post(reverse("omset:new"), form, headers=headers)
            for client in clients
        ]
    )
    assert OmsetRecord.objects.count() == 1
    assert Noted.objects.filter(subject_type=LABEL).count() == 1
    assert {_seen(answer) for answer in answers} == {_seen(answers[0])}
    assert answers[0].status_code == (200 if htmx else 302)
    assert reference.drift() == []


def _seen(answer):
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, answer.get("Location"), body


@pytest.fixture
@remembered
def waiting(owner, stranger, product):
    """A record of the owner that waits, because the stranger has reserved the customer."""
    make_reservation(stranger, product, "x")
    return make_deposit(owner, product, "x")


@pytest.fixture
@remembered
def counted(owner, product):
    return make_deposit(owner, product, "x")


def test_of_two_approvals_at_once_one_wins_and_the_other_gets_409(waiting, client_of):
    first, second = client_of(make_admin()), client_of(make_admin())
    url = reverse("omset:approve", args=[waiting.pk])
    answers = at_once(lambda: first.post(url), lambda: second.post(url))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Noted.objects.about(waiting).filter(verb="approve").count() == 1
    assert reference.drift() == []


def test_of_an_approval_and_a_refusal_at_once_one_wins(waiting, client_of):
    first, second = client_of(make_admin()), client_of(make_admin())
    answers = at_once(
        lambda: first.post(reverse("omset:approve", args=[waiting.pk])),
        lambda: second.post(reverse("omset:decline", args=[waiting.pk]), {"reason": "no"}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    winner = "approved" if answers[0].status_code == 302 else "declined"
    assert OmsetRecord.objects.get().status == winner
    assert reference.drift() == []


def test_nobody_approves_other_values_than_they_saw(waiting, owner):
    entry = entries.Entry(waiting.date, "x", Decimal(900_000))
    edited, approved = at_once(
        lambda: entries.edit(waiting.pk, entry, by=owner, version=1),
        lambda: approval.approve(waiting.pk, by=make_admin(), version=1),
    )
    stale = [outcome for outcome in (edited, approved) if isinstance(outcome, Exception)]
    assert [type(error) for error in stale] == [entries.StaleVersion]
    assert OmsetRecord.objects.get().version == 2
    assert reference.drift() == []


def test_a_deletion_and_an_edit_at_once_are_one_after_the_other(counted, owner):
    entry = entries.Entry(counted.date, "y", Decimal(900_000))
    edited, deleted = at_once(
        lambda: entries.edit(counted.pk, entry, by=owner, version=1),
        lambda: trash.delete(counted.pk, by=owner, version=1),
    )
    is_deleted = isinstance(deleted, OmsetRecord)
    lost, refused = (edited, entries.NotEditable) if is_deleted else (deleted, entries.StaleVersion)
    assert isinstance(lost, refused)
    assert OmsetRecord.objects.get().is_deleted == is_deleted
    assert reference.drift() == []


def test_a_range_is_never_less_a_day_that_its_month_did_not_hold_yet(owner, product):
    make_deposit(owner, product, "x", "2026-02-01")
    later = make_deposit(owner, product, "y", "2026-02-27", 1_000_000)
    boss, up_to_20 = make_admin("boss"), TallyScope(date(2026, 2, 1), date(2026, 2, 20))
    expected, going = total(up_to_20), Event()

    def come_and_go():
        for _ in range(20):
            trash.delete(later.pk, by=boss)
            trash.restore(later.pk, by=boss)
        going.set()

    def look():
        seen = set()
        while not going.is_set():
            seen.add(total(up_to_20))
        return seen

    results = at_once(come_and_go, look, look)
    assert expected.records == 1
    assert results == [None, {expected}, {expected}]

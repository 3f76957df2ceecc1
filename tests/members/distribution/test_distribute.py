"""Distributing on the database: who is present, what they get, what becomes of it."""

from collections import Counter
from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest
from django.utils import timezone

from crm.notifications.models import Notification
from crm.registry import absences
from members.distribution.distribute import NotPresent, distribute, staff_present
from members.distribution.outcome import outcomes_of
from members.draws.proof import verify
from members.draws.take import TooFew
from members.models import Batch, Distribution, MemberRow, RowStatus
from members.rules.shares import NoWeights
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff
from tests.members.draws.make import make_pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return [make_staff(name) for name in ("ani", "budi", "cici")]


@pytest.fixture
def pool(product):
    return make_pool(product, rows=60)


@pytest.fixture
def on_leave(monkeypatch):
    """on_leave(person): away today, as an app above would say."""
    away = set()
    today = timezone.localdate()

    def reader(people, first, last):
        return {pk: {today} for pk in people if pk in away and first <= today <= last}

    monkeypatch.setattr(absences, "_readers", [reader])
    return lambda person: away.add(person.pk)


def give(pool, count, people, admin, *, weights=None, key=""):
    named = zip(people, weights or [1] * len(people), strict=True)
    chosen = {person.pk: weight for person, weight in named}
    return distribute(pool.pk, count, chosen, by=admin, idempotency_key=key or str(uuid4()))


def received(distribution):
    return {share.staff_name: share.received for share in distribution.stored_shares}


def in_hand():
    return Counter(MemberRow.objects.filter(status="assigned").values_list("staff_name", flat=True))


def test_everybody_present_gets_a_batch_of_the_next_rows_and_is_told_once(pool, people, admin):
    distribution = give(pool, 30, people, admin)
    assert in_hand() == {"ani": 10, "budi": 10, "cici": 10}
    assert received(distribution) == in_hand()
    assert Batch.objects.count() == 3
    lowest = MemberRow.objects.order_by("draw_key")[:30]
    assert {row.status for row in lowest} == {RowStatus.ASSIGNED}
    assert Notification.objects.filter(kind="rows-approved").count() == 3
    assert verify(pool).faults == []


def test_rows_that_are_left_differ_by_one_and_the_next_time_go_to_the_others(pool, people, admin):
    first = received(give(pool, 10, people, admin))
    assert sorted(first.values()) == [3, 3, 4]
    give(pool, 10, people, admin), give(pool, 10, people, admin)
    assert in_hand() == {"ani": 10, "budi": 10, "cici": 10}


def test_weights_share_by_weight_and_0_gets_nothing(pool, people, admin):
    give(pool, 12, people, admin, weights=[3, 1, 0])
    assert in_hand() == {"ani": 9, "budi": 3}
    assert Batch.objects.count() == 2


def test_all_weights_0_are_refused_and_nothing_is_given(pool, people, admin):
    with pytest.raises(NoWeights):
        give(pool, 12, people, admin, weights=[0, 0, 0])
    assert in_hand() == {}
    assert Distribution.objects.count() == 0


def test_nobody_on_leave_or_inactive_is_present(people, on_leave, admin):
    on_leave(people[0])
    make_staff("gone", is_active=False)
    present, away = staff_present(timezone.localdate())
    assert [person.name for person in present] == ["budi", "cici"]
    assert [person.name for person in away] == ["ani"]
    assert staff_present(date(2020, 1, 1))[1] == []


def test_who_went_on_leave_meanwhile_is_named_and_nothing_is_given(pool, people, on_leave, admin):
    on_leave(people[1])
    with pytest.raises(NotPresent) as refused:
        give(pool, 12, people, admin)
    assert [person.name for person in refused.value.people] == ["budi"]
    assert in_hand() == {}


@pytest.mark.parametrize("make", [make_admin, lambda: make_staff(is_active=False)])
def test_an_admin_or_a_deactivated_account_gets_nothing(make, pool, people, admin):
    with pytest.raises(NotPresent):
        give(pool, 12, [*people, make()], admin)
    assert in_hand() == {}


def test_who_comes_back_from_leave_is_not_flooded(pool, people, admin):
    for _day in range(4):
        give(pool, 10, people[:2], admin)
    last = received(give(pool, 12, people, admin))
    assert last == {"ani": 4, "budi": 4, "cici": 4}


def test_who_joins_starts_at_the_mean_of_the_product(pool, people, admin, product):
    give(pool, 7, people[:2], admin)
    new = give(make_pool(product, rows=9), 9, people, admin)
    (share,) = [share for share in new.stored_shares if share.staff_name == "cici"]
    assert share.gap_before == 0
    assert share.received == 3
    behind = [share for share in new.stored_shares if share.gap_before == Fraction(1, 2)]
    assert len(behind) == 1


def test_gaps_are_of_one_product(pool, people, admin):
    give(pool, 7, people[:2], admin)
    other = give(make_pool(make_product(), rows=9), 4, people[:2], admin)
    assert {share.gap_before for share in other.stored_shares} == {0}


def test_too_few_are_said_of_all_that_was_asked_for_and_nothing_is_given(
    people, admin, stranger, product
):
    pool = make_pool(product, rows=10)
    make_reservation(stranger, product, "user1", by=admin)
    with pytest.raises(TooFew) as refused:
        give(pool, 12, people, admin)
    assert refused.value.eligible == 9
    assert refused.value.excluded == 1
    assert in_hand() == {}
    assert Batch.objects.count() == 0


def test_a_form_that_is_sent_twice_distributes_once(pool, people, admin):
    assert give(pool, 6, people, admin, key="k").pk == give(pool, 6, people, admin, key="k").pk
    assert sum(in_hand().values()) == 6


def test_who_got_what_counts_what_became_of_the_rows(pool, people, admin, product, stranger):
    distribution = give(pool, 30, people, admin)
    ani = people[0]
    rows = list(MemberRow.objects.with_staff(ani.pk))
    set_rows(rows[:4], whatsapp="ada")
    set_rows(rows[4:6], response="ya")
    set_rows(rows[6:7], response="tidak")
    make_deposit(ani, product, rows[0].customer_id, day=str(timezone.localdate()))
    # Of another staff member, another product, another customer.
    make_deposit(stranger, product, rows[1].customer_id, day=str(timezone.localdate()))
    make_deposit(ani, make_product(), rows[2].customer_id, day=str(timezone.localdate()))
    make_deposit(ani, product, "somebody", day=str(timezone.localdate()))
    # Before the distribution.
    make_deposit(ani, product, rows[3].customer_id, day="2020-01-01")
    counts = {each.share.staff_name: each for each in outcomes_of(distribution)}
    assert counts["ani"].count("received") == 10
    assert counts["ani"].count("worked") == 7
    assert counts["ani"].count("responded") == 2
    assert counts["ani"].count("deposited") == 1
    assert counts["ani"].rows["deposited"] == [rows[0].pk]
    assert counts["budi"].count("worked") == 0


def set_rows(rows, **values):
    MemberRow.objects.filter(pk__in=[row.pk for row in rows]).update(**values)

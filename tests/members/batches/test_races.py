"""Who validates, replaces, recalls and taps at the same moment (BZ-4, BZ-5, BZ-6)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members.batches.invalid_rows import alerts
from members.batches.invalid_rows.validation import mark_invalid
from members.batches.recall import recall_batch, recall_row
from members.batches.rows import NotInHand
from members.batches.work import set_whatsapp
from members.draws.proof import verify
from members.models import DatabaseKind, MemberRow, Replacement
from tests.make import make_admin
from tests.members.batches.make import give, rows_of, statuses, switch_on_replacement, users
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
WD = DatabaseKind.WD
AT_ONCE = 8


def at_once(verb, subjects):
    """What `verb` makes of each, or the name of what it raises."""

    def one(subject):
        try:
            return verb(subject)
        except (NotInHand, alerts.NotInvalid) as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, subjects))


def test_WD_2_the_limit_holds_however_many_rows_are_invalid_at_once(owner, product):
    database = make_database(product, rows=users(20), kind=WD)
    batch, rows = give(database, owner, 8)
    switch_on_replacement(WD, most=3)
    at_once(lambda row: mark_invalid(row.pk, by=owner, reason="mati"), rows)
    assert statuses(database) == {"archived": 3, "invalid": 5, "assigned": 3, "available": 9}
    assert Replacement.objects.filter(batch_id=batch.pk).count() == 3
    assert verify(database).faults == []


def test_BZ_5_of_many_admins_one_replaces(owner, product):
    database = make_database(product, rows=users(12), kind=WD)
    _batch, rows = give(database, owner, 1)
    mark_invalid(rows[0].pk, by=owner, reason="mati")
    admins = [make_admin() for _number in range(AT_ONCE)]
    became = at_once(lambda admin: alerts.replace_row(rows[0].pk, by=admin), admins)
    assert Counter(map(str, became))["NotInvalid"] == AT_ONCE - 1
    assert statuses(database) == {"archived": 1, "assigned": 1, "available": 10}


def test_a_tap_and_a_recall_at_once_leave_nothing_on_a_row_of_the_pool(owner, admin, product):
    database = make_database(product, rows=users(8), kind=WD)
    _batch, rows = give(database, owner, 8)

    def tap_or_recall(number):
        row = rows[number // 2]
        if number % 2:
            return recall_row(row.pk, by=admin)
        return set_whatsapp(row.pk, "ada", by=owner)

    at_once(tap_or_recall, range(16))
    back = MemberRow.objects.of(database.pk)
    assert statuses(database) == {"available": 8}
    assert set(back.values_list("whatsapp", flat=True)) == {""}


def test_two_recalls_of_a_batch_return_each_row_once(owner, admin, product):
    database = make_database(product, rows=users(5), kind=WD)
    batch, _rows = give(database, owner, 5)
    returned = at_once(lambda _number: recall_batch(batch.pk, by=admin), range(4))
    assert sum(returned) == 5
    assert rows_of(batch) == []
    times = MemberRow.objects.of(database.pk).values_list("times_returned", flat=True)
    assert list(times) == [1] * 5
    assert verify(database).faults == []

"""Rows of Bonanza and Member WD databases are given by an admin (BZ-3, WD-1)."""

import pytest

from members import reservations
from members.batches import assignment
from members.batches.lists import batches_in_hand
from members.batches.recall import recall_batch
from members.draws.take import NoReceiver, TooFew
from members.models import Batch, DatabaseKind, MemberRow, RowStatus
from tests.make import make_staff
from tests.members.batches.make import give, reserve, rows_of, statuses, users
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
WD, BONANZA = DatabaseKind.WD, DatabaseKind.BONANZA


def ids(database, *customers):
    pks = dict(MemberRow.objects.of(database.pk).values_list("customer_id", "pk"))
    return [pks[customer] for customer in customers]


def test_BZ_3_only_available_rows_that_nobody_has_reserved(owner, stranger, admin, product):
    database = make_database(product, rows=users(4), kind=BONANZA)
    reserve(stranger, product, "user1", by=admin)
    reservations.request(staff=stranger, customer_id="user2", product=product, phone="08123456")
    taken = ids(database, "user3")
    assignment.assign_rows(database.pk, taken, stranger, by=admin)
    chosen = ids(database, "user1", "user2", "user3", "user4")
    given = assignment.assign_rows(database.pk, chosen, owner, by=admin)
    assert given.rows == chosen[3:]
    assert given.blocked == dict(
        zip(chosen[:3], ["reserved", "pending", "not available"], strict=True)
    )
    assert [row.customer_id for row in rows_of(given.batch)] == ["user4"]


def test_BZ_3_nothing_happens_if_all_are_blocked(owner, stranger, admin, product):
    database = make_database(product, rows=users(1), kind=BONANZA)
    reserve(stranger, product, "user1", by=admin)
    before = database.events
    with pytest.raises(assignment.AllBlocked) as blocked:
        assignment.assign_rows(database.pk, ids(database, "user1"), owner, by=admin)
    assert list(blocked.value.blocked.values()) == ["reserved"]
    assert Batch.objects.count() == 0
    database.refresh_from_db()
    assert database.events == before + 1  # the reservation


def test_BZ_3_a_random_quantity_beyond_the_eligible_is_refused_with_the_numbers(
    owner, stranger, admin, product
):
    database = make_database(product, rows=users(5), kind=WD)
    reserve(stranger, product, "user1", by=admin)
    with pytest.raises(TooFew) as few:
        assignment.assign_random(database.pk, 5, owner, by=admin)
    assert few.value.eligible == 4
    assert few.value.excluded == 1
    assert Batch.objects.count() == 0
    batch, draw = assignment.assign_random(database.pk, 4, owner, by=admin)
    assert draw.passed_over_count <= 1
    assert {row.customer_id for row in rows_of(batch)} == {"user2", "user3", "user4", "user5"}


def test_WD_1_rows_are_added_to_a_chosen_batch(owner, admin, product):
    database = make_database(product, rows=users(3), kind=WD)
    batch, _rows = give(database, owner, 1)
    give(database, owner, 2, batch_id=batch.pk)
    assert len(rows_of(batch)) == 3
    assert Batch.objects.count() == 1


def test_an_emptied_batch_that_gets_rows_is_worked_off_again(owner, admin, product):
    database = make_database(product, rows=users(2), kind=WD)
    batch, _rows = give(database, owner, 1)
    recall_batch(batch.pk, by=admin)
    give(database, owner, 1, batch_id=batch.pk)
    assert batches_in_hand(staff_id=owner.pk) == [batch.pk]


@pytest.mark.parametrize("foreign", ["staff", "database"])
def test_WD_3_never_into_the_batch_of_another(foreign, owner, stranger, admin, product):
    """The earlier application did not ask whose batch it was."""
    database = make_database(product, rows=users(2), kind=WD)
    other = make_database(product, rows=users(2), kind=WD)
    batch, _rows = give(other if foreign == "database" else database, stranger, 1)
    with pytest.raises(assignment.ForeignBatch):
        assignment.assign_random(
            database.pk,
            1,
            owner if foreign == "staff" else stranger,
            by=admin,
            batch_id=batch.pk,
        )
    assert MemberRow.objects.filter(staff_id=owner.pk).count() == 0


def test_only_active_staff_get_rows_and_normal_databases_are_asked_for(owner, admin, product):
    database = make_database(product, rows=users(1), kind=WD)
    for nobody in (admin, make_staff(is_active=False)):
        with pytest.raises(NoReceiver):
            assignment.assign_random(database.pk, 1, nobody, by=admin)
    with pytest.raises(assignment.NotAssignable):
        assignment.assign_random(make_database(product, rows=users(1)).pk, 1, owner, by=admin)
    assert statuses(database) == {RowStatus.AVAILABLE: 1}

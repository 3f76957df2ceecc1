"""Taking rows out of a pool (DB-3, DB-4, RS-12)."""

import hashlib

import pytest

from crm.mongo.inspection import recorded_commands, rows_examined
from crm.mongo.transaction import transactional
from members import reservations
from members.databases.pool import lock_pool, return_rows, stored_rows
from members.draws.take import NoReceiver, TooFew, take
from members.models import Draw, DrawPurpose, MemberDatabase, MemberRow, RowStatus
from members.rules.draw import draw_key, seal
from tests.make import make_admin, make_product, make_reservation, make_staff
from tests.members.draws.make import make_pool
from tests.members.make import add_rows

pytestmark = pytest.mark.django_db


@transactional
def draw_rows(database, staff, count, *, by, status=RowStatus.ASSIGNED, **more):
    pool = lock_pool(database.pk)
    return take(pool, staff, count, DrawPurpose.ASSIGNMENT, by=by, status=status, **more)


class Undone(Exception):
    pass


@transactional
def draw_and_undo(database, staff, count, *, by):
    """So that its commands can be explained in the state that they have met."""
    draw_rows(database, staff, count, by=by)
    raise Undone


@transactional
def give_back(database, row_id):
    pool = lock_pool(database.pk)
    return_rows(pool, stored_rows(pool, {"_id": row_id}))


def by_key(database):
    return list(MemberRow.objects.of(database.pk).order_by("draw_key"))


def test_the_next_rows_by_key_are_taken_and_nobody_elses(owner, admin, product):
    database = make_pool(product, rows=20)
    expected = by_key(database)
    first = draw_rows(database, owner, 5, by=admin)
    second = draw_rows(database, owner, 5, by=admin)
    assert first.taken_ids == [row.pk for row in expected[:5]]
    assert second.taken_ids == [row.pk for row in expected[5:10]]
    assert second.first_key == expected[5].draw_key
    assert second.last_key == expected[9].draw_key


def test_a_large_draw_looks_at_no_more_rows_than_it_takes(owner, admin, product):
    database = make_pool(product, rows=400)
    with recorded_commands() as commands, pytest.raises(Undone):
        draw_and_undo(database, owner, 150, by=admin)
    [update] = [each for each in commands if each[:2] == ("update", "members_memberrow")]
    assert rows_examined(update) == 150


def test_a_taken_row_says_whose_it_is_since_when_and_nothing_else_changes(owner, admin, product):
    database = make_pool(product, rows=3)
    draw = draw_rows(database, owner, 2, by=admin)
    mine = MemberRow.objects.with_staff(owner.pk)
    assert {row.pk for row in mine} == set(draw.taken_ids)
    assert {row.assigned_at for row in mine} == {draw.at}
    assert {row.staff_name for row in mine} == {owner.name}
    left = MemberRow.objects.of(database.pk).exclude(pk__in=draw.taken_ids).get()
    assert left.status == RowStatus.AVAILABLE
    assert left.staff_id is None


def test_case_54_too_few_says_how_many_could_be_taken_and_how_many_are_excluded(
    owner, stranger, admin, product
):
    database = make_pool(product, rows=10)
    for customer in ("user1", "USER 2", "user3"):
        make_reservation(stranger, product, customer, by=admin)
    with pytest.raises(TooFew) as refused:
        draw_rows(database, owner, 8, by=admin)
    assert refused.value.eligible == 7
    assert refused.value.excluded == 3
    assert Draw.objects.count() == 0
    draw = draw_rows(database, owner, 7, by=admin)
    free = MemberRow.objects.exclude(customer_id__in=["user1", "user2", "user3"])
    assert set(draw.taken_ids) == {row.pk for row in free}


def test_DB_4_a_pending_request_and_the_askers_own_reservation_exclude_as_well(
    owner, admin, product
):
    database = make_pool(product, rows=4)
    reservations.request(staff=owner, customer_id="user1", product=product, phone="0812345678")
    make_reservation(owner, product, "user2", by=admin)
    draw = draw_rows(database, owner, 5, by=admin, fewer=True)
    taken = MemberRow.objects.filter(pk__in=draw.taken_ids)
    assert {row.customer_id for row in taken} == {"user3", "user4"}
    assert draw.passed_over_count == 2
    assert {entry[1] for entry in draw.passed_over} == {"pending", "reserved"}


def test_RS_12_a_reservation_in_another_product_excludes_nothing(owner, admin, product):
    database = make_pool(product, rows=2)
    make_reservation(owner, make_product(), "user1", by=admin)
    assert len(draw_rows(database, owner, 2, by=admin).taken) == 2


def test_RS_12_any_id_like_cell_excludes_and_a_short_number_does_not(owner, admin, product):
    database = make_pool(product)
    add_rows(database, ["budi99", "12345"])
    # The name is a cell as well; a pure number under six digits is nobody in another column.
    make_reservation(owner, product, "Name of budi99", by=admin)
    draw = draw_rows(database, owner, 5, by=admin, fewer=True)
    assert [row.customer_id for row in MemberRow.objects.filter(pk__in=draw.taken_ids)] == ["12345"]


def test_with_fewer_it_takes_what_is_there_and_says_how_many_were_asked_for(owner, admin, product):
    draw = draw_rows(make_pool(product, rows=3), owner, 5, by=admin, fewer=True)
    assert draw.count == 5
    assert len(draw.taken) == 3


def test_a_row_that_comes_back_stands_at_another_place(owner, admin, product):
    database = make_pool(product, rows=5)
    first = draw_rows(database, owner, 1, by=admin)
    give_back(database, first.taken_ids[0])
    row = MemberRow.objects.get(pk=first.taken_ids[0])
    assert row.times_returned == 1
    assert row.draw_key != first.first_key
    secret = MemberDatabase.objects.get().secret
    assert row.draw_key == draw_key(secret, str(row.pk), 1)
    again = draw_rows(database, owner, 5, by=admin)
    assert [str(row.pk), 1] in again.taken


def test_each_draw_bears_the_hash_of_the_one_before_and_its_own(owner, admin, product):
    database = make_pool(product, rows=4)
    draw_rows(database, owner, 1, by=admin)
    draw_rows(database, owner, 2, by=admin)
    first, second = Draw.objects.order_by("number")
    database.refresh_from_db()
    assert first.previous_hash == ""
    assert second.previous_hash == first.hash
    assert database.last_hash == second.hash
    assert seal(second.statement()) == second.hash


def test_the_secret_of_a_database_is_committed_to_from_the_first_day(product):
    database = make_pool(product)
    assert database.commitment == hashlib.sha256(bytes.fromhex(database.secret)).hexdigest()


@pytest.mark.parametrize("make", [make_admin, lambda: make_staff(is_active=False)])
def test_rows_go_to_active_staff_only(make, admin, product):
    database = make_pool(product, rows=1)
    with pytest.raises(NoReceiver):
        draw_rows(database, make(), 1, by=admin)
    assert MemberRow.objects.get().status == RowStatus.AVAILABLE


def test_a_deleted_database_gives_nothing(owner, admin, product):
    database = make_pool(product, rows=1)
    MemberDatabase.objects.update(is_deleted=True)
    with pytest.raises(MemberDatabase.DoesNotExist):
        draw_rows(database, owner, 1, by=admin)

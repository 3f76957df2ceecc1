"""Staff say which rows are invalid; what comes for them (BZ-4, BZ-5, WD-2)."""

import pytest

from crm.notifications.models import Notification
from members.batches.invalid_rows import alerts
from members.batches.invalid_rows.replacement import Shortage
from members.batches.invalid_rows.validation import (
    AlreadyInvalid,
    NoReason,
    NotValidated,
    mark_invalid,
    mark_valid,
    unmark,
)
from members.batches.lists import batches_in_hand
from members.batches.rows import NotInHand, NotWorkable
from members.models import DatabaseKind, MemberRow, PoolEvent, Replacement, RowStatus
from tests.members.batches.make import (
    give,
    reserve,
    rows_of,
    statuses,
    switch_on_replacement,
    users,
)
from tests.members.make import add_rows, make_database

pytestmark = pytest.mark.django_db
WD, BONANZA = DatabaseKind.WD, DatabaseKind.BONANZA


def invalidate(rows, by, reason="nomor mati"):
    return [mark_invalid(row.pk, by=by, reason=reason) for row in rows]


def asked(admin):
    return Notification.objects.filter(user=admin, kind="rows-invalid", is_read=False).count()


@pytest.mark.parametrize("kind", [WD, BONANZA])
def test_case_58_ten_of_twelve_are_replaced_by_rows_that_nobody_has_reserved(
    kind, owner, stranger, admin, product
):
    database = make_database(product, rows=users(12), kind=kind)
    batch, rows = give(database, owner, 12)
    add_rows(database, [f"new{number}" for number in range(20)])
    for number in range(5):
        reserve(stranger, product, f"new{number}", by=admin)
    switch_on_replacement(kind)
    became = invalidate(rows, owner)
    came = {outcome.new_row_id for outcome in became if outcome.new_row_id}
    assert len(came) == 10
    assert [outcome.shortage for outcome in became[10:]] == [Shortage.LIMIT] * 2
    assert statuses(database) == {"archived": 10, "invalid": 2, "assigned": 10, "available": 5} | {
        "reserved": 5
    }
    new = MemberRow.objects.filter(pk__in=came)
    assert {row.batch_id for row in new} == {batch.pk}
    assert {row.staff_id for row in new} == {owner.pk}
    assert [row.reservation_id for row in new] == [None] * 10
    assert asked(admin) == 1


def test_BZ_4_without_replacement_the_row_stays_and_admins_are_asked_once(owner, admin, product):
    database = make_database(product, rows=users(5), kind=BONANZA)
    _batch, rows = give(database, owner, 3)
    became = invalidate(rows[:2], owner)
    assert [outcome.shortage for outcome in became] == [Shortage.OFF] * 2
    assert statuses(database) == {"invalid": 2, "assigned": 1, "available": 2}
    assert asked(admin) == 1


def test_WD_2_a_replacement_comes_from_the_same_database_into_the_same_batch(owner, product):
    database = make_database(product, rows=users(3), kind=WD)
    other = make_database(product, rows=users(3), kind=WD)
    first, _rows = give(database, owner, 1)
    second, rows = give(database, owner, 1)
    switch_on_replacement(WD)
    (became,) = invalidate(rows, owner)
    new = MemberRow.objects.get(pk=became.new_row_id)
    assert new.database_id == database.pk
    assert new.batch_id == second.pk
    assert len(rows_of(first)) == 1
    assert statuses(other) == {"available": 3}


def test_WD_3_a_replacement_is_never_a_row_that_is_reserved(owner, stranger, admin, product):
    """The earlier application handed them out for Member WD."""
    database = make_database(product, rows=users(1), kind=WD)
    _batch, rows = give(database, owner, 1)
    add_rows(database, ["a-reserved", "b-free"])
    reserve(stranger, product, "a-reserved", by=admin)
    switch_on_replacement(WD)
    (became,) = invalidate(rows, owner)
    assert MemberRow.objects.get(pk=became.new_row_id).customer_id == "b-free"


def test_BZ_4_reserved_rows_do_not_hide_an_available_one_behind_them(
    owner, stranger, admin, product
):
    """The earlier application looked at three rows in stored order and reported none."""
    database = make_database(product, rows=users(1), kind=BONANZA)
    _batch, rows = give(database, owner, 1)
    names = [f"held{number}" for number in range(9)]
    add_rows(database, [*names, "free"])
    for name in names:
        reserve(stranger, product, name, by=admin)
    switch_on_replacement(BONANZA)
    (became,) = invalidate(rows, owner)
    assert MemberRow.objects.get(pk=became.new_row_id).customer_id == "free"


def test_a_shortage_is_said_and_changes_no_row(owner, admin, product):
    database = make_database(product, rows=users(1), kind=WD)
    _batch, rows = give(database, owner, 1)
    switch_on_replacement(WD)
    (became,) = invalidate(rows, owner)
    assert became.shortage == Shortage.NONE_LEFT
    assert statuses(database) == {"invalid": 1}
    assert asked(admin) == 1


def test_BZ_4_a_row_earns_one_replacement_however_often_it_is_said(owner, product):
    """The earlier application replaced an archived row again."""
    database = make_database(product, rows=users(4), kind=BONANZA)
    _batch, rows = give(database, owner, 1)
    switch_on_replacement(BONANZA)
    invalidate(rows, owner)
    with pytest.raises(NotInHand):
        mark_invalid(rows[0].pk, by=owner, reason="lagi")
    assert statuses(database) == {"archived": 1, "assigned": 1, "available": 2}
    assert Replacement.objects.count() == 1


def test_what_is_invalid_already_is_not_said_again(owner, product):
    database = make_database(product, rows=users(2), kind=WD)
    _batch, rows = give(database, owner, 1)
    invalidate(rows, owner)
    with pytest.raises(AlreadyInvalid):
        mark_invalid(rows[0].pk, by=owner, reason="lagi")


def test_BZ_4_the_limit_of_bonanza_counts_what_the_person_still_has(owner, product):
    database = make_database(product, rows=users(6), kind=BONANZA)
    _batch, rows = give(database, owner, 2)
    switch_on_replacement(BONANZA, most=1)
    first, second = invalidate(rows, owner)
    assert second.shortage == Shortage.LIMIT
    # The one that came goes in its turn, so another may come.
    assert mark_invalid(first.new_row_id, by=owner, reason="mati").new_row_id


def test_WD_2_the_limit_of_member_wd_counts_what_ever_came_into_the_batch(owner, product):
    database = make_database(product, rows=users(6), kind=WD)
    _batch, rows = give(database, owner, 1)
    switch_on_replacement(WD, most=1)
    (first,) = invalidate(rows, owner)
    assert mark_invalid(first.new_row_id, by=owner, reason="mati").shortage == Shortage.LIMIT


@pytest.mark.parametrize("reason", ["", "   ", "​", "x" * 201])
def test_BZ_4_who_says_that_a_row_is_invalid_says_why(reason, owner, product):
    _batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    with pytest.raises(NoReason):
        mark_invalid(rows[0].pk, by=owner, reason=reason)
    assert rows_of(_batch)[0].status == RowStatus.ASSIGNED


def test_only_who_has_a_row_validates_it(owner, stranger, product):
    batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    with pytest.raises(NotInHand):
        mark_invalid(rows[0].pk, by=stranger, reason="mati")
    assert rows_of(batch)[0].status == RowStatus.ASSIGNED


def test_rows_of_normal_databases_are_not_validated(owner, product, written_by_hand):
    database = make_database(product, rows=users(1))
    _batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    MemberRow.objects.filter(pk=rows[0].pk).update(database_id=database.pk)
    with pytest.raises(NotValidated):
        mark_valid(rows[0].pk, by=owner)


def test_RS_8_a_row_taken_by_a_reservation_is_left_alone(owner, stranger, admin, product):
    database = make_database(product, rows=users(1), kind=WD)
    _batch, rows = give(database, owner, 1)
    reserve(stranger, product, "user1", by=admin)
    with pytest.raises(NotWorkable):
        mark_invalid(rows[0].pk, by=owner, reason="mati")


def test_what_was_said_is_taken_back_and_the_question_with_it(owner, admin, product):
    batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    invalidate(rows, owner)
    assert mark_valid(rows[0].pk, by=owner)
    (row,) = rows_of(batch)
    assert row.status == RowStatus.ASSIGNED
    assert row.validation == "valid"
    assert row.invalid_reason == ""
    assert asked(admin) == 0
    assert unmark(row.pk, by=owner)
    assert rows_of(batch)[0].validation == ""


def test_BZ_5_an_admin_replaces_archives_or_finds_a_row_usable(owner, admin, product):
    database = make_database(product, rows=users(4), kind=BONANZA)
    batch, rows = give(database, owner, 3)
    invalidate(rows, owner)
    (waiting,) = alerts.invalid_rows()
    assert waiting.number == 3
    assert waiting.staff_id == owner.pk
    alerts.replace_row(rows[0].pk, by=admin)
    alerts.archive_row(rows[1].pk, by=admin)
    assert asked(admin) == 1
    alerts.dismiss_row(rows[2].pk, by=admin)
    assert alerts.invalid_rows() == []
    assert asked(admin) == 0
    assert statuses(database) == {"archived": 2, "assigned": 2}
    assert batches_in_hand(staff_id=owner.pk) == [batch.pk]


def test_BZ_5_without_a_row_left_the_invalid_one_waits_on(owner, admin, product):
    database = make_database(product, rows=users(1), kind=BONANZA)
    _batch, rows = give(database, owner, 1)
    invalidate(rows, owner)
    with pytest.raises(alerts.NoneLeft):
        alerts.replace_row(rows[0].pk, by=admin)
    assert alerts.invalid_rows()[0].number == 1


def test_two_admins_decide_once(owner, admin, product):
    database = make_database(product, rows=users(3), kind=BONANZA)
    _batch, rows = give(database, owner, 1)
    invalidate(rows, owner)
    alerts.replace_row(rows[0].pk, by=admin)
    with pytest.raises(alerts.NotInvalid):
        alerts.replace_row(rows[0].pk, by=admin)
    assert statuses(database) == {"archived": 1, "assigned": 1, "available": 1}


def test_every_event_of_the_pool_is_in_its_log(owner, admin, product):
    """None is left out, so that each draw can be computed again."""
    database = make_database(product, rows=users(3), kind=WD)
    _batch, rows = give(database, owner, 1)
    switch_on_replacement(WD)
    invalidate(rows, owner)
    database.refresh_from_db()
    events = PoolEvent.objects.filter(database_id=database.pk).count()
    assert events + database.draws == database.events

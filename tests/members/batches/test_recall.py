"""Rows come back from staff, and batches without rows disappear (BZ-6, WD-2, RO-12)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.audit.models import Event
from members.batches import assignment
from members.batches.invalid_rows import alerts, archive
from members.batches.invalid_rows.validation import mark_invalid
from members.batches.lists import batches_in_hand
from members.batches.recall import recall_batch, recall_row, return_rows_of
from members.batches.rows import NotInHand
from members.batches.work import set_whatsapp
from members.draws.idle import settle_idle_rows
from members.draws.proof import verify
from members.draws.take import TooFew
from members.models import ConflictEvent, DatabaseKind, MemberRow, RowStatus
from tests.members.batches.make import (
    give,
    reserve,
    rows_of,
    statuses,
    switch_on_replacement,
    users,
)
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
WD = DatabaseKind.WD


def to_work_off(staff):
    return batches_in_hand(staff_id=staff.pk)


def test_case_59_recall_of_every_row_of_a_batch(owner, stranger, admin, product):
    database = make_database(product, rows=users(3), kind=WD)
    batch, rows = give(database, owner, 3)
    set_whatsapp(rows[0].pk, "ada", by=owner)
    reserve(stranger, product, "user2", by=admin)
    for row in rows:
        recall_row(row.pk, by=admin)
    assert to_work_off(owner) == []
    assert rows_of(batch) == []
    assert statuses(database) == {"available": 2, "reserved": 1}
    back = MemberRow.objects.get(pk=rows[0].pk)
    assert back.whatsapp == ""
    assert back.whatsapp_at is None
    assert back.staff_id is None
    assert not MemberRow.objects.get(customer_id="user2").is_conflict


def test_the_batch_stays_as_long_as_one_row_does(owner, admin, product):
    batch, rows = give(make_database(product, rows=users(2), kind=WD), owner, 2)
    recall_row(rows[0].pk, by=admin)
    assert to_work_off(owner) == [batch.pk]
    recall_row(rows[1].pk, by=admin)
    assert to_work_off(owner) == []


def test_a_whole_batch_is_recalled_at_once(owner, admin, product):
    database = make_database(product, rows=users(4), kind=WD)
    batch, _rows = give(database, owner, 3)
    assert recall_batch(batch.pk, by=admin) == 3
    assert to_work_off(owner) == []
    assert statuses(database) == {"available": 4}


def test_many_rows_are_recalled_in_parts_each_with_its_history(owner, admin, product, monkeypatch):
    monkeypatch.setattr("members.batches.recall.ROWS_AT_ONCE", 2)
    database = make_database(product, rows=users(6), kind=WD)
    batch, rows = give(database, owner, 5)
    recall_row(rows[0].pk, by=admin)
    assert recall_batch(batch.pk, by=admin, reason="libur") == 4
    assert statuses(database) == {"available": 6}
    for row in rows[1:]:
        event = Event.objects.filter(subject=row.pk).latest("sequence")
        assert (event.verb, event.reason) == ("recall", "libur")
        assert event.before == {"staff_name": owner.name, "status": "assigned"}
        places = Event.objects.filter(subject=row.pk).values_list("sequence", flat=True)
        assert sorted(places) == list(range(1, len(places) + 1))


def test_a_recalled_row_has_another_place_among_those_to_draw(owner, admin, product):
    _batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    recall_row(rows[0].pk, by=admin)
    back = MemberRow.objects.get(pk=rows[0].pk)
    assert back.times_returned == 1
    assert back.draw_key != rows[0].draw_key


def test_nothing_is_recalled_twice(owner, admin, product):
    _batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    recall_row(rows[0].pk, by=admin)
    with pytest.raises(NotInHand):
        recall_row(rows[0].pk, by=admin)
    assert MemberRow.objects.get(pk=rows[0].pk).times_returned == 1


def test_RO_12_all_rows_of_who_leaves_return_whatever_their_kind(owner, stranger, admin, product):
    """In the earlier application those of Bonanza and Member WD stayed with a ghost."""
    databases = [
        make_database(product, rows=users(2), kind=kind) for kind in (WD, DatabaseKind.BONANZA)
    ]
    for database in databases:
        give(database, owner, 1)
        give(database, stranger, 1)
    assert return_rows_of(owner.pk, by=admin, reason="keluar") == 2
    assert statuses(*databases) == {"available": 2, "assigned": 2}
    assert to_work_off(owner) == []
    assert len(to_work_off(stranger)) == 2


def test_the_last_row_of_a_batch_that_is_archived_empties_it(owner, admin, product):
    batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    mark_invalid(rows[0].pk, by=owner, reason="mati")
    assert to_work_off(owner) == [batch.pk]
    recall_row(rows[0].pk, by=admin)
    assert to_work_off(owner) == []


def test_BZ_6_an_archived_row_is_restored_to_its_pool_or_emptied_for_good(
    owner, admin, product, written_by_hand
):
    database = make_database(product, rows=users(2), kind=WD)
    _batch, rows = give(database, owner, 2)
    MemberRow.objects.filter(pk__in=[row.pk for row in rows]).update(status=RowStatus.ARCHIVED)
    archive.restore_row(rows[0].pk, by=admin)
    assert MemberRow.objects.get(pk=rows[0].pk).status == RowStatus.AVAILABLE
    archive.delete_row(rows[1].pk, by=admin)
    emptied = MemberRow.objects.get(pk=rows[1].pk)
    assert emptied.status == RowStatus.ARCHIVED
    assert emptied.cells == []
    assert emptied.phone == ""
    assert emptied.terms == []
    with pytest.raises(archive.NotArchived):
        archive.restore_row(rows[1].pk, by=admin)


def test_the_draws_are_proven_after_all_that_becomes_of_rows(owner, stranger, admin, product):
    database = make_database(product, rows=users(12), kind=WD)
    switch_on_replacement(WD, most=1)
    batch, rows = give(database, owner, 4)
    reserve(stranger, product, rows[3].customer_id, by=admin)
    mark_invalid(rows[0].pk, by=owner, reason="mati")
    mark_invalid(rows[1].pk, by=owner, reason="mati")
    alerts.replace_row(rows[1].pk, by=admin)
    mark_invalid(rows[2].pk, by=owner, reason="mati")
    alerts.archive_row(rows[2].pk, by=admin)
    archive.restore_row(rows[0].pk, by=admin)
    archive.delete_row(rows[1].pk, by=admin)
    free = MemberRow.objects.of(database.pk).filter(status=RowStatus.AVAILABLE)
    assignment.assign_rows(database.pk, [free[0].pk, free[1].pk], owner, by=admin)
    give(database, stranger, 2)
    recall_batch(batch.pk, by=admin)
    return_rows_of(owner.pk, by=admin, reason="keluar")
    give(database, stranger, 3)
    assert verify(database).faults == []


def cleared():
    """Of whom the log says that a conflict has ended, and for whom it was."""
    ends = ConflictEvent.objects.filter(change="cleared").order_by("pk")
    return list(ends.values_list("staff_name", "reserved_for_name", "customer_id"))


def in_conflict(owner, stranger, admin, product, *, is_invalid=False):
    """A row of the owner whose customer a colleague has reserved."""
    database = make_database(product, rows=users(2), kind=WD)
    _batch, rows = give(database, owner, 2)
    customer = rows[0].customer_id
    if is_invalid:
        mark_invalid(rows[0].pk, by=owner, reason="dead")
    reserve(stranger, product, customer, by=admin)
    return database, MemberRow.objects.get(pk=rows[0].pk)


@pytest.mark.parametrize("how", ["recall", "leaver", "archive", "idle"])
def test_RS_9_the_log_says_that_a_conflict_ended_with_the_row_going_back(
    how, owner, stranger, admin, product
):
    is_invalid = how == "archive"
    _database, row = in_conflict(owner, stranger, admin, product, is_invalid=is_invalid)
    assert row.is_conflict
    if how == "recall":
        recall_row(row.pk, by=admin)
    elif how == "leaver":
        return_rows_of(owner.pk, by=admin, reason="has left")
    elif how == "archive":
        alerts.archive_row(row.pk, by=admin)
    else:
        far = timezone.localdate() + timedelta(days=30)
        settle_idle_rows(owner.pk, far, 3)
    assert not MemberRow.objects.get(pk=row.pk).is_conflict
    assert cleared() == [("owner", "stranger", row.customer_id)]


def test_BZ_6_a_recalled_row_in_conflict_is_drawn_by_nobody(owner, stranger, admin, product):
    database, row = in_conflict(owner, stranger, admin, product)
    recall_row(row.pk, by=admin)
    with pytest.raises(TooFew):
        assignment.assign_random(database.pk, 1, owner, by=admin)
    assert MemberRow.objects.get(pk=row.pk).status == RowStatus.RESERVED
    assert verify(database).faults == []


def test_a_row_without_a_conflict_ends_none(owner, admin, product):
    _batch, rows = give(make_database(product, rows=users(1), kind=WD), owner, 1)
    recall_row(rows[0].pk, by=admin)
    assert cleared() == []

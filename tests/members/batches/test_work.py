"""What staff find out about their rows (DB-9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.audit.models import Event
from members.batches import cards
from members.batches.lists import counts_of, due_count, match_of, rows_page
from members.batches.recall import recall_row
from members.batches.rows import NotInHand, NotWorkable
from members.batches.shares import share_of, shares_of
from members.batches.work import call_again, set_response, set_whatsapp
from members.models import Batch, DatabaseKind, MemberRow
from tests.members.batches.make import give, reserve, rows_of, users
from tests.members.make import make_database
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(owner, product):
    return give(make_database(product, rows=users(6), kind=DatabaseKind.WD), owner, 6)[0]


def test_DB_9_a_status_is_stamped_with_its_time_and_cleared_with_it(batch, owner):
    row = rows_of(batch)[0]
    assert set_whatsapp(row.pk, "ada", by=owner)
    assert set_response(row.pk, "ya", by=owner)
    row = rows_of(batch)[0]
    assert row.whatsapp == "ada"
    assert row.whatsapp_at
    assert row.response == "ya"
    assert row.responded_at
    set_whatsapp(row.pk, "", by=owner)
    row = rows_of(batch)[0]
    assert row.whatsapp == ""
    assert row.whatsapp_at is None
    assert row.response == "ya"


def test_the_same_again_is_no_news_and_keeps_its_time(batch, owner):
    row = rows_of(batch)[0]
    set_whatsapp(row.pk, "ada", by=owner)
    at = rows_of(batch)[0].whatsapp_at
    assert not set_whatsapp(row.pk, "ada", by=owner)
    assert rows_of(batch)[0].whatsapp_at == at


def test_what_was_cleared_stands_in_history(batch, owner):
    row = rows_of(batch)[0]
    set_whatsapp(row.pk, "ada", by=owner)
    set_whatsapp(row.pk, "", by=owner)
    events = Event.objects.about(row).filter(verb="whatsapp")
    assert [event.after for event in events] == [{"whatsapp": "ada"}, {"whatsapp": ""}]
    assert {event.actor_name for event in events} == {"owner"}


def test_nobody_works_what_is_not_theirs(batch, owner, stranger, admin, product):
    first, second, *_rest = rows_of(batch)
    with pytest.raises(NotInHand):
        set_whatsapp(first.pk, "ada", by=stranger)
    recall_row(first.pk, by=admin)
    with pytest.raises(NotInHand):
        set_response(first.pk, "ya", by=owner)
    reserve(stranger, product, second.customer_id, by=admin)
    with pytest.raises(NotWorkable):
        set_whatsapp(second.pk, "ada", by=owner)
    assert set(MemberRow.objects.values_list("whatsapp", flat=True)) == {""}


@pytest.mark.parametrize("value", ["x", "ADA", "ya"])
def test_an_unknown_status_is_none(value, batch, owner):
    with pytest.raises(ValueError, match=value):
        set_whatsapp(rows_of(batch)[0].pk, value, by=owner)


def test_a_row_is_called_again_on_its_date_and_after_it(batch, owner):
    today = timezone.localdate()
    first, second, third, *_rest = rows_of(batch)
    call_again(first.pk, today, by=owner)
    call_again(second.pk, today + timedelta(1), by=owner)
    MemberRow.objects.filter(pk=third.pk).update(call_again_on=today - timedelta(3))
    assert due_count(owner.pk) == 2
    page = rows_page(match_of(batch, share_of(batch.kind, "call")), "")
    assert [row["_id"] for row in page.rows] == [first.pk, third.pk]
    with pytest.raises(ValueError, match=str(today.year)):
        call_again(first.pk, today - timedelta(1), by=owner)
    assert call_again(first.pk, None, by=owner)
    assert due_count(owner.pk) == 1


def test_WD_3_the_counts_of_a_batch_are_those_of_the_lists_they_open(
    batch, owner, stranger, admin, product
):
    """Counts were stored, and drifted."""
    rows = rows_of(batch)
    for row, status in zip(rows, ("ada", "ada", "ceklis1", "tidak"), strict=False):
        set_whatsapp(row.pk, status, by=owner)
    set_response(rows[0].pk, "ya", by=owner)
    set_response(rows[1].pk, "tidak", by=owner)
    reserve(stranger, product, rows[5].customer_id, by=admin)
    counts = counts_of([batch])[batch.pk]
    assert counts == {
        "all": 6,
        "todo": 5,
        "call": 0,
        "ada": 2,
        "ceklis1": 1,
        "tidak": 1,
        "responded": 1,
        "silent": 1,
        "valid": 0,
        "invalid": 0,
        "taken": 1,
    }
    for share in shares_of(batch.kind):
        assert len(rows_page(match_of(batch, share), "").rows) == counts[share.key], share.key


def test_a_list_goes_on_by_number_in_both_directions(owner, product):
    batch, rows = give(make_database(product, rows=users(70), kind=DatabaseKind.WD), owner, 70)
    first = rows_page(match_of(batch), "")
    second = rows_page(match_of(batch), first.next)
    third = rows_page(match_of(batch), second.next)
    numbers = [row["number"] for page in (first, second, third) for row in page.rows]
    assert numbers == [row.number for row in rows]
    assert third.next == ""
    assert rows_page(match_of(batch), third.previous).rows == second.rows


def test_DB_9_pinned_batches_come_first_then_the_newest(owner, stranger, product, client_of):
    database = make_database(product, rows=users(3), kind=DatabaseKind.WD)
    batches = [give(database, owner, 1)[0] for _number in range(3)]
    cards.pin_batch(batches[0].pk, is_pinned=True, by=owner)
    cards.pin_batch(batches[1].pk, is_pinned=True, by=stranger)
    page = parsed(client_of(owner).get("/members/mine/"))
    order = [card["id"] for card in page.all("li") if card.get("id").startswith("batch-")]
    assert order == [f"batch-{batches[place].pk}" for place in (0, 2, 1)]


def test_WD_1_staff_call_their_own_batch_as_they_like(batch, owner, stranger):
    cards.rename_batch(batch.pk, "Pagi", by=stranger)
    assert str(Batch.objects.get(pk=batch.pk)) == batch.database_name
    cards.rename_batch(batch.pk, "Pagi", by=owner)
    assert str(Batch.objects.get(pk=batch.pk)) == "Pagi"

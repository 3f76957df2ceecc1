"""A row read as it is stored is the row that the model's own queryset reads."""

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from crm.mongo.stored import all_stored, first_stored, store_new
from crm.mongo.transaction import transactional
from crm.notifications.models import Notification
from crm.staff.models import Session, User
from members.models import Reservation
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(client):
    """One of each model that is read so, with everything in it that a row can have."""
    admin, holder = make_admin(blocked_pages=["trash"], email="a@example.com"), make_staff()
    admin.list_layout = {"columns": {"omset": ["note"]}, "density": "compact"}
    admin.save()
    product = make_product()
    reservation = make_reservation(holder, product, "x")
    waits = make_deposit(make_staff(), product, "x", nominal="1234.56", note="tambahan")
    deleted = trash.delete(make_deposit(holder, product, "y").pk, by=admin)
    client.force_login(admin)
    return [admin, holder, reservation, waits, deleted, Session.objects.get()]


def test_every_field_has_the_value_and_type_that_a_query_reads(rows):
    for row in rows:
        model, pk = type(row), type(row)._meta.pk
        stored, queried = first_stored(model, {pk.column: row.pk}), model.objects.get(pk=row.pk)
        for field in model._meta.concrete_fields:
            actual, expected = getattr(stored, field.attname), getattr(queried, field.attname)
            assert actual == expected, field
            assert type(actual) is type(expected), field
    assert {type(row) for row in rows} == {User, Reservation, OmsetRecord, Session}


def test_it_can_be_changed_and_saved_like_any_other(rows):
    user = first_stored(User, {"_id": rows[0].pk})
    user.name = "Another"
    user.save()
    assert User.objects.get(pk=user.pk).name == "Another"
    assert User.objects.count() == 4


def test_a_field_that_the_stored_row_lacks_is_none(rows):
    pk = rows[3].pk
    table = connection.get_collection(OmsetRecord._meta.db_table)
    table.update_one({"_id": pk}, {"$unset": {"conflict": 1, "decided_at": 1}})
    record = first_stored(OmsetRecord, {"_id": pk})
    assert record.conflict is None
    assert record.decided_at is None


def test_nothing_that_matches_is_none_and_all_of_the_match_counts(rows):
    assert first_stored(Reservation, {"customer_key": "nobody"}) is None
    alive = {"_id": rows[0].pk, "created_at": {"$gt": timezone.now()}}
    assert first_stored(User, alive) is None


def test_all_that_match_come_each_as_the_first_one_would(rows):
    staff = all_stored(User, {"role": "staff"})
    assert {user.pk for user in staff} == {rows[1].pk, rows[3].staff_id}
    assert all_stored(User, {"role": "nobody"}) == []


def test_new_rows_are_stored_as_a_queryset_stores_them(rows):
    values = {
        "user": rows[0],
        "kind": "k",
        "facts": {"a.b": ["c"]},
        "asks_about": rows[3].pk,
        "sequence": 1,
    }
    by_query = Notification.objects.bulk_create([Notification(**values)])[0]
    store_new([Notification(**values)])
    store_new([])
    table = connection.get_collection(Notification._meta.db_table)
    one, other = ({**row, "_id": 0, "at": 0} for row in table.find({"kind": "k"}))
    assert one == other
    assert Notification.objects.exclude(pk=by_query.pk).get(kind="k").facts == values["facts"]


def test_nothing_is_stored_where_a_value_is_missing_or_taken(rows):
    complete = {"kind": "k", "user_id": rows[0].pk, "sequence": 1}
    with pytest.raises(IntegrityError):
        store_new([Notification(**complete), Notification(kind="k", sequence=2)])
    assert not Notification.objects.filter(kind="k").exists()
    taken = Notification.objects.create(**complete)
    with pytest.raises(IntegrityError):
        store_new([Notification(pk=taken.pk, **complete)])


def test_it_sees_what_its_own_transaction_has_written(rows):
    @transactional
    def rename():
        User.objects.filter(pk=rows[1].pk).update(name="Inside")
        return first_stored(User, {"_id": rows[1].pk}).name

    assert rename() == "Inside"

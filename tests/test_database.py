"""The isolation of tests from one another."""

from threading import Thread

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from crm.mongo.transaction import transactional
from tests.database import filled, written


def rows():
    return connection.get_collection("isolation")


def fill():
    rows().insert_one({"a": 1})


def test_what_a_test_wrote_is_emptied_and_its_indexes_stay(db):
    rows().create_index("a")
    fill()
    written.empty()
    assert rows().count_documents({}) == 0
    assert len(rows().index_information()) == 2
    rows().drop()


def test_what_a_thread_of_the_test_wrote_is_emptied(db):
    thread = Thread(target=fill)
    thread.start()
    thread.join()
    written.empty()
    assert rows().count_documents({}) == 0


def test_what_a_transaction_wrote_is_emptied(db):
    transactional(lambda: rows().insert_one({"a": 1}, session=connection.session))()
    written.empty()
    assert rows().count_documents({}) == 0


def test_what_migrations_filled_is_kept(db):
    ContentType.objects.create(app_label="x", model="kept")
    written.empty()
    assert ContentType.objects.filter(app_label="x").delete()[0] == 1


def test_other_collections_are_left_alone(db):
    fill()
    written.names.clear()
    written.empty()
    assert rows().count_documents({}) == 1
    rows().drop()


def test_other_databases_are_left_alone(db):
    other = connection.connection["isolation_elsewhere"]["isolation"]
    other.insert_one({"a": 1})
    written.empty()
    assert other.count_documents({}) == 1
    connection.connection.drop_database("isolation_elsewhere")


@pytest.fixture
def nothing_is_left(django_db_setup, django_db_blocker):
    """Looks after everything else of the test is over."""
    yield
    with django_db_blocker.unblock():
        assert rows().count_documents({}) == 0


def test_a_subprocess_is_cleaned_up_after_on_request(nothing_is_left, written_by_others):
    fill()
    written.names.clear()
    assert rows().count_documents({}) == 1


def test_only_collections_with_rows_are_emptied_after_a_subprocess(db):
    fill()
    assert {"isolation", "django_migrations"} <= filled() < set(table_names())
    rows().delete_many({})
    assert "isolation" not in filled()


def table_names():
    return connection.introspection.table_names()


def test_a_test_without_the_mark_cannot_reach_the_database():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        rows()

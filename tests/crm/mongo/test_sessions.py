"""Cure 3: whatever becomes of a commit, the next transaction is one again."""

from contextlib import suppress

import pytest
from bson import ObjectId
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django_mongodb_backend.transaction import atomic
from pymongo.errors import InvalidOperation, OperationFailure

from tests.crm.mongo.sample.models import Team

pytestmark = pytest.mark.usefixtures("sample", "db")


def commit_what_the_server_has_aborted(alias):
    team = Team.objects.using(alias).create(name="first")
    with atomic(using=alias):
        transaction.on_commit(lambda: pytest.fail("it was not committed"), using=alias)
        # The server aborts a transaction at a duplicate key, so the commit must fail.
        with suppress(IntegrityError):
            Team.objects.using(alias).create(pk=team.pk, name="twice")


def write_and_roll_back(alias):
    with suppress(ZeroDivisionError), atomic(using=alias):
        Team.objects.using(alias).create(name="rolled back")
        raise ZeroDivisionError


def test_a_failed_commit_ends_the_session_and_shows_its_cause():
    with pytest.raises(DatabaseError) as caught:
        commit_what_the_server_has_aborted("default")
    assert caught.value.__cause__.has_error_label("TransientTransactionError")
    assert connection.session is None
    assert not connection.in_atomic_block_mongo
    assert connection.run_on_commit == []
    write_and_roll_back("default")
    assert list(Team.objects.values_list("name", flat=True)) == ["first"]


def test_the_stock_engine_loses_all_later_transactions(stock):
    with pytest.raises(OperationFailure):
        commit_what_the_server_has_aborted(stock)
    with suppress(InvalidOperation):
        write_and_roll_back(stock)
    left_over = connections[stock].session
    connections[stock].session, connections[stock].run_on_commit = None, []
    left_over.end_session()
    assert Team.objects.filter(name="rolled back").count() == 1


def test_a_rollback_the_server_does_not_take_ends_the_session():
    with suppress(ZeroDivisionError), atomic():
        Team.objects.create(name="gone")
        kill_session()
        raise ZeroDivisionError
    assert connection.session is None
    assert Team.objects.count() == 0


def test_an_error_inside_leaves_the_connection_ready_for_the_next_transaction():
    for _ in range(2):
        with suppress(DatabaseError), atomic(), atomic():
            Team.objects.create(name="gone")
            kill_session()
            Team.objects.create(pk=ObjectId(), name="too late")
    assert connection.nested_atomics == 0
    assert not connection.in_atomic_block_mongo
    write_and_roll_back("default")
    assert Team.objects.count() == 0


def kill_session():
    session = {"id": connection.session.session_id["id"]}
    connection.connection.admin.command("killSessions", [session])

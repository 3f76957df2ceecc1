"""@transactional: one transaction a verb, tried again when the server asks for it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, connections
from django_mongodb_backend.transaction import atomic
from pymongo.errors import OperationFailure, PyMongoError

from crm.mongo.inspection import recorded_commands
from crm.mongo.transaction import TransactionTimeout, on_commit, transactional
from tests.crm.mongo.sample.models import Product, Staff, Team

pytestmark = pytest.mark.usefixtures("sample", "db")


@transactional
def run(verb):
    return verb()


def names():
    return sorted(Team.objects.values_list("name", flat=True))


def error(label):
    return OperationFailure("from the server", 1, {"errorLabels": [label]})


def fails_first(times, raised):
    """Return a verb that writes, then raises so many times before it succeeds."""
    left = [raised] * times

    def verb():
        Team.objects.create(name=f"{len(left)} left")
        if left:
            raise left.pop()
        return "done"

    return verb


def test_what_is_written_is_there_and_the_result_comes_back():
    assert run(lambda: Team.objects.create(name="a").name) == "a"
    assert names() == ["a"]


def test_an_error_takes_everything_back():
    def verb():
        Team.objects.create(name="a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(verb)
    assert names() == []
    assert connection.session is None


def test_eight_threads_lose_no_increment():
    counter = Staff.objects.create(username="counter", code=0)

    def increment():
        counter = Staff.objects.get(username="counter")
        counter.code += 1
        counter.save()

    def fifty(_):
        for _ in range(50):
            run(increment)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fifty, range(8)))
    counter.refresh_from_db()
    assert counter.code == 400


@pytest.mark.parametrize(
    "wrap",
    [
        lambda cause: cause,
        lambda cause: chained(DatabaseError("x"), cause),
        lambda cause: chained(OperationalError("x"), chained(DatabaseError("x"), cause)),
    ],
    ids=["bare", "wrapped", "wrapped twice"],
)
def test_a_transient_error_runs_the_whole_verb_again(wrap):
    verb = fails_first(2, wrap(error("TransientTransactionError")))
    assert run(verb) == "done"
    assert names() == ["0 left"]


def test_a_write_conflict_is_transient_by_its_code():
    assert run(fails_first(1, chained(DatabaseError("x"), OperationFailure("x", 112)))) == "done"


def test_another_database_error_is_not_tried_again():
    verb = fails_first(1, chained(DatabaseError("x"), OperationFailure("x", 2)))
    with pytest.raises(DatabaseError):
        run(verb)
    assert run(verb) == "done"
    assert names() == ["0 left"]


def test_nested_verbs_are_one_transaction():
    def outer():
        run(lambda: Team.objects.create(name="inner"))
        raise ZeroDivisionError

    with suppress(ZeroDivisionError):
        run(outer)
    with suppress(ZeroDivisionError), atomic():
        run(outer)
    assert names() == []


def test_a_transaction_reads_a_snapshot_and_commits_by_majority(settings):
    settings.MONGO_TRANSACTION_DEADLINE = 8
    with recorded_commands() as commands:
        run(lambda: (Team.objects.count(), Team.objects.create(name="a")))
    assert [command.name for command in commands] == ["aggregate", "insert", "commitTransaction"]
    assert commands[0].document["readConcern"]["level"] == "snapshot"
    commit = commands[2].document
    assert commit["writeConcern"] == {"w": "majority"}
    assert commit["maxTimeMS"] == 8000


def test_a_conflict_that_stays_ends_at_the_deadline(settings):
    settings.MONGO_TRANSACTION_DEADLINE = 0.1
    team = Team.objects.create(name="mine")
    with held(team), pytest.raises(TransactionTimeout) as caught:
        run(lambda: Team.objects.filter(pk=team.pk).update(name="theirs"))
    assert caught.value.__cause__.__cause__.has_error_label("TransientTransactionError")
    assert names() == ["mine"]
    assert connection.session is None


def test_a_duplicate_key_is_raised_at_once():
    Product.objects.create(name="Gold")
    with recorded_commands() as commands, pytest.raises(IntegrityError):
        run(lambda: Product.objects.create(name="Gold"))
    assert [command.name for command in commands] == ["insert", "abortTransaction"]


def test_a_duplicate_key_of_pymongo_is_an_integrity_error():
    row = {"_id": Product.objects.create(name="Gold").pk}
    products = connection.get_collection("mongo_sample_product")
    with pytest.raises(IntegrityError):
        run(lambda: products.insert_one(row, session=connection.session))


def test_a_swallowed_duplicate_key_is_raised_not_tried_again():
    Staff.objects.create(username="ani", email="taken")

    def verb():
        Staff.objects.create(username="budi")
        Staff.objects.get_or_create(email="taken", defaults={}, username="citra")

    with recorded_commands() as commands, pytest.raises(IntegrityError):
        run(verb)
    assert [command.name for command in commands].count("insert") == 2
    assert Staff.objects.count() == 1


def test_a_duplicate_key_swallowed_before_the_commit_is_raised():
    team = Team.objects.create(name="a")

    def verb():
        with suppress(IntegrityError):
            Team.objects.create(pk=team.pk, name="twice")

    with pytest.raises(IntegrityError):
        run(verb)
    run(lambda: Team.objects.create(name="b"))
    assert names() == ["a", "b"]


def test_callbacks_run_once_after_the_commit():
    seen = []
    verb = fails_first(2, error("TransientTransactionError"))
    run(lambda: (on_commit(lambda: seen.append(names())), verb()))
    assert seen == [["0 left"]]


def test_callbacks_of_a_failed_verb_do_not_run():
    seen = []
    with suppress(ZeroDivisionError):
        run(lambda: (on_commit(lambda: seen.append("no")), 1 / 0))
    run(lambda: Team.objects.create(name="a"))
    assert seen == []


def test_an_error_of_a_callback_does_not_repeat_the_verb():
    def verb():
        Team.objects.create(name="once")
        on_commit(callback)

    def callback():
        raise error("TransientTransactionError")

    with pytest.raises(OperationFailure):
        run(verb)
    assert names() == ["once"]


def test_a_callback_may_run_a_transaction_with_its_own_callback():
    seen = []
    inner = transactional(lambda: on_commit(lambda: seen.append("inner")))
    run(lambda: on_commit(inner))
    assert seen == ["inner"]


def test_an_unknown_commit_is_sent_again_without_the_verb():
    seen = []

    def verb():
        Team.objects.create(name="once")
        on_commit(lambda: seen.append(names()))
        connection.session = Unsure(connection.session, 2)

    run(verb)
    assert seen == [["once"]]


def test_a_commit_that_stays_unknown_ends_at_the_deadline(settings):
    settings.MONGO_TRANSACTION_DEADLINE = 0.1

    def verb():
        Team.objects.create(name="once")
        connection.session = Unsure(connection.session, 1000)

    with pytest.raises(TransactionTimeout):
        run(verb)
    assert connection.session is None
    assert connection.run_on_commit == []


def test_a_commit_lost_after_all_runs_the_verb_again():
    tries = []

    def verb():
        tries.append(Team.objects.create(name=f"try {len(tries)}"))
        if len(tries) == 1:
            connection.session = Lost(connection.session)

    run(verb)
    assert names() == ["try 1"]


class Unsure:
    """A session that commits and then, some times, does not know it."""

    def __init__(self, session, times):
        self.session, self.times = session, times

    def commit_transaction(self):
        self.session.commit_transaction()
        self.times -= 1
        if self.times >= 0:
            raise error("UnknownTransactionCommitResult")

    def end_session(self):
        self.session.end_session()


class Lost(Unsure):
    """A session that does not know its commit, and then learns that it was aborted."""

    def __init__(self, session):
        super().__init__(session, 0)
        self.answers = [error("TransientTransactionError"), error("UnknownTransactionCommitResult")]

    def commit_transaction(self):
        raise self.answers.pop()


def chained(raised, cause):
    raised.__cause__ = cause
    return raised


@contextmanager
def held(team):
    """Keep the team's document written in another, open transaction."""
    teams = connection.get_collection("mongo_sample_team")
    with connection.connection.start_session() as session, session.start_transaction():
        teams.update_one({"_id": team.pk}, {"$set": {"name": "held"}}, session=session)
        yield
        with suppress(PyMongoError):
            session.abort_transaction()

"""Of two databases that get one name at the same moment one has it, and the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.audit.models import Event
from members.databases import creation, removal
from members.databases.creation import DatabaseNameTaken
from members.models import MemberDatabase
from tests.members.make import make_database

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 10


def at_once(*verbs):
    """What each returned, or "taken", begun together in threads of their own."""
    barrier = Barrier(len(verbs))

    def run(verb):
        try:
            barrier.wait()
            verb()
            return "named"
        except DatabaseNameTaken:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return sorted(threads.map(run, verbs))


def deleted(product, admin, name):
    database = make_database(product, 0, name=name)
    removal.delete(database.pk, by=admin, reason="old")
    return database


@pytest.mark.parametrize("number", range(TIMES))
def test_two_that_are_brought_back_at_once(product, admin, number):
    pks = [deleted(product, admin, name).pk for name in ("Mei", "MEI")]
    restores = [lambda pk=pk: removal.restore(pk, by=admin) for pk in pks]
    assert at_once(*restores) == ["named", "taken"]
    assert MemberDatabase.objects.named("mei").count() == 1
    assert Event.objects.filter(subject__in=pks, verb="restore").count() == 1


@pytest.mark.parametrize("number", range(TIMES))
def test_one_that_is_brought_back_while_another_is_opened(product, admin, number):
    old = deleted(product, admin, "Mei")

    def restore():
        removal.restore(old.pk, by=admin)

    def create():
        creation.create(by=admin, name="mei", kind="normal", product=product)

    assert at_once(restore, create) == ["named", "taken"]
    assert MemberDatabase.objects.named("mei").count() == 1

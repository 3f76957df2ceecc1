"""Months of everybody are counted at once, those that have begun and those that have not."""

import pytest

from crm.mongo.inspection import recorded_commands
from crm.mongo.transaction import transactional
from leave.locks import lock_books, lock_everybodys_month, lock_month
from leave.models import StaffMonth

pytestmark = pytest.mark.django_db
MONTH = "2026-02"


@pytest.fixture
def begun(owner):
    """The owner's month has begun, the stranger's has not."""
    transactional(lock_month)(owner.pk, MONTH)


def counted():
    return dict(StaffMonth.objects.filter(month=MONTH).values_list("staff_id", "events"))


def test_14_1_an_event_of_everybody_counts_once_with_each(begun, owner, stranger):
    people = [owner.pk, stranger.pk, owner.pk]
    transactional(lock_everybodys_month)(people, MONTH)
    assert counted() == {owner.pk: 2, stranger.pk: 1}
    transactional(lock_everybodys_month)(people, MONTH)
    assert counted() == {owner.pk: 3, stranger.pk: 2}
    leave = StaffMonth.objects.values_list("leave_events", flat=True)
    assert list(leave) == [2, 2]


def test_14_5_closing_lines_up_with_everybody_and_counts_as_no_event(begun, owner, stranger):
    events = transactional(lock_books)([owner.pk, stranger.pk], MONTH)
    assert events == {owner.pk: 1, stranger.pk: 0}
    assert counted() == events


def test_14_7_months_that_have_begun_are_locked_by_one_command(begun, owner):
    with recorded_commands() as commands:
        transactional(lock_everybodys_month)([owner.pk], MONTH)
    assert [command.name for command in commands] == ["update", "commitTransaction"]

"""A feed as another program reads it: written, parsed back, looked at."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from leave.feeds.text import feed_text
from leave.rules.feed_entries import LeaveOfFeed, feed_entry
from leave.rules.states import State

ME, COLLEAGUE = "me", "colleague"
NOW = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
NAMES = {ME: "Rina", COLLEAGUE: "Budi; Anton, Jr."}


def leave(state=State.APPROVED, staff=ME, **more):
    facts = {"starts": None, "ends": None, "changed_at": NOW, "version": 3} | more
    return LeaveOfFeed("64f0", staff, date(2026, 3, 31), state=state, **facts)


def events(*requests, now=NOW):
    entry = [feed_entry(each, ME, now) for each in requests]
    types = {each.request_id: "Sick leave" for each in requests}
    text = feed_text("Leave", [each for each in entry if each], NAMES, types)
    return Calendar.from_ical(text).walk("VEVENT")


def event(*requests, **more):
    [only] = events(*requests, **more)
    return only


def test_the_end_of_a_whole_day_is_the_next_day():
    entry = event(leave())
    assert entry.decoded("dtstart") == date(2026, 3, 31)
    assert entry.decoded("dtend") == date(2026, 4, 1)


def test_own_hours_are_instants_in_utc():
    entry = event(leave(starts=9 * 60, ends=13 * 60 + 30))
    assert entry.decoded("dtstart") == datetime(2026, 3, 31, 2, 0, tzinfo=UTC)
    assert entry.decoded("dtend") == datetime(2026, 3, 31, 6, 30, tzinfo=UTC)


def test_own_hours_over_midnight_end_on_the_next_day():
    entry = event(leave(starts=22 * 60, ends=2 * 60))
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(hours=4)


def test_a_colleague_is_away_all_day_and_without_type():
    entry = event(leave(staff=COLLEAGUE, starts=9 * 60, ends=10 * 60))
    assert entry["summary"] == "Budi; Anton, Jr. away"
    assert entry.decoded("dtstart") == date(2026, 3, 31)
    assert b"Sick" not in entry.to_ical()


def test_leave_makes_nobody_busy():
    assert event(leave())["transp"] == "TRANSPARENT"


def test_a_request_is_one_entry_through_all_its_changes():
    before, after = event(leave(version=3)), event(leave(State.CANCELLED, version=4))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (3, 4)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.APPROVED, "CONFIRMED"),
        (State.PENDING, "TENTATIVE"),
        (State.CANCELLED, "CANCELLED"),
        (State.REJECTED, "CANCELLED"),
        (State.WITHDRAWN, "CANCELLED"),
        (State.UNDECIDED, "CANCELLED"),
    ],
)
def test_how_certain_own_leave_is(state, status):
    assert event(leave(state))["status"] == status


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.WITHDRAWN, State.UNDECIDED])
def test_what_a_colleague_only_asked_for_is_nobodys_business(state):
    assert events(leave(state, COLLEAGUE)) == []


def test_leave_that_was_taken_back_stays_for_thirty_days():
    cancelled = leave(State.CANCELLED)
    assert len(events(cancelled, now=NOW + timedelta(days=30, seconds=-1))) == 1
    assert events(cancelled, now=NOW + timedelta(days=30)) == []

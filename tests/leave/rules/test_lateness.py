"""Whole minutes, on time within the first one; leave spares from it (AT-2, case 64)."""

from datetime import date, datetime

import pytest

from leave.rules.lateness import lateness
from leave.rules.shifts import JAKARTA, Hours, shift_on

DAY = date(2026, 11, 30)
SHIFT = shift_on(DAY, Hours(660, 1380))
NIGHT = shift_on(DAY, Hours(1320, 360))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("moment", "minutes"),
    [
        ("11-30 00:00:30", 0),
        ("11-30 10:59:59", 0),
        ("11-30 11:00:00", 0),
        ("11-30 11:00:45", 0),
        ("11-30 11:00:59", 0),
        ("11-30 11:01:00", 1),
        ("11-30 11:17:59", 17),
        ("11-30 23:59:30", 779),
    ],
)
def test_case_64(moment: str, minutes: int) -> None:
    """Earlier defect: within the first minute somebody was late, with 0 minutes."""
    assert lateness(at(moment), SHIFT) == minutes


def test_case_64_leave_of_any_length_spares() -> None:
    assert lateness(at("11-30 14:00:00"), SHIFT, is_spared=True) == 0


def test_a_night_shift_counts_over_midnight() -> None:
    assert lateness(at("11-30 22:17:59"), NIGHT) == 17
    assert lateness(at("12-01 00:00:30"), NIGHT) == 120


def test_up_to_the_grace_is_on_time_and_beyond_it_all_counts() -> None:
    assert lateness(at("11-30 11:05:59"), SHIFT, grace=5) == 0
    assert lateness(at("11-30 11:06:00"), SHIFT, grace=5) == 6


def test_nobody_is_late_who_never_came() -> None:
    assert lateness(None, SHIFT) == 0

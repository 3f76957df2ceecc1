"""How long sick leave lasts (LV-3)."""

import pytest

from leave.rules.hours import NotALength, sick_minutes
from leave.rules.shifts import Hours

DAY_SHIFT, NIGHT_SHIFT = Hours(11 * 60, 23 * 60), Hours(22 * 60, 6 * 60)


def test_case_62_half_past_one_is_four_and_a_half_hours_after_nine():
    assert sick_minutes(9 * 60, 13 * 60 + 30, DAY_SHIFT) == 270


@pytest.mark.parametrize("hours", [DAY_SHIFT, NIGHT_SHIFT])
@pytest.mark.parametrize(("starts", "ends"), [(13, 9), (9, 9)])
def test_case_62_what_ends_before_it_begins_is_refused(hours, starts, ends):
    """LV-3, earlier defect: it cost no hours and was accepted."""
    with pytest.raises(NotALength):
        sick_minutes(starts * 60, ends * 60, hours)


def test_LV_3_sick_leave_goes_over_midnight_with_the_shift():
    assert sick_minutes(23 * 60, 5 * 60, NIGHT_SHIFT) == 6 * 60
    with pytest.raises(NotALength):
        sick_minutes(23 * 60, 7 * 60, NIGHT_SHIFT)
    with pytest.raises(NotALength):
        sick_minutes(23 * 60, 5 * 60, DAY_SHIFT)

"""Which month is shown, and the ways to the others."""

from datetime import date

import pytest

from crm.web.lists.months import months

JANUARY, MARCH = date(2026, 1, 15), date(2026, 3, 20)


def months_at(text):
    return months(text, first=JANUARY, last=MARCH)


@pytest.mark.parametrize("text", ["", "2026-04", "2025-12", "2026-13", "x", "2026-2", "9999-12-31"])
def test_what_is_no_month_of_the_list_is_the_last_one(text):
    assert months_at(text).chosen == date(2026, 3, 1)


def test_the_ends_lead_no_further():
    steps = [[step.value for step in months_at(text).steps] for text in ("2026-01", "2026-02", "")]
    assert steps == [["", "2026-02"], ["2026-01", "2026-03"], ["2026-02", ""]]


def test_every_month_can_be_chosen_the_newest_first():
    assert [value for value, _first in months_at("").choices] == ["2026-03", "2026-02", "2026-01"]


def test_a_year_ends_in_december():
    turn = months("2025-12", first=date(2025, 11, 1), last=date(2026, 1, 1))
    assert [step.value for step in turn.steps] == ["2025-11", "2026-01"]

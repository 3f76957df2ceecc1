"""The ten figures of a month: named once, stored and read back, summed, compared."""

from decimal import Decimal

from bonuses.models import Standing
from bonuses.rules.figures import (
    FIGURES,
    NO_FIGURES,
    Figures,
    changed_figures,
    figure_values,
    stored_figures,
    sums_of,
    values_of,
)
from bonuses.rules.rates import Earned
from bonuses.statements.columns import LABELS

EARNED = Earned(
    total=Decimal(70), records=3, ndp_bonus=Decimal("2.50"), rdp_bonus=Decimal(5), ndp_days={}
)


def test_a_standing_keeps_each_figure_and_each_has_a_label():
    stored = {field.name for field in Standing._meta.get_fields()}
    assert set(FIGURES) <= stored
    assert set(FIGURES) <= LABELS.keys()


def test_BO_6_the_total_bonus_of_a_month_is_worked_out():
    assert EARNED.total_bonus == Decimal("7.50")


def test_what_is_stored_is_text_for_amounts_and_reads_back():
    stored = stored_figures(EARNED)
    assert stored["total"] == "70.00"
    assert stored["records"] == 3
    assert figure_values(stored) == values_of(EARNED)


def test_what_is_equal_is_no_change_and_each_other_figure_is_one():
    assert changed_figures(NO_FIGURES, NO_FIGURES) == []
    changes = changed_figures(NO_FIGURES, stored_figures(EARNED))
    names = [change.name for change in changes]
    assert names == ["total", "records", "ndp_bonus", "rdp_bonus", "total_bonus"]
    assert {change.before for change in changes} == {0}


def test_BO_7_a_sum_adds_each_figure():
    sums = Figures(**sums_of([EARNED, EARNED]))
    assert sums.total == 140
    assert sums.records == 6
    assert sums.total_bonus == 15

"""Sales lines: a month is one batch's, and changes hands in one write (LI-17)."""

from decimal import Decimal

import pytest

from loyalty.imports.judging.problems import FileRefused
from loyalty.imports.rows.counted import months_loaded
from loyalty.imports.rows.sales import months_in_place
from loyalty.models import BatchState, SalesLine
from loyalty.rules.guards import MonthSums
from tests.loyalty.imports.files import K2, line
from tests.loyalty.imports.undoing import undo

pytestmark = pytest.mark.django_db
JUNE = [line(amount=f"{number}.10") for number in range(1, 41)]


def test_a_month_that_is_not_loaded_is_added_LI_17(programme, load):
    outcome = load.sales(*JUNE, line(K2, month="202607"))
    assert outcome.inserted == 41
    assert months_in_place(programme) == {
        202606: MonthSums(40, Decimal("824.00")),
        202607: MonthSums(1, Decimal("2.19")),
    }


def test_case_198_a_loaded_month_again_is_refused_and_nothing_changes(programme, load):
    first = load.sales(*JUNE)
    with pytest.raises(FileRefused, match="202606"):
        load.sales(*JUNE[:39])
    assert months_loaded(programme) == {202606: first.batch}
    assert SalesLine.objects.count() == 40


def test_case_198_a_replaced_month_is_swapped_and_the_old_one_comes_back(programme, load):
    rows = [line(amount="10.00", article=f"{number}") for number in range(100)]
    first = load.sales(*rows)
    second = load.sales(*rows[:99], replaces_months=True)
    assert second.state == BatchState.COMPLETE
    assert months_in_place(programme) == {202606: MonthSums(99, Decimal("990.00"))}
    undo(second.batch)
    assert months_loaded(programme) == {202606: first.batch}
    assert months_in_place(programme) == {202606: MonthSums(100, Decimal("1000.00"))}
    assert SalesLine.objects.count() == 100


def test_case_198_half_the_amount_is_held_and_the_old_month_stays(programme, load):
    first = load.sales(*JUNE)
    halved = [line(amount=f"{number}.05") for number in range(0, 40)][:40]
    outcome = load.sales(*halved, replaces_months=True)
    assert outcome.state == BatchState.HELD
    assert "202606" in outcome.problem[0]
    assert months_loaded(programme) == {202606: first.batch}


def test_the_first_of_two_undone_is_none_to_go_back_to_LI_6(programme, load):
    first = load.sales(*JUNE)
    second = load.sales(*JUNE, replaces_months=True)
    undo(first.batch)
    assert months_loaded(programme) == {202606: second.batch}
    undo(second.batch)
    assert months_loaded(programme) == {}
    assert SalesLine.objects.count() == 0

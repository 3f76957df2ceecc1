"""10,000 random programs: what the rules say is what counting by hand says, whatever the order."""

import pytest

from tests.leave.programs import reference
from tests.leave.programs.program import HELD, MONTHS, Program

PROGRAMS, STEPS, PART = 10_000, 24, 2_500


@pytest.mark.parametrize("first", range(0, PROGRAMS, PART))
def test_ten_thousand_programs(first):
    for seed in range(first, first + PART):
        program = Program(seed)
        program.run(STEPS)
        check(program, seed)


def check(program, seed):
    statements = {month: program.statement(month) for month in MONTHS}
    expected = {month: reference.cents_of_month(program, month) for month in MONTHS}
    for month, statement in statements.items():
        balance = program.balance(month)
        assert balance.used == reference.used(program, month, ("approved",)), seed
        assert balance.pending == reference.used(program, month, ("pending",)), seed
        left = program.quota[month] - reference.used(program, month, HELD)
        assert balance.available == max(0, left), seed
        assert statement.due == max(0, statement.total - statement.paid), seed
        assert statement.paid * 100 == program.paid[month], seed
        if month not in program.statements:
            assert statement.own_total * 100 == expected[month], seed
    assert told_in_all(program, statements) * 100 == sum(expected.values()), seed


def told_in_all(program, statements):
    """All statements, and one after the last month if that is closed."""
    open_ones = [month for month in MONTHS if month not in program.statements]
    sum_of_months = sum(statement.total for statement in statements.values())
    closed_at_the_end = MONTHS[MONTHS.index(open_ones[-1]) + 1 :] if open_ones else MONTHS
    return sum_of_months + sum(untold(program, month) for month in closed_at_the_end)


def untold(program, month):
    """What a statement after the last month would tell of a closed one."""
    lines = sum(line.amount for line in program.lines(month))
    return lines - sum(line.amount for line in program.told[month])

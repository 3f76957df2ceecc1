"""The rows of a month (LB-2 to LB-4), cases 28 to 30, and the command that prints them."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from bonuses import leaderboard
from bonuses.months.figures import figures_of_month
from crm.staff.accounts import people
from tests.bonuses.commands import printed
from tests.make import make_deposit, make_master, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
FEBRUARY = date(2026, 2, 1)
STANDINGS = ("standings", "--month=2026-02")


def deposits_of(name, product, *, ndp, rdp, days):
    """50 million in all: new customers spread over the days, the first ones with a tambahan."""
    staff = make_staff(name)
    for number in range(ndp):
        nominal = 50 * MILLION - (ndp + rdp - 1) if number == 0 else 1
        place = (staff, product, f"{name}{number}", f"2026-02-{number % days + 1:02}")
        make_deposit(*place, nominal)
        if number < rdp:
            make_deposit(*place, 1, note="tambahan")


@pytest.fixture
@remembered
def case_29(product):
    deposits_of("A", product, ndp=20, rdp=10, days=5)
    deposits_of("B", product, ndp=25, rdp=5, days=10)
    make_staff("C")


def rows():
    return {row.name: row for row in leaderboard.month_rows(figures_of_month(FEBRUARY))}


def test_case_29_equal_omset_shares_rank_1_and_nobody_is_left_out(case_29):
    leaders = rows()
    assert [(row.name, row.rank_total) for row in leaders.values()] == [
        ("B", 1),
        ("A", 1),
        ("C", 3),
    ]
    assert {name: row.rank_ndp for name, row in leaders.items()} == {"B": 1, "A": 2, "C": 3}
    assert {name: row.total for name, row in leaders.items()}["C"] == 0


def test_case_29_averages_are_over_days_worked(case_29):
    leaders = rows()
    assert leaders["A"].average_ndp == 4
    assert leaders["B"].average_ndp == 2.5
    assert leaders["C"].average_ndp == 0


def test_case_30_somebody_who_left_can_be_first(owner, product):
    make_staff("here")
    make_deposit(owner, product, "x", "2026-02-03", 90 * MILLION)
    people.deactivate(owner.pk, by=make_master())
    leaders = leaderboard.month_rows(figures_of_month(FEBRUARY))
    assert [(row.name, row.rank_total) for row in leaders] == [("owner", 1), ("here", 2)]


def test_LB_2_an_admin_is_there_only_with_records(admin, product, owner):
    assert list(rows()) == ["owner"]
    make_deposit(admin, product, "x", "2026-02-03")
    assert list(rows()) == ["admin", "owner"]


def test_the_command_prints_the_rows_as_json(owner, product, capsys):
    make_deposit(owner, product, "x", "2026-02-03", 70 * MILLION)
    assert printed(capsys, *STANDINGS) == [
        {
            "staff": "owner",
            "total": "70000000.00",
            "records": 1,
            "ndp": 1,
            "rdp": 0,
            "days_worked": 1,
            "success_days": 0,
            "main_bonus": "20.00",
            "ndp_bonus": "0.00",
            "rdp_bonus": "0.00",
            "total_bonus": "20.00",
            "rank_total": 1,
            "rank_ndp": 1,
            "rank_rdp": 1,
            "closed": False,
        }
    ]


@pytest.mark.parametrize("month", ["2026-13", "February", "2026", ""])
def test_the_command_refuses_what_is_no_month(db, month):
    with pytest.raises(CommandError) as refused:
        call_command("standings", month=month)
    assert refused.value.returncode == 2

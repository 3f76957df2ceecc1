import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.make import make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db
RANGE = ("--from=2026-01-01", "--to=2026-12-31")


@pytest.fixture(autouse=True)
def deposits(owner, product):
    make_deposit(owner, product, "x", "2026-01-31", 100_000, multiplier="1.5")
    make_deposit(owner, product, "x", "2026-02-01", "11.77")
    make_deposit(make_staff("Bayu"), make_product("Naga"), "y", "2026-02-01", 50_000)


def answer(*options):
    out = StringIO()
    call_command("numbers", *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def short(rows, label):
    return [(row[label], row["records"], row["ndp"], row["rdp"], row["total"]) for row in rows]


def test_a_row_has_the_agreed_shape():
    assert answer("--from=2026-01-31", "--to=2026-01-31", "--by=day") == [
        {
            "day": "2026-01-31",
            "records": 1,
            "forms": "1.50",
            "nominal": "100000.00",
            "total": "150000.00",
            "ndp": 1,
            "rdp": 0,
            "ndp_total": "150000.00",
            "rdp_total": "0.00",
        }
    ]


def test_the_total_is_one_row_without_a_label():
    [row] = answer(*RANGE)
    assert list(row) == [
        "records",
        "forms",
        "nominal",
        "total",
        "ndp",
        "rdp",
        "ndp_total",
        "rdp_total",
    ]
    assert row["records"] == 3
    assert row["ndp"] == 2
    assert row["rdp"] == 1
    assert row["total"] == "200011.77"


def test_days_and_months_come_in_order_without_empty_ones():
    assert short(answer(*RANGE, "--by=day"), "day") == [
        ("2026-01-31", 1, 1, 0, "150000.00"),
        ("2026-02-01", 2, 1, 1, "50011.77"),
    ]
    assert short(answer(*RANGE, "--by=month"), "month") == [
        ("2026-01", 1, 1, 0, "150000.00"),
        ("2026-02", 2, 1, 1, "50011.77"),
    ]


def test_people_and_products_come_by_name():
    assert short(answer(*RANGE, "--by=staff"), "staff") == [
        ("Bayu", 1, 1, 0, "50000.00"),
        ("owner", 2, 1, 1, "150011.77"),
    ]
    assert short(answer(*RANGE, "--by=product"), "product") == [
        ("Naga", 1, 1, 0, "50000.00"),
        ("P", 2, 1, 1, "150011.77"),
    ]


def test_one_person_and_one_product_can_be_asked_for_in_any_spelling():
    assert answer(*RANGE, "--staff=BAYU")[0]["total"] == "50000.00"
    assert answer(*RANGE, "--product= naga ")[0]["total"] == "50000.00"
    assert answer(*RANGE, "--staff=bayu", "--product=p")[0]["records"] == 0


def test_case_11_the_first_deposit_lies_before_the_range():
    [row] = answer("--from=2026-02-01", "--to=2026-02-28", "--staff=owner")
    assert row["ndp"] == 0
    assert row["rdp"] == 1


def test_an_empty_range_is_zeros_in_total_and_no_rows_otherwise():
    empty = ("--from=2020-01-01", "--to=2020-12-31")
    assert answer(*empty)[0]["records"] == 0
    assert answer(*empty)[0]["total"] == "0.00"
    assert answer(*empty, "--by=day") == []


@pytest.mark.parametrize("end", ["9998-12-31", "9999-12-31"])
def test_the_calendar_s_end_is_a_date_like_others(end):
    assert answer("--from=0001-01-01", f"--to={end}")[0]["records"] == 3
    assert answer(f"--from={end}", f"--to={end}")[0]["records"] == 0


def test_a_person_reads_a_table():
    out = StringIO()
    call_command("numbers", *RANGE, "--by=staff", stdout=out)
    assert out.getvalue().splitlines() == [
        "staff  records  forms     nominal       total  ndp  rdp   ndp total  rdp total",
        "Bayu         1   1.00   50,000.00   50,000.00    1    0   50,000.00       0.00",
        "owner        2   2.50  100,011.77  150,011.77    1    1  150,000.00      11.77",
    ]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--from=2026-02-30", "--to=2026-12-31"), "“2026-02-30” is not a date: write YYYY-MM-DD"),
        (("--from=x", "--to=2026-12-31"), "“x” is not a date: write YYYY-MM-DD"),
        (("--from=2026-02-01", "--to=2026-01-01"), "--from is after --to"),
        ((*RANGE, "--staff=nobody"), "there is no user “nobody”"),
        ((*RANGE, "--product="), "there is no product “”"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(options, reason):
    with pytest.raises(CommandError) as refused:
        answer(*options)
    assert str(refused.value) == reason
    assert refused.value.returncode == 2

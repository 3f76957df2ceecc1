"""What a downloaded file holds (OM-32): the records and the sums on the screen."""

from datetime import date
from decimal import Decimal

from crm.mongo.inspection import recorded_commands, winning_stages
from crm.staff.models import User
from omset.lists import export
from omset.lists.filters import Filter, FilterPeriod
from omset.models import OmsetRecord

FEBRUARY = FilterPeriod(date(2026, 2, 1), date(2026, 2, 28))


def test_the_records_have_all_columns_and_say_what_does_not_count(golden):
    header, rows = export.records_sheet(Filter(FilterPeriod(date(2026, 2, 2), date(2026, 2, 2))))
    assert header == [
        *("date", "staff", "product", "customer_id", "kind"),
        *("nominal", "multiplier", "total", "note", "status"),
        *("second_person", "beyond", "staff_account", "omset_id"),
    ]
    day, one = date(2026, 2, 2), Decimal("1.00")
    amount, more = Decimal("100000.00"), Decimal("400000.00")
    assert [row[:-2] for row in rows] == [
        [day, "B", "P", "y", None, amount, one, amount, "", "pending", "", ""],
        [day, "B", "P", "x", "NDP", more, one, more, "", "approved", "", ""],
        [day, "A", "P", "X", "RDP", amount, one, amount, "", "approved", "", ""],
    ]


def test_the_records_name_the_account_and_the_record(golden):
    User.objects.filter(name="B").update(name="Bayu")
    _header, rows = export.records_sheet(Filter(FilterPeriod(date(2026, 2, 2), date(2026, 2, 2))))
    screen = OmsetRecord.objects.filter(date=date(2026, 2, 2)).order_by("-id")
    assert [row[-2] for row in rows] == [record.staff.username for record in screen]
    _header, rows = export.records_sheet(Filter(FilterPeriod(date(2026, 2, 2), date(2026, 2, 2))))
    assert [row[-1] for row in rows] == [str(record.pk) for record in screen]


def test_the_records_are_those_of_the_screen_in_its_order(golden):
    for chosen in (
        Filter(FilterPeriod()),
        Filter(FEBRUARY, kind="RDP"),
        Filter(FilterPeriod(), customer="x"),
    ):
        _header, rows = export.records_sheet(chosen)
        screen = chosen.records().order_by("-date", "-id")
        assert [(row[0], row[3], row[7]) for row in rows] == [
            (record.date, record.customer_id, record.total) for record in screen
        ]


def test_the_records_come_by_an_index_in_its_order(golden):
    with recorded_commands() as commands:
        list(export.records_sheet(Filter(FEBRUARY))[1])
    [_accounts, find] = commands
    assert not {"COLLSCAN", "SORT"} & set(winning_stages(find))


def test_the_summary_has_the_days_of_the_golden_set(golden):
    header, rows = export.summary_sheet(Filter(FEBRUARY))
    assert header == ["date", "records", "forms", "ndp", "rdp", "total"]
    assert [(row[0].day, row[1], str(row[2]), *row[3:5], int(row[5])) for row in rows] == [
        (1, 5, "6.00", 2, 2, 500_000),
        (2, 2, "2.00", 1, 1, 500_000),
        (3, 5, "5.50", 2, 2, 500_000),
    ]


def test_the_summary_of_one_person_is_theirs(golden):
    _header, rows = export.summary_sheet(Filter(FEBRUARY, staff=golden.staff["B"].pk))
    assert [(row[0].day, row[3], row[4], int(row[5])) for row in rows] == [
        (2, 1, 0, 400_000),
        (3, 1, 0, 150_000),
    ]


def test_the_customers_stand_by_staff_and_total_and_come_by_an_index_OM_19(golden):
    with recorded_commands() as commands:
        header, rows = export.customers_sheet(Filter(FEBRUARY))
        cells = [(*row[:5], int(row[5]), row[6]) for row in rows]
    assert header == ["staff", "kind", "customer_id", "product", "records", "total", "dates"]
    assert cells == [
        ("A", "NDP", "x", "P", 2, 200_000, "2026-02-01"),
        ("A", "NDP", "x", "Q", 1, 200_000, "2026-02-01"),
        ("A", "NDP", "z", "P", 1, 80_000, "2026-02-03"),
        ("A", "RDP", "x", "P", 4, 380_000, "2026-02-01 2026-02-02 2026-02-03"),
        ("A", "RDP", "z", "P", 1, 70_000, "2026-02-01"),
        ("A", "RDP", "w", "P", 1, 20_000, "2026-02-03"),
        ("B", "NDP", "x", "P", 1, 400_000, "2026-02-02"),
        ("B", "NDP", "y", "P", 1, 150_000, "2026-02-03"),
    ]
    assert "COLLSCAN" not in winning_stages(commands[-1])


def test_records_are_fetched_as_they_are_sent(golden, monkeypatch):
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 5)
    with recorded_commands() as commands:
        _header, rows = export.records_sheet(Filter(FilterPeriod()))
        next(iter(rows))
        at_first = len(commands)
        assert len(list(rows)) == 13
    assert at_first == 2
    names = [command.name for command in commands]
    assert names[1:] == ["find", "getMore", "getMore"]

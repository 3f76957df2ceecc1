"""The filter of the table: its days, its records and its sums (OM-4, OM-25)."""

from datetime import date
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import QueryDict

from crm.mongo.inspection import recorded_commands
from members.rules.keys import customer_key
from omset import numbers
from omset.ledger import approval, trash
from omset.lists.filter_forms import FilterForm, PeriodForm
from omset.lists.filters import Filter, FilterPeriod, Preset, preset_range
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_reservation, make_staff

TODAY = date(2026, 3, 1)
FEBRUARY = FilterPeriod(date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("preset", "days"),
    [
        ("today", (date(2026, 3, 1), TODAY)),
        ("yesterday", (date(2026, 2, 28), date(2026, 2, 28))),
        ("last7", (date(2026, 2, 22), TODAY)),
        ("last30", (date(2026, 1, 30), TODAY)),
        ("month", (date(2026, 3, 1), TODAY)),
        ("all", (None, None)),
        ("custom", (None, None)),
    ],
)
def test_a_preset_is_these_days_both_included(preset, days):
    assert preset_range(preset, TODAY) == days


def test_the_last_7_days_are_8_and_the_last_30_are_31():
    lengths = [preset_range(preset, TODAY) for preset in (Preset.LAST7, Preset.LAST30)]
    assert [(end - start).days + 1 for start, end in lengths] == [8, 31]


def test_presets_cross_the_year():
    assert preset_range("last7", date(2026, 1, 3)) == (date(2025, 12, 27), date(2026, 1, 3))


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (FEBRUARY, "2026-02-01-to-2026-02-28"),
        (FilterPeriod(start=TODAY), "from-2026-03-01"),
        (FilterPeriod(end=TODAY), "until-2026-03-01"),
        (FilterPeriod(), "all-time"),
    ],
)
def test_a_period_names_its_file(period, name):
    assert period.file_name == name


def form_of(query, user=None):
    form = FilterForm(QueryDict(query), user=user) if user else PeriodForm(QueryDict(query))
    assert form.is_valid(), form.errors
    return form


@pytest.mark.parametrize(
    ("utc", "days"),
    [
        ("2026-02-28T16:59:59Z", (date(2026, 2, 28), date(2026, 2, 28))),
        ("2026-02-28T17:30:00Z", (date(2026, 3, 1), date(2026, 3, 1))),
    ],
)
def test_today_is_jakartas_day_also_while_utc_is_a_day_behind(utc, days, db):
    with time_machine.travel(utc, tick=False):
        assert form_of("preset=today").period() == FilterPeriod(*days)


def test_this_month_begins_at_jakartas_midnight(db):
    with time_machine.travel("2026-02-28T17:00:00Z", tick=False):
        assert form_of("").period() == FilterPeriod(date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("query", "preset", "start", "end"),
    [
        ("", "month", "", ""),
        ("preset=all", "all", "", ""),
        ("start=2026-02-01", "custom", "2026-02-01", ""),
        ("end=2026-02-01", "custom", "", "2026-02-01"),
        ("preset=today&start=2026-02-01", "today", "", ""),
        ("date=2026-02-03", "custom", "2026-02-03", "2026-02-03"),
        ("date=2026-02-03&preset=all", "custom", "2026-02-03", "2026-02-03"),
        ("date=2026-02-03&start=2026-01-01&end=2026-01-31", "custom", "2026-02-03", "2026-02-03"),
    ],
)
def test_what_the_address_leaves_open_stands_in_the_form(query, preset, start, end, db):
    data = form_of(query).data
    assert data["preset"] == preset
    assert data["start"] == start
    assert data["end"] == end


def test_the_table_opens_on_today_OM_25(admin):
    assert form_of("", admin).data["preset"] == "today"
    assert form_of("start=2026-02-01", admin).data["preset"] == "custom"


def test_a_range_may_be_open_on_either_side(db):
    assert form_of("start=2026-02-01").period() == FilterPeriod(start=date(2026, 2, 1))
    assert form_of("preset=custom&end=2026-02-01").period() == FilterPeriod(end=date(2026, 2, 1))
    assert form_of("preset=custom").period() == FilterPeriod()


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("preset=soon", {"preset"}),
        ("start=2026-02-30", {"start"}),
        ("start=02/01/2026", {"start"}),
        ("end=99999-01-01", {"end"}),
        ("end=9999-12-31", {"end"}),
        ("start=0001-01-01", {"start"}),
        ("start=2026-02-02&end=2026-02-01", {"end"}),
        ("date=tomorrow", {"start", "end"}),
        ("staff=1", {"staff"}),
        ("staff=ffffffffffffffffffffffff", {"staff"}),
        ("product[$ne]=1&product=%00", {"product"}),
        ("kind=ndp", {"kind"}),
        ("approval=deleted", {"approval"}),
        ("customer=" + "x" * 121, {"customer"}),
        ("customer=%00", {"customer"}),
    ],
)
def test_nonsense_gets_a_message_at_its_field(query, fields, admin, product):
    form = FilterForm(QueryDict(query), user=admin)
    assert set(form.errors) == fields


def test_staff_can_not_ask_for_somebody_else(owner, stranger, product):
    form = form_of(f"staff={stranger.pk}", owner)
    assert "staff" not in form.fields
    assert form.chosen().staff == owner.pk


def test_an_admin_can_ask_for_one_person(owner, admin):
    assert form_of(f"staff={owner.pk}", admin).chosen().staff == owner.pk
    assert form_of("", admin).chosen().staff is None


def numbers_of(golden, chosen):
    by_pk = {record.pk: number for number, record in golden.records.items()}
    return sorted(by_pk[row.pk] for row in chosen.records())


def test_a_filter_finds_exactly_its_records(golden):
    a, q = golden.staff["A"].pk, golden.products["Q"].pk
    counts = {
        "all": numbers_of(golden, Filter(FilterPeriod())),
        "days": numbers_of(golden, Filter(FilterPeriod(date(2026, 2, 2), date(2026, 2, 2)))),
        "staff": numbers_of(golden, Filter(FEBRUARY, staff=a)),
        "product": numbers_of(golden, Filter(FilterPeriod(), product=q)),
        "NDP": numbers_of(golden, Filter(FilterPeriod(), kind="NDP")),
        "pending": numbers_of(golden, Filter(FilterPeriod(), approval="pending")),
        "customer": numbers_of(golden, Filter(FilterPeriod(), staff=a, customer="x")),
    }
    assert counts == {
        "all": list(range(1, 15)),
        "days": [5, 6, 7],
        "staff": [1, 2, 3, 4, 5, 9, 10, 11, 12, 14],
        "product": [4],
        "NDP": [1, 2, 4, 6, 8, 10, 13],
        "pending": [7],
        "customer": [1, 2, 3, 4, 5, 11, 12],
    }


def test_a_customer_is_found_by_how_the_key_begins(owner, product):
    for name in ("Budi 01", "budi_02", "BUD", "abudi", "bu%di", "b.udi"):
        make_deposit(owner, product, name)
    records = Filter(FilterPeriod(), customer=customer_key(" BUDI")).records()
    assert sorted(row.customer_id for row in records) == ["Budi 01", "b.udi", "bu%di", "budi_02"]


@pytest.mark.parametrize("pattern", [".*", "^x", "x|y", "[a-z]", "(", "$", "\\", "*", "x%", "x_"])
def test_a_customer_is_never_read_as_a_pattern(pattern, admin, owner, product):
    make_deposit(owner, product, "xyz")
    chosen = form_of(urlencode({"preset": "all", "customer": pattern}), admin).chosen()
    customers = [row.customer_id for row in chosen.records()]
    assert customers == (["xyz"] if customer_key(pattern) in ("x", "xy") else [])


def test_the_trash_is_no_part_of_it(golden, admin):
    trash.delete(golden[1], by=admin)
    assert numbers_of(golden, Filter(FilterPeriod())) == list(range(2, 15))


def short(sums):
    return sums.records, sums.ndp, sums.rdp, int(sums.ndp_total), int(sums.rdp_total)


def test_the_sums_are_those_of_the_golden_set(golden):
    a, p = golden.staff["A"].pk, golden.products["P"].pk
    assert short(Filter(FEBRUARY).sums()) == (12, 5, 5, 1_030_000, 470_000)
    assert short(Filter(FEBRUARY, staff=a).sums()) == (10, 3, 5, 480_000, 470_000)
    assert short(Filter(FEBRUARY, product=p).sums()) == (11, 4, 5, 830_000, 470_000)
    assert short(Filter(FEBRUARY, kind="NDP").sums()) == (6, 5, 0, 1_030_000, 0)
    assert short(Filter(FEBRUARY, kind="RDP").sums()) == (6, 0, 5, 0, 470_000)


def test_asking_for_approved_records_changes_no_sum(golden):
    assert Filter(FEBRUARY, approval="approved").sums() == Filter(FEBRUARY).sums()


def test_the_sums_of_a_customer_are_counted_from_the_ledger(golden):
    assert short(Filter(FEBRUARY, customer="x").sums()) == (8, 3, 3, 800_000, 380_000)
    assert short(Filter(FEBRUARY, customer="y").sums()) == (1, 1, 0, 150_000, 0)
    assert short(Filter(FEBRUARY, customer="x", kind="RDP").sums()) == (4, 0, 3, 0, 380_000)


def test_a_customer_that_is_everybody_has_the_sums_of_the_tallies(golden):
    for customer in golden.records.values():
        OmsetRecord.objects.filter(pk=customer.pk).update(customer_key=f"c{customer.customer_key}")
    for kind in (None, "NDP", "RDP"):
        by_ledger = Filter(FEBRUARY, customer="c", kind=kind)
        by_tallies = Filter(FEBRUARY, kind=kind)
        assert by_ledger.sums() == by_tallies.sums()
        assert by_ledger.days() == by_tallies.days()


def test_uncounted_records_are_summed_apart(golden, admin):
    sums = Filter(FEBRUARY, approval="pending").sums()
    assert sums.records == 1
    assert int(sums.total) == 100_000
    assert sums.ndp == 0
    assert sums.rdp == 0
    approval.decline(golden[7], by=admin, reason="no")
    assert Filter(FEBRUARY, approval="pending").sums() == numbers.Numbers()
    assert Filter(FEBRUARY, approval="declined").sums() == sums
    assert Filter(FEBRUARY, approval="declined", kind="NDP").sums() == numbers.Numbers()


def test_the_days_add_up_to_the_sums(golden):
    for chosen in (Filter(FEBRUARY), Filter(FEBRUARY, customer="x")):
        days = chosen.days()
        assert [day for day, _sums in days] == [date(2026, 2, day) for day in (1, 2, 3)]
        assert sum((sums for _day, sums in days), numbers.Numbers()) == chosen.sums()


def test_counting_many_customers_is_given_a_time_limit(golden):
    with recorded_commands() as commands:
        Filter(FEBRUARY, customer="x").sums()
    assert [command.document["maxTimeMS"] for command in commands] == [2000]


def test_counting_gives_up_at_the_limit(golden):
    slow = {"$gte": [{"$sum": [{"$range": [0, 300_000]}]}, 0]}
    with pytest.raises(numbers.TooManyRecords):
        numbers.of_records({"$expr": slow}, within_ms=5)


def test_inactive_people_can_still_be_asked_for(admin):
    gone = make_staff("gone", is_active=False)
    choices = form_of("", admin).fields["staff"].choices
    assert dict(choices)[str(gone.pk)] == "gone (inactive)"


def test_a_pending_record_is_found_but_not_summed(owner, product):
    make_reservation(make_staff("holder"), product, "x", by=make_admin())
    make_deposit(owner, product, "x")
    chosen = Filter(FilterPeriod(), staff=owner.pk)
    assert [row.status for row in chosen.records()] == ["pending"]
    assert chosen.sums() == numbers.Numbers()

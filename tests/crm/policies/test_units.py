"""Each unit is written for people and for scripts, and read from a form, within its bounds."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation

from crm.policies.units import plain, text_of
from crm.registry.policies import Policy, Unit
from dashboard.policies.forms import DecisionForm

TEXTS = {
    Unit.DAYS: ("30", "30 days", "30"),
    Unit.COUNT: ("1500", "1.500", "1500"),
    Unit.PERCENT: ("12,5", "12,5 %", "12.50"),
    Unit.RUPIAH: ("16250", "Rp 16.250", "16250.00"),
    Unit.TIME: ("23:05", "23:05", "23:05"),
    Unit.SHIFT: ("0:30 \N{EN DASH} 08:00", "00:30-08:00", "00:30-08:00"),
    Unit.HOURS: ("24", "24 hours", "24"),
    Unit.MINUTES: ("30", "30 minutes", "30"),
    Unit.SWITCH: ("1", "on", "on"),
    Unit.DOLLARS: ("7,25", "$ 7,25", "7.25"),
    Unit.BAHT_RATE: ("3100", "THB 3.100,00 for one dollar", "3100.00"),
    Unit.RATE: ("16300,50", "Rp 16.300,50 for one dollar", "16300.50"),
}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def policy_in(unit, least="1", most="99999"):
    return Policy(
        key="x",
        label="X",
        help="",
        unit=unit,
        rule="",
        page="plans",
        least=Decimal(least),
        most=Decimal(most),
    )


def form_in(unit, typed, **bounds):
    data = QueryDict(mutable=True)
    data.update({"valid_from": "2026-03-01", "value": typed, "reason": "why"})
    return DecisionForm(policy_in(unit, **bounds), data)


@pytest.mark.parametrize("unit", Unit)
def test_a_value_that_is_typed_is_read_and_written_as_it_was(unit):
    typed, text, script = TEXTS[unit]
    form = form_in(unit, typed)
    assert form.errors == {}
    value = form.cleaned_data["value"]
    assert text_of(unit, value).replace("\xa0", " ") == text
    assert plain(unit, value) == script
    # As it comes back from the database.
    assert plain(unit, value.quantize(Decimal("0.0001"))) == script
    assert text_of(unit, value.quantize(Decimal("0.0001"))).replace("\xa0", " ") == text


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("typed", ["x", "-1", "", "1e3", "NaN", "24:00"])
def test_what_is_no_value_is_refused_beside_the_field(unit, typed):
    assert list(form_in(unit, typed).errors) == ["value"]


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit != Unit.SWITCH])
def test_so_is_one_outside_of_the_bounds(unit):
    typed = TEXTS[unit][0]
    assert list(form_in(unit, typed, least="99998").errors) == ["value"]
    assert list(form_in(unit, typed, least="0", most="1").errors) == ["value"]


def test_none_is_a_dash_for_people():
    assert text_of(Unit.DAYS, None) == "–"
    assert plain(Unit.DAYS, None) is None


def test_days_are_days_in_indonesian():
    with translation.override("id"):
        assert text_of(Unit.DAYS, Decimal(1)) == "1 hari"


@pytest.mark.parametrize("typed", ["11:00-11:00", "11:00", "11:00-24:00", "11:60-23:00", "11-23"])
def test_a_shift_is_two_different_times(typed):
    assert list(form_in(Unit.SHIFT, typed, most="3000000").errors) == ["value"]


def test_a_shift_may_end_on_the_next_day():
    form = form_in(Unit.SHIFT, "22:00-06:00", most="3000000")
    assert form.errors == {}
    assert plain(Unit.SHIFT, form.cleaned_data["value"]) == "22:00-06:00"

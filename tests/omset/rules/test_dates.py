"""One grammar of dates, for forms and files: the day first or the year first (G-1, OM-2)."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bonuses.statements.exchange_rates import EXCHANGE_RATE
from crm.web.templatetags import formats
from dashboard.policies.forms import DecisionForm
from omset.forms import EntryForm
from omset.imports.rows import RejectedRow, RowReader
from omset.rules.amounts import Unreadable
from omset.rules.dates import read_date
from tests.omset.written import DATES, NO_DATES

TODAY, MEANT = date(2026, 11, 30), date(2026, 11, 29)
CELLS = {"customer_id": "x", "nominal": "5", "staff": "andi", "product": "P"}
READER = RowReader(
    {name: place for place, name in enumerate(["date", *CELLS])},
    {"status": "approved"},
    width=len(CELLS) + 1,
    today=TODAY,
)


def form_of(text, kind=EntryForm, field="date"):
    with time_machine.travel("2026-11-30T03:00:00Z", tick=False):
        form = kind({field: text})
        form.is_valid()
    return form


def rate_form(data):
    return DecisionForm(EXCHANGE_RATE, data)


@pytest.mark.parametrize("text", DATES)
@pytest.mark.parametrize("language", ["en", "id"])
def test_a_date_is_read_alike_in_a_form_and_in_a_file(text, language):
    with translation.override(language):
        assert form_of(text).cleaned_data["date"] == MEANT
        assert form_of(text, rate_form, "valid_from").cleaned_data["valid_from"] == MEANT
        assert READER([text, *CELLS.values()]).date == MEANT


@pytest.mark.parametrize(("text", "reason"), NO_DATES)
@pytest.mark.parametrize("language", ["en", "id"])
def test_what_is_no_date_or_could_be_two_is_refused_with_the_reason(text, reason, language):
    with translation.override("en"):
        assert reason in str(form_of(text).errors["date"])
        with pytest.raises(RejectedRow) as refused:
            READER([text, *CELLS.values()])
        assert reason in str(refused.value.reason)
    with translation.override(language):
        assert "valid_from" in form_of(text, rate_form, "valid_from").errors


def test_a_day_that_could_be_a_month_is_the_day():
    assert read_date("03/04/2026", today=TODAY) == date(2026, 4, 3)


def test_a_bare_number_is_no_date_also_in_a_sheet():
    with pytest.raises(RejectedRow):
        READER([Decimal("46355"), *CELLS.values()])


@given(st.integers(0, 15_000), st.sampled_from(["en", "id"]))
def test_what_the_pages_write_is_read_back(days, language):
    day = TODAY - timedelta(days)
    with translation.override(language):
        assert read_date(str(formats.day(day)), today=TODAY) == day


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    with suppress(Unreadable):
        assert read_date(text, today=TODAY) <= date.max

"""A row with a cell that is no text is rejected, and nobody is created under its name."""

import pytest

from crm.staff.models import User
from omset.models import OmsetRecord
from tests.crm.imports.no_texts import DATES, ERRORS, SHORTENED
from tests.omset.imports.conftest import HEADINGS


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cell", [*ERRORS, *SHORTENED[:3], SHORTENED[-1], *DATES[:4], "TRUE", "null"]
)
def test_the_row_of_such_a_customer_is_rejected_and_the_others_stay(bring, cell):
    customer = f'"{cell}"'
    outcome = bring(f"2026-01-05,{customer},5", f"2026-01-06,{customer},5", "2026-01-06,budi,5")
    assert [(error["row"], error["field"]) for error in outcome["errors"]] == [
        (2, "customer_id"),
        (3, "customer_id"),
    ]
    assert OmsetRecord.objects.get().customer_id == "budi"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["note", "multiplier", "status", "staff", "product"])
def test_an_error_in_any_field_that_is_read_rejects_the_row(bring, field):
    outcome = bring("2026-01-05,a,5,#N/A", headings=f"{HEADINGS},{field}", create_missing=True)
    assert outcome["errors"][0]["field"] == field
    assert outcome["inserted"] == 0
    assert "“#N/A” is an error" in outcome["errors"][0]["reason"]


@pytest.mark.django_db
def test_nobody_is_created_under_a_name_that_is_none(bring):
    lines = ["2026-01-05,a,5,TRUE", "2026-01-05,a,5,5-Jan", "2026-01-05,a,5,null"]
    outcome = bring(*lines, headings=f"{HEADINGS},staff", create_missing=True)
    assert outcome["rejected"] == 3
    assert outcome["inserted"] == 0
    assert list(User.objects.values_list("username", flat=True)) == ["Andi"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", ["Total,,300", "2026-01-31,Total,300", ",Jumlah,300", "31/01/2026,,300,Grand Total"]
)
def test_a_row_of_totals_is_rejected_as_one(bring, line):
    outcome = bring("2026-01-05,a,100,", line, headings=f"{HEADINGS},no")
    assert outcome["inserted"] == 1
    assert outcome["rejected"] == 1
    assert "adds up others" in outcome["errors"][0]["reason"]

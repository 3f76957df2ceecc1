"""A file with the month first in one row says nothing of `03/04/2026` in another.

The kind: a day that is read as another one without a word.
"""

from datetime import date

import pytest
from xlsxwriter import Workbook

from omset.models import OmsetRecord
from tests.crm.imports.books import HEADINGS

pytestmark = pytest.mark.django_db
TWO_WAYS = "can be read in two ways, because other rows have the month first"


def rejected(outcome):
    return {error["row"]: error["reason"] for error in outcome["errors"]}


def test_an_ambiguous_day_beside_one_with_the_month_first_is_rejected(bring):
    outcome = bring(
        *("03/04/2026,budi,5", "01/31/2026,ani,5", "04/04/2026,cici,5"),
        *("2026-01-02,didi,5", "25/01/2026,edi,5", "3 April 2026,fani,5", "03.04.26,gita,5"),
    )
    rejects = rejected(outcome)
    assert set(rejects) == {2, 3, 8}
    assert TWO_WAYS in rejects[2]
    assert "has the month first" in rejects[3]
    assert TWO_WAYS in rejects[8]
    assert OmsetRecord.objects.count() == 4


def test_without_such_a_row_the_day_stands_first(bring):
    assert bring("03/04/2026,budi,5", "25/01/2026,edi,5")["inserted"] == 2
    assert OmsetRecord.objects.filter(date=date(2026, 4, 3)).exists()


def test_a_cell_that_a_spreadsheet_took_for_such_a_day_is_in_doubt_as_well(bring, tmp_path):
    days = [date(2026, 4, 3), "01/31/2026", date(2026, 4, 4), date(2026, 1, 25)]
    rows = [[day, f"c{place}", 5] for place, day in enumerate(days)]
    write_days(tmp_path / "days.xlsx", rows)
    rejects = rejected(bring(name="days.xlsx"))
    assert set(rejects) == {2, 3}
    assert TWO_WAYS in rejects[2]
    assert "2026-04-03" in rejects[2]


def write_days(path, rows):
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        page = workbook.add_worksheet()
        for number, cells in enumerate([HEADINGS, *rows]):
            page.write_row(number, 0, cells)

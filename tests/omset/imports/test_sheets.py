"""Which sheet of a workbook is read, and that the others are named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from crm.web.files import exports
from omset.models import OmsetRecord
from tests.crm.imports.books import HEADINGS, change, write_book, write_export

pytestmark = pytest.mark.django_db
NAME = "deposits.xlsx"


def table(*customers):
    return [HEADINGS, *(["2026-01-05", customer, 5] for customer in customers)]


@pytest.fixture
def taken(bring, tmp_path):
    """Imports a workbook of these sheets; returns the reading and the customers."""

    def taken(sheets, hidden=(), **options):
        write_book(tmp_path / NAME, sheets, hidden)
        reading = bring(name=NAME, **options)["reading"]
        customers = OmsetRecord.objects.order_by("customer_id").values_list(
            "customer_id", flat=True
        )
        return reading["sheets"], reading["not_read"], list(customers)

    return taken


def test_the_visible_sheet_with_known_headings_is_taken_and_others_are_named(taken):
    sheets = {"Pivot": [["Sum of all"], [12]], "Oct": table("a"), "Notes": [["x"]], "Empty": []}
    assert taken(sheets) == (["Oct"], ["Pivot", "Notes"], ["a"])


def test_an_empty_first_sheet_is_no_reason_to_give_up(taken):
    assert taken({"Sheet1": [], "Data": table("a")}) == (["Data"], [], ["a"])


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_named(bring, tmp_path, state):
    path = write_book(tmp_path / NAME, {"Old": table("old"), "New": table("new")})
    change(
        path,
        "xl/workbook.xml",
        lambda text: text.replace('name="Old"', f'name="Old" state="{state}"'),
    )
    reading = bring(name=NAME)["reading"]
    assert reading["sheets"] == ["New"]
    assert reading["not_read"] == ["Old (hidden)"]
    assert OmsetRecord.objects.get().customer_id == "new"


def test_headings_in_a_hidden_sheet_alone_are_refused_with_its_name(taken):
    sheets = {"Menu": [["Welcome"]], "Secret": table("a")}
    with pytest.raises(CommandError, match="the headings are in a hidden sheet: Secret"):
        taken(sheets, hidden=("Secret",))
    assert OmsetRecord.objects.count() == 0


def test_a_hidden_sheet_is_read_if_it_is_named(taken):
    sheets = {"Menu": [["Welcome"]], "Secret": table("a")}
    assert taken(sheets, hidden=("Secret",), sheet="secret") == (["Secret"], ["Menu"], ["a"])


def test_several_sheets_that_could_be_meant_are_refused_until_one_is_named(taken):
    sheets = {"Sep": table("a"), "Oct": table("b")}
    with pytest.raises(CommandError, match="several sheets could be meant: Sep, Oct; name one"):
        taken(sheets)
    assert OmsetRecord.objects.count() == 0
    assert taken(sheets, sheet="Oct") == (["Oct"], ["Sep"], ["b"])


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(taken):
    with pytest.raises(CommandError, match="there is no sheet “Nov”; the file has: Oct, Old"):
        taken({"Oct": table("a"), "Old": table()}, hidden=("Old",), sheet="Nov")


def test_a_text_file_has_no_sheets(bring):
    with pytest.raises(CommandError, match="only a workbook has sheets"):
        bring("2026-01-05,a,5", sheet="Oct")


def test_what_a_person_reads_names_the_sheets(tmp_path, andi, naga):
    path = write_book(tmp_path / NAME, {"Sep": [["x"]], "Oct": table("a")})
    out = StringIO()
    call_command("import_omset", str(path), staff="andi", product="naga", stdout=out)
    assert out.getvalue().splitlines()[:2] == ["Sheet: Oct", "not read: Sep"]


@pytest.mark.parametrize("rows", [3, 4, 6, 7])
def test_an_export_that_goes_on_in_further_sheets_comes_back_whole(
    bring, tmp_path, monkeypatch, rows
):
    monkeypatch.setattr(exports, "ROWS_IN_A_SHEET", 3)
    write_export(
        tmp_path / NAME, [["2026-01-05", "Andi", "Naga", f"c{row}", 5] for row in range(rows)]
    )
    outcome = bring(name=NAME)
    assert outcome["read"] == rows
    assert outcome["inserted"] == rows
    assert outcome["rejected"] == 0
    assert connection.get_collection("omset_omsetrecord").count_documents({}) == rows


def test_sheets_that_are_alike_but_not_full_are_no_export_that_goes_on(taken, monkeypatch):
    monkeypatch.setattr(exports, "ROWS_IN_A_SHEET", 3)
    with pytest.raises(CommandError, match="several sheets could be meant"):
        taken({"Sheet1": table("a", "b"), "Sheet2": table("c")})

"""No quotation mark takes rows away: what is lost is refused, with the row where it began."""

import pytest
from django.core.management import CommandError

from omset.models import OmsetRecord

pytestmark = pytest.mark.django_db
HEADINGS = "date,customer_id,nominal,note"


def test_a_file_that_ends_inside_quotes_is_refused_with_the_row_where_they_began(bring):
    lines = [f"2026-01-0{day},budi0{day},100000,ok" for day in range(1, 6)]
    lines[2] = '2026-01-03,budi03,100000,"ok'
    with pytest.raises(CommandError, match="row 4 opens a quotation mark that is closed nowhere"):
        bring(*lines, headings=HEADINGS)
    assert OmsetRecord.objects.count() == 0


def test_a_row_that_cannot_be_told_apart_is_rejected_with_its_text(bring, tmp_path):
    outcome = bring('2026-01-01,a,5,"21" TV"', "2026-01-02,b,5,", headings=HEADINGS)
    assert outcome["inserted"] == 1
    assert outcome["rejected"] == 1
    assert outcome["errors"][0]["row"] == 2
    assert "must be doubled" in outcome["errors"][0]["reason"]
    assert '2026-01-01,a,5,""21"" TV""' in (tmp_path / "deposits.csv.rejected.csv").read_text()


def test_a_customer_with_a_line_break_is_rejected_and_a_note_with_one_is_kept(bring):
    lines = ['2026-01-01,"budi\nani",5,', '2026-01-02,"budi ",5,"one\ntwo"']
    outcome = bring(*lines, headings=HEADINGS)
    assert [(error["row"], error["field"]) for error in outcome["errors"]] == [(2, "customer_id")]
    record = OmsetRecord.objects.get()
    assert record.customer_id == "budi"
    assert record.note == "one\ntwo"

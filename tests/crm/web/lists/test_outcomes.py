"""What became of each row of a bulk action."""

from django.template.loader import render_to_string

from crm.web.lists.outcomes import Outcome, Outcomes
from tests.parsed import parsed_text

SOME = Outcomes(
    [
        Outcome("cust1", True, "in the trash", "/omset/1/"),
        Outcome("cust2", False, "somebody changed it"),
        Outcome("cust3", True, "in the trash"),
    ]
)


def test_rows_are_told_apart_in_their_order():
    assert [row.label for row in SOME.done] == ["cust1", "cust3"]
    assert [row.label for row in SOME.refused] == ["cust2"]


def test_the_panel_counts_both_and_says_why_not():
    panel = parsed_text(render_to_string("components/outcomes.html", {"outcomes": SOME}))
    assert "2 done, 1 refused" in panel.text
    assert "cust2 : somebody changed it" in panel.text
    assert "cust1 : in the trash" in panel.text
    assert panel.one("a", href="/omset/1/").text == "cust1"

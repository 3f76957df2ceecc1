"""The geometry of the small charts."""

from decimal import Decimal

from django.template.loader import render_to_string

from crm.web.templatetags import charts
from tests.parsed import parsed_text


def points(*values):
    return [{"label": f"{at} Nov", "value": value} for at, value in enumerate(values, start=1)]


def test_the_highest_bar_fills_the_drawing_and_stands_out():
    points_of_chart = charts.bars(points(50, 100))["points"]
    assert [(bar.x, bar.bar_x, bar.y, bar.height) for bar in points_of_chart] == [
        (0, 1, 100, 100),
        (10, 11, 0, 200),
    ]
    assert [bar.is_highest for bar in points_of_chart] == [False, True]


def test_however_small_a_bar_is_seen_and_nothing_has_none():
    points_of_chart = charts.bars(points(1, 1_000_000, 0, None, -5))["points"]
    assert [bar.height for bar in points_of_chart] == [2, 200, 0, 0, 0]


def test_a_line_is_torn_where_nothing_is_known():
    chart = charts.line(points(0, 10, None, 10))
    assert chart["path"] == "M5 192L15 8M35 8"
    assert [point.dot for point in chart["points"]] == ["M5 192h0", "M15 8h0", "", "M35 8h0"]


def test_no_points_are_an_empty_drawing():
    chart = charts.bars([])
    assert chart["width"] == 10
    assert chart["first"] == ""
    assert chart["last"] == ""
    assert chart["highest"] == 0


def test_zeros_alone_have_no_highest():
    assert [bar.is_highest for bar in charts.bars(points(0, 0))["points"]] == [False, False]


def test_a_chart_says_its_numbers_in_a_table_too_and_links_them():
    chart = {"title": "Omset", "money": True, "points": points(Decimal(1500))}
    chart["points"][0]["url"] = "/omset/?date=1"
    drawing = parsed_text(render_to_string("components/chart_bars.html", chart))
    assert "Rp 1.500" in [cell.text for cell in drawing.all("td")]
    assert len(drawing.all("a", href="/omset/?date=1")) == 2

"""Lists that are sorted by a click on a head."""

import pytest

from crm.web.lists.sorting import sorted_by

ROWS = [("b", 2), ("none", None), ("a", 2), ("c", 1)]
ORDERS = {"name": lambda row: row[0], "number": lambda row: row[1]}


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("name", ["a", "b", "c", "none"]),
        ("-name", ["none", "c", "b", "a"]),
        # Equal ones stay as they come; without a value comes last either way.
        ("number", ["c", "b", "a", "none"]),
        ("-number", ["b", "a", "c", "none"]),
    ],
)
def test_rows_stand_in_the_order_that_was_asked_for(order, names):
    rows, sort = sorted_by(ROWS, order, ORDERS)
    assert [row[0] for row in rows] == names
    assert sort == order


@pytest.mark.parametrize("order", ["", "-", "total", "--name", "__class__"])
def test_any_other_text_sorts_nothing(order):
    rows, sort = sorted_by(iter(ROWS), order, ORDERS)
    assert rows == ROWS
    assert sort == ""

"""A table that one sheet could not hold goes on in the next."""

import pytest

from crm.web.files import exports
from tests.crm.imports.books import write_export
from tests.crm.imports.reading import opened, rows_of

# A download closes the connection that it read from.
pytestmark = pytest.mark.django_db


def test_rows_go_on_counting_in_the_next_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "ROWS_IN_A_SHEET", 3)
    rows = [["2026-01-05", "Andi", "Naga", f"c{row}", 5] for row in range(5)]
    path = write_export(tmp_path / "deposits.xlsx", rows)
    assert [number for number, _cells in rows_of(path)] == [1, 2, 3, 4, 6, 7]
    assert [sheet.name for sheet in opened(path).sheets] == ["Sheet1", "Sheet2"]

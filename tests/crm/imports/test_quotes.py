"""No quotation mark takes rows away: what is lost is refused, with the row where it began."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.imports.cells import DamagedRow
from crm.imports.text import UnreadableFile
from tests.crm.imports.reading import rows_of

HEADINGS = "date,customer_id,nominal,note"


def written(tmp_path, *lines, name="deposits.csv"):
    path = tmp_path / name
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    return path


def reasons(rows):
    return [(number, str(row.reason)) for number, row in rows if isinstance(row, DamagedRow)]


def test_the_line_is_named_where_it_is_not_the_row(tmp_path):
    path = written(tmp_path, HEADINGS, '2026-01-01,a,5,"one\ntwo"', '2026-01-02,b,5,"oh')
    with pytest.raises(UnreadableFile, match=r"row 3 \(line 4\) opens a quotation mark"):
        rows_of(path)


@pytest.mark.parametrize(
    "quoted",
    [
        '2026-01-01,a,5,"x\n2026-01-02,b,5,y\n2026-01-03,c,5,"z',
        '2026-01-01,a,"5\n2026-01-02,b,"5',
        '2026-01-01,"a\n2026-01-02,b,5\n2026-01-03,c",5',
        '2026-01-01,a,5,"x\n2026-01-02,b,5,y"',
        '"2026-01-01,a,5\n2026-01-02,b,5",x,5',
        '2026-01-01,a,5,"x\n02/01/2026,b,5',
    ],
)
def test_rows_swallowed_by_a_quoted_cell_are_refused_or_rejected(tmp_path, quoted):
    path = written(tmp_path, HEADINGS, "2025-12-31,z,5,", quoted, '2026-01-09,y,5,"fine"')
    try:
        rows = rows_of(path)
    except UnreadableFile as refused:
        assert "row 3" in str(refused)  # noqa: PT017  one of the two, by name
    else:
        [(number, reason)] = reasons(rows)
        assert number == 3
        assert reason.startswith("A quoted cell holds lines that look like rows")


@pytest.mark.parametrize(
    "note",
    ['21" TV', '"said ""yes"""', '"called\nhe pays tomorrow, he says"', '"a\r\nb"', '"one, two"'],
)
def test_proper_quotes_and_line_breaks_in_notes_go_on_working(tmp_path, note):
    path = written(tmp_path, HEADINGS, f"2026-01-01,a,5,{note}", "2026-01-02,b,5,")
    [expected] = csv.reader([f"x,{note}"])
    assert rows_of(path)[1:] == [
        (2, ["2026-01-01", "a", "5", expected[1]]),
        (3, ["2026-01-02", "b", "5", ""]),
    ]


@pytest.mark.parametrize("note", ['"21" TV"', '"Budi "Bos" S"', '"x"y'])
def test_a_quotation_mark_that_is_not_doubled_rejects_its_row_alone(tmp_path, note):
    path = written(tmp_path, HEADINGS, f"2026-01-01,a,5,{note}", "2026-01-02,b,5,")
    rows = rows_of(path)
    assert [number for number, _reason in reasons(rows)] == [2]
    assert rows[2] == (3, ["2026-01-02", "b", "5", ""])


@given(st.text(alphabet='ab,";\n\r 1', max_size=60))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_those_of_csv_or_there_is_a_word(tmp_path, text):
    path = written(tmp_path, f"date,customer_id\n{text}")
    try:
        rows = rows_of(path)
    except UnreadableFile:
        return
    with path.open(encoding="utf-8", newline="") as file:
        theirs = [
            (number, cells)
            for number, cells in enumerate(csv.reader(file), 1)
            if any(cell.strip() for cell in cells)
        ]
    if not reasons(rows):
        assert rows == theirs


@given(st.lists(st.lists(st.text(alphabet='ab,";\n\r é1', max_size=8), min_size=2, max_size=2)))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_csv_writes_is_read_row_by_row(tmp_path, rows):
    path = tmp_path / "deposits.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["date", "customer_id"], *rows])
    rows_read = rows_of(path)
    kept = [cells for cells in rows if any(cell.strip() for cell in cells)]
    assert len(rows_read) == len(kept) + 1
    for (_number, cells), expected in zip(rows_read[1:], kept, strict=True):
        assert isinstance(cells, DamagedRow) or cells == expected

"""Old workbooks: the same rows as of an XLSX, read by a child that may take little."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlwt

from crm.imports import xls
from crm.imports.text import UnreadableFile
from crm.web.texts.no_names import why_error
from tests.crm.imports.reading import opened, rows_of

HEADINGS = ["date", "customer_id", "nominal", "note"]
# The code of #N/A.
NOT_AVAILABLE = 42
DAY, PADDED = xlwt.easyxf(num_format_str="D/M/YY"), xlwt.easyxf(num_format_str="0000000")


def write(path, sheets, *, hidden=(), formats=None):
    """An XLS of rows by sheet; `formats` by place in a row."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                style = (formats or {}).get(place) if row else None
                sheet.write(row, place, cell, style or xlwt.Style.default_style)
    book.save(str(path))
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deposits.xls"


def test_cells_are_what_the_sheet_shows(path):
    cells = [date(2026, 1, 5), 42, 100_000.5, True]
    write(path, {"New": [HEADINGS, cells]}, formats={0: DAY, 1: PADDED})
    assert rows_of(path) == [
        (1, HEADINGS),
        (2, [date(2026, 1, 5), "0000042", Decimal("100000.5"), True]),
    ]


def test_an_error_stays_one(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("New")
    for place, heading in enumerate(HEADINGS):
        sheet.write(0, place, heading)
    sheet.write(1, 0, "2026-01-05")
    sheet.row(1).set_cell_error(1, NOT_AVAILABLE)
    sheet.write(1, 2, 5)
    book.save(str(path))
    (_heading, (_number, cells)) = rows_of(path)
    assert why_error(cells[1])


def test_the_day_count_of_a_mac_is_kept(path):
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("New")
    for place, heading in enumerate(HEADINGS):
        sheet.write(0, place, heading)
    sheet.write(1, 0, 0, DAY)
    book.save(str(path))
    assert rows_of(path)[1] == (2, [date(1904, 1, 1)])


def test_rows_keep_their_numbers_and_hidden_sheets_are_hidden(path):
    rows = [["Report"], [], HEADINGS, ["2026-01-05", "a", 5]]
    write(path, {"Old": [HEADINGS], "New": rows}, hidden={"Old"})
    source = opened(path)
    assert [number for number, _cells in source.rows()] == [1, 3, 4]
    assert source.not_read == ("Old (hidden)",)


def test_it_can_be_read_again_and_leaves_nothing_behind(path):
    write(path, {"New": [HEADINGS, ["2026-01-05", "a", 5]]})
    source = opened(path)
    made = source.made
    assert list(source.rows()) == list(source.rows())
    assert source.path == path
    del source
    assert not made.exists()


def test_a_long_sheet_is_within_the_limits(path):
    row = ["2026-01-05", "a customer", 100_000, "a note"]
    write(path, {"New": [HEADINGS, *[row] * 9_999]})
    assert sum(1 for _row in opened(path).rows()) == 10_000


@pytest.mark.parametrize(
    "content",
    [xls.BEGINNING, xls.BEGINNING + b"\0" * 4096, xls.BEGINNING + bytes(range(256)) * 100],
)
def test_what_only_begins_like_one_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"old .*workbook.*save it as \.xlsx"):
        opened(path)


def test_a_damaged_one_is_refused(path):
    write(path, {"New": [HEADINGS, *[["2026-01-05", "a", 5]] * 500]})
    content = bytearray(path.read_bytes())
    content[2000:6000] = random.Random(1).randbytes(4000)
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"save it as \.xlsx"):
        opened(path)


# Stand for a file that makes its reader take memory or time: what the child does is the same.
BOMB = "held = [b'x' * 10_000_000 for _time in range(100)]"
HANG = "while True: pass"
SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def child_does(monkeypatch, tmp_path):
    """child_does(code): the child, within its limits, runs that in place of reading."""
    real = Path(xls.xls_child.__file__).read_text()

    def change(code):
        other = tmp_path / "child.py"
        other.write_text(real.replace("        convert(source, target)\n", f"        {code}\n"))
        monkeypatch.setattr(xls.xls_child, "__file__", str(other))

    return change


@pytest.mark.parametrize("code", [BOMB, HANG, SLEEP])
def test_a_bomb_and_a_hang_are_refused(path, child_does, monkeypatch, code):
    write(path, {"New": [HEADINGS]})
    monkeypatch.setattr(xls, "SECONDS", 1 if code != BOMB else 30)
    child_does(code)
    began = time.monotonic()
    with pytest.raises(UnreadableFile, match="too much memory or time"):
        opened(path)
    assert time.monotonic() - began < 15


def test_the_limits_are_300_MB_and_30_seconds():
    assert xls.MEMORY_BYTES == 300_000_000
    assert xls.SECONDS == 30


def test_the_child_dies_with_its_parent(path, child_does):
    write(path, {"New": [HEADINGS]})
    child_does(SLEEP)
    code = (
        "import sys, pathlib; from crm.imports import xls, xls_child; "
        f"xls_child.__file__ = {xls.xls_child.__file__!r}; "
        f"xls.xlsx_of(pathlib.Path({str(path)!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        child = until(lambda: children(parent.pid))[0]
        # It has asked for the signal before it sets its limits.
        until(lambda: "300000000" in limits(child))
        os.kill(parent.pid, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{child}").exists())


def children(pid):
    return [int(number) for number in _read(f"/proc/{pid}/task/{pid}/children").split()]


def limits(pid):
    return _read(f"/proc/{pid}/limits")


def _read(path):
    return Path(path).read_text() if Path(path).exists() else ""


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return value

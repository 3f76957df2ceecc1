"""The child that makes an XLSX of an XLS: `python xls_child.py MEMORY SECONDS PARENT XLS XLSX`.

Run by `xls.py` as a script of its own, without the product and its settings. Exits 3 without
memory, 4 with a reason for what is no workbook. What a cell holds and how it is shown goes over as
it is: texts, numbers with their formats, truth values, errors.
"""

import ctypes
import os
import resource
import signal
import sys
from typing import Any

import xlrd
from xlsxwriter import Workbook

NO_MEMORY, NO_WORKBOOK = 3, 4
# Of Linux's prctl(): which signal comes when the parent dies.
SIGNAL_OF_PARENTS_DEATH = 1
LARGEST_FILE = 1_000_000_000
# A formula without a value of its own: the error is what is stored as its result.
ANY_FORMULA = "=NA()"


def main(memory: str, seconds: str, parent: str, source: str, target: str) -> None:
    """Convert within the limits."""
    limit(int(memory), int(seconds), int(parent))
    try:
        convert(source, target)
    except MemoryError:
        sys.exit(NO_MEMORY)
    except xlrd.XLRDError as error:
        sys.stderr.write(str(error))
        sys.exit(NO_WORKBOOK)


def limit(memory_bytes: int, seconds: int, parent: int) -> None:
    """From now on no more than that, and no longer than the parent lives."""
    ctypes.CDLL(None).prctl(SIGNAL_OF_PARENTS_DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(NO_MEMORY)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def convert(source: str, target: str) -> None:
    """Write the workbook `source` as `target`, sheet by sheet."""
    with xlrd.open_workbook(source, formatting_info=True, on_demand=True) as book:
        options = {"constant_memory": True, "date_1904": bool(book.datemode)}
        with Workbook(target, options) as made:
            formats = Formats(book, made)
            for number, name in enumerate(book.sheet_names()):
                sheet = book.sheet_by_index(number)
                copied = made.add_worksheet(name)
                show(copied, is_visible=not sheet.visibility)
                copy_cells(sheet, copied, formats)
                book.unload_sheet(number)


def show(sheet: Any, *, is_visible: bool) -> None:
    """Hide it or not. The writer shows the first one in any case, unless another is active."""
    if is_visible:
        sheet.activate()
    else:
        sheet.hide()


class Formats(dict):
    """The number format of a cell by its style, made once for each."""

    def __init__(self, book: Any, made: Workbook) -> None:
        super().__init__()
        self.book, self.made = book, made

    def __missing__(self, style: int) -> Any:
        pattern = self.book.format_map[self.book.xf_list[style].format_key].format_str
        self[style] = self.made.add_format({"num_format": pattern})
        return self[style]


def copy_cells(sheet: Any, copied: Any, formats: Formats) -> None:
    """Each cell that holds something, in its place."""
    for row in range(sheet.nrows):
        for place, cell in enumerate(sheet.row(row)):
            if cell.ctype == xlrd.XL_CELL_TEXT:
                copied.write_string(row, place, cell.value)
            elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                copied.write_number(row, place, cell.value, formats[cell.xf_index])
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                copied.write_boolean(row, place, bool(cell.value))
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(cell.value, "#VALUE!")
                copied.write_formula(row, place, ANY_FORMULA, None, text)


if __name__ == "__main__":
    main(*sys.argv[1:])

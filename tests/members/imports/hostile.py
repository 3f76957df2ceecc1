"""Files that are made to fill memory, run something, or be taken for another sort."""

import io
import zipfile

from xlsxwriter import Workbook


def book(rows, **options):
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, **options}) as workbook:
        sheet = workbook.add_worksheet("Mei")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return file.getvalue()


def changed(content, part, change=bytes, more=b"", times=0):
    """The workbook with one part of its archive changed, and with more behind it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            with new.open(info.filename, "w") as file:
                data = old.read(info)
                file.write(change(data) if info.filename == part else data)
                for _time in range(times if info.filename == part else 0):
                    file.write(more)
    return out.getvalue()


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
PLAIN = [["username", "hp"], ["budi01", "081234567890"]]


def zip_bomb():
    """A sheet of 400 MB in half a megabyte."""
    return changed(book(PLAIN), SHEET, more=b" " * 1_000_000, times=400)


def bomb_of_texts():
    return changed(book(PLAIN), TEXTS, more=b"<si><t>a</t></si>" * 100_000, times=120)


def entities():
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed(book(PLAIN), SHEET, lambda data: data.replace(b"?>", b"?>" + doctype, 1))


def many_columns():
    return book([[f"column {n}" for n in range(16_000)], ["x"] * 16_000])


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE = {
    "zip bomb": (zip_bomb, "a.xlsx", "unpacks to far more"),
    "bomb of texts": (bomb_of_texts, "a.xlsx", "unpacks to far more"),
    "XML entities": (entities, "a.xlsx", "document type"),
    "16,000 columns": (many_columns, "a.xlsx", "16,000 columns"),
    "16,000 columns of CSV": (lambda: b",".join([b"user"] * 16_000), "a.csv", "16,000 columns"),
    "NUL": (lambda: b"user,hp\nbu\0di,1\n", "a.csv", "not UTF-8"),
    "no archive": (lambda: b"PK\x03\x04" + b"x" * 1000, "a.xlsx", "damaged"),
    "cut archive": (lambda: book(PLAIN)[:3000], "a.xlsx", "damaged"),
    "a quotation mark": (lambda: b'user,hp\n"budi,1\n' + b"x,1\n" * 50_000, "a.csv", "quotation"),
    "one endless line": (lambda: b"user" * 1_000_000, "a.csv", "a line of more than"),
    "old workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000,
        "a.xls",
        "workbook",
    ),
    "nothing": (lambda: b" \n\n", "a.csv", "there is no row"),
}

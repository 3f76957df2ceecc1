"""Files that come in and go out: no formula runs, and a few bytes do not ask for gigabytes."""

from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from crm.imports import workbook as workbook_parts
from crm.imports.text import UnreadableFile
from crm.web.files.exports import harmless
from tests.crm.imports.reading import rows_of

BOOK = '<workbook xmlns:r="x"><sheets><sheet r:id="r1"/></sheets></workbook>'
RELATIONS = '<Relationships><Relationship Id="r1" Target="sheet.xml"/></Relationships>'
STYLES = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'


def workbook(tmp_path, rows, texts="<sst/>"):
    path = tmp_path / "deposits.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/sharedStrings.xml", texts)
        archive.writestr("xl/sheet.xml", f"<worksheet>{rows}</worksheet>")
    return path


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="20000000"/>',
        '<row r="9"/><row r="1"/>',
        '<row r="0"/>',
        '<row><c r="ZZZZZ1"><v>1</v></c></row>',
        "<row><c><v>inf</v></c></row>",
        "<row><c><v>1e10</v></c></row>",
        "<row><c><v>-9e6</v></c></row>",
        '<row><c s="1"><v>²</v></c></row>',
    ],
)
def test_what_no_sheet_can_hold_is_a_damaged_file(tmp_path, rows):
    with pytest.raises(UnreadableFile, match="damaged XLSX file"):
        rows_of(workbook(tmp_path, rows))


@pytest.mark.parametrize("cells", ["<c><v>1</v></c>", "<v>1</v>"])
def test_cells_outside_of_rows_are_none(tmp_path, cells):
    assert rows_of(workbook(tmp_path, cells)) == []


def test_texts_that_would_unpack_to_gigabytes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_parts, "LARGEST_PART", 10_000)
    texts = f"<sst><si><t>{'a' * 10_000}</t></si></sst>"
    with pytest.raises(UnreadableFile, match="too large"):
        rows_of(workbook(tmp_path, "", texts))


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("budi;=1+1;x", "budi;'=1+1;x"),
        ("budi\n@cmd", "budi\n'@cmd"),
        ('budi;"=1"', 'budi;"\'=1"'),
        ("budi; ＝1", "budi; '＝1"),  # noqa: RUF001
        ("=1;=2", "'=1;'=2"),
        ("budi; 2-1", "budi; 2-1"),
    ],
)
def test_no_part_of_a_text_is_a_formula_where_semicolons_split_cells(text, sent):
    assert harmless(text) == sent

"""What the cells of an XLSX file refer to: its sheets, texts, formats and the first day."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from crm.imports.number_formats import EPOCH, EPOCH_OF_1904, NumberReader, number_reader

# All the texts of a million long notes; a few kilobytes unpack to gigabytes.
LARGEST_PART = 256_000_000
# How XML writes what it has no sign for; `_x005F_` is the low line itself.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


# Of an XML element, by name.
Attributes = dict[str, str]


class SheetPart(NamedTuple):
    """A sheet of the workbook, and the part of the archive that holds its rows."""

    name: str
    is_hidden: bool
    part: str

    @property
    def label(self) -> str:
        """Its name, and whether people can see it."""
        return f"{self.name} (hidden)" if self.is_hidden else self.name


def unescaped(text: str) -> str:
    """The text with `_x000D_` and its kin as the characters they stand for."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
    # Two escapes can be the halves of one character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Handlers(dict):
    """The methods `MOMENT_NAME` of an object by element name, with or without its prefix."""

    def __init__(self, owner: "XmlParser", moment: str) -> None:
        super().__init__()
        self.owner, self.moment = owner, moment

    def __missing__(self, name: str) -> Callable | None:
        local = name.rpartition(":")[2]
        self[name] = handler = getattr(self.owner, f"{self.moment}_{local}", None)
        return handler


class XmlParser:
    """An expat parser that calls `start_NAME(attributes)` and `end_NAME()` of a subclass."""

    def __init__(self) -> None:
        self.text: list[str] | None = None
        self.starts, self.ends = _Handlers(self, "start"), _Handlers(self, "end")
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _start(self, name: str, attributes: Attributes) -> None:
        if handler := self.starts[name]:
            handler(attributes)

    def _end(self, name: str) -> None:
        if handler := self.ends[name]:
            handler()

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _refuse(self, *declaration: Any) -> None:
        raise ValueError("it declares a document type")


class WorkbookParts(XmlParser):
    """`sheets` in their order; `texts`, and `readers` of numbers by style, for their cells."""

    def __init__(self, archive: ZipFile) -> None:
        self.listed: list[tuple[str, bool, str]] = []
        self.targets: dict[str, str] = {}
        self.texts: list[str] = []
        self.words: list[str] = []
        self.formats: dict[int, str] = {}
        self.readers: dict[str, NumberReader] = {}
        self.in_cells, self.phonetic, self.styles = False, False, 0
        self.epoch = EPOCH
        names = set(archive.namelist())
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            self._read(archive, name)
        for name in {"xl/styles.xml", "xl/sharedStrings.xml"} & names:
            self._read(archive, name)
        self.sheets = [
            SheetPart(name, is_hidden, self.targets[reference])
            for name, is_hidden, reference in self.listed
            if reference in self.targets
        ]
        if not self.sheets:
            raise KeyError("there is no sheet in it")
        del self.parser, self.starts, self.ends

    def _read(self, archive: ZipFile, name: str) -> None:
        super().__init__()
        if archive.getinfo(name).file_size > LARGEST_PART:
            raise ValueError(f"{name} is too large")
        with archive.open(name) as file:
            self.parser.ParseFile(file)

    def start_workbookPr(self, attributes: Attributes) -> None:  # noqa: N802
        if attributes.get("date1904") in ("1", "true"):
            self.epoch = EPOCH_OF_1904

    def start_sheet(self, attributes: Attributes) -> None:
        reference = next(value for name, value in attributes.items() if name.endswith(":id"))
        is_hidden = attributes.get("state", "visible") != "visible"
        self.listed.append((attributes.get("name", ""), is_hidden, reference))

    def start_Relationship(self, attributes: Attributes) -> None:  # noqa: N802
        # Charts and dialogs stand among the sheets and have no rows.
        if attributes.get("Type", "worksheet").endswith("worksheet"):
            target = attributes["Target"]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            self.targets[attributes["Id"]] = part

    def start_numFmt(self, attributes: Attributes) -> None:  # noqa: N802
        self.formats[int(attributes["numFmtId"])] = attributes["formatCode"]

    def start_cellXfs(self, attributes: Attributes) -> None:  # noqa: N802
        self.in_cells = True

    def end_cellXfs(self) -> None:  # noqa: N802
        self.in_cells = False

    def start_xf(self, attributes: Attributes) -> None:
        if self.in_cells:
            number = int(attributes.get("numFmtId", 0))
            reader = number_reader(number, self.formats.get(number, ""), self.epoch)
            if reader:
                self.readers[str(self.styles)] = reader
            self.styles += 1

    def start_si(self, attributes: Attributes) -> None:
        self.words.clear()

    def start_rPh(self, attributes: Attributes) -> None:  # noqa: N802
        self.phonetic = True

    def end_rPh(self) -> None:  # noqa: N802
        self.phonetic = False

    def start_t(self, attributes: Attributes) -> None:
        self.text = []

    def end_t(self) -> None:
        if not self.phonetic:
            self.words += self.text or []
        self.text = None

    def end_si(self) -> None:
        self.texts.append(unescaped("".join(self.words)))

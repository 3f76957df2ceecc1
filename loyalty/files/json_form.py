"""A JSON file as one of the three: fields by the keys of its rows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import compress, islice
from pathlib import Path

from crm.imports.json.rows import JsonFile, open_json
from crm.imports.text import UnreadableFile
from loyalty.files.rows import SourceRow
from loyalty.rules.files.datasets import NUMBERS, Dataset
from loyalty.rules.files.headings import ColumnPlan, WrongHeadings, column_plan, fields_of
from loyalty.rules.files.numbers import LONGEST, StyleVotes

# Of so many rows the keys are the headings; a row further on may have others.
FIRST_ROWS = 200
PIECE = 1 << 20
# What a number that goes on over the end of a piece may need before it.
OVERLAP = 1 << 10


@dataclass(frozen=True)
class JsonRowForm:
    """The rows of a JSON file, their values by field."""

    file: JsonFile
    dataset: Dataset
    headings: tuple[str, ...]
    columns: ColumnPlan
    chosen: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.file.start.form

    def rows(self) -> Iterator[SourceRow]:
        """Every row; rows of the same keys have their fields at the same places."""
        places = lru_cache(FIRST_ROWS)(self._places)
        for number, values, repairs, original, reason in self.file.rows():
            if values is None:
                yield SourceRow(number, None, repairs, original, reason)
            else:
                fields, is_field = places(tuple(values))
                of_field = dict(zip(fields, compress(values.values(), is_field), strict=True))
                yield SourceRow(number, of_field, repairs, original, None)

    def votes(self) -> StyleVotes:
        """What the numbers say that stand in the file as texts; JSON's own are exact anyhow.

        They are looked for in the bytes: that is a tenth of the work of reading all rows.
        """
        votes = StyleVotes()
        headings = [self.columns.fields.get(field) for field in NUMBERS[self.dataset]]
        names = "|".join(re.escape(heading) for heading in headings if heading)
        if names:
            pattern = rf'"(?:{names})"\s*+:\s*+"([^"\\]{{1,{LONGEST}}}+)"'
            for text in _matches(self.file.path, re.compile(pattern.encode())):
                votes.add(text.decode("ascii", "replace").strip())
        return votes

    def _places(self, keys: tuple[str, ...]) -> tuple[list[str], list[bool]]:
        """The fields of a row with these keys, in their order, and which of the keys have one."""
        known = {
            field: heading for field, heading in self.columns.fields.items() if heading in keys
        }
        others = fields_of(keys, self.dataset, dict.fromkeys(self.chosen, "") | known)
        field_of = {heading: field for field, heading in (others | known).items()}
        return [field_of[key] for key in keys if key in field_of], [key in field_of for key in keys]


def open_json_form(path: Path, dataset: Dataset, chosen: Mapping[str, str]) -> JsonRowForm:
    """The file with its columns. Raises UnreadableFile."""
    file = open_json(path)
    headings: dict[str, None] = {}
    for row in islice(file.rows(), FIRST_ROWS):
        headings.update(dict.fromkeys(row.values or ()))
    try:
        columns = column_plan(tuple(headings), dataset, chosen)
    except WrongHeadings as error:
        raise UnreadableFile(str(error)) from error
    return JsonRowForm(file, dataset, tuple(headings), columns, chosen)


def _matches(path: Path, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    """What the pattern's group holds wherever it matches in the file."""
    rest = b""
    with path.open("rb") as file:
        for piece in iter(partial(file.read, PIECE), b""):
            text, end = rest + piece, 0
            for match in pattern.finditer(text):
                end = match.end()
                yield match[1]
            rest = text[max(end, len(text) - OVERLAP) :]

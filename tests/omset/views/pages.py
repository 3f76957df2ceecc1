"""What stands on the pages of the ledger, for the tests of its views."""

from tests.parsed import Part, parsed

RECORD = "record-"


def records_in(page: Part) -> list[str]:
    """The ids of the records in the rows of a table, in order."""
    ids = [row.get("id") for row in page.all("tr")]
    return [name.removeprefix(RECORD) for name in ids if name.startswith(RECORD)]


def figures_in(page: Part) -> dict[str, str]:
    """The figures of the cards by their labels."""
    labels = page.all("span", **{"class": "label"})
    return {label.text: label.above.one("span", **{"class": "value"}).text for label in labels}


def next_url(page: Part) -> str:
    """Where the next page of a list is, from its own address; empty on the last one."""
    links = page.all("a", rel="next")
    return links[0]["href"] if links else ""


def fields_with_errors(page: Part) -> list[str]:
    """The fields of the filter that have a message beside them."""
    notes = [note for note in page.all("div") if note.get("id").endswith("_error")]
    return [note["id"].removeprefix("id_").removesuffix("_error") for note in notes if note.text]


def has_badge(part: Part, name: str) -> bool:
    """Whether there is a badge of this kind in it."""
    return any(f"badge-{name}" in element.get("class").split() for element in part.all())


def words(response) -> str:
    """All that is written on a page."""
    return parsed(response).text

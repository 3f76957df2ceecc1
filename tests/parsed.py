"""Pages as browsers read them: elements with their attributes and texts, by Django's parser."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from django.test.html import Element, parse_html


class Part:
    """An element of a page."""

    def __init__(self, element: Element, above: "Part | None" = None):
        self.element, self.above = element, above
        self.attributes = dict(element.attributes)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name] or ""

    def get(self, name: str) -> str:
        """The attribute, "" without it."""
        return self.attributes.get(name) or ""

    @property
    def name(self) -> str | None:
        return self.element.name

    @property
    def text(self) -> str:
        """What is written in it, blanks as a browser shows them."""
        return " ".join(" ".join(self._texts()).split())

    def all(self, *names: str, **attributes: str) -> list["Part"]:
        """The elements in it of one of these names (of any, without) and with these attributes."""
        return [
            part
            for part in self._below()
            if (not names or part.name in names)
            and all(part.get(k) == v for k, v in attributes.items())
        ]

    def one(self, *names: str, **attributes: str) -> "Part":
        """The only such element."""
        (part,) = self.all(*names, **attributes)
        return part

    def within(self, name: str) -> "Part | None":
        """The nearest element of this name around it."""
        part = self.above
        while part and part.name != name:
            part = part.above
        return part

    @property
    def children(self) -> list["Part"]:
        """The elements directly in it."""
        return [Part(child, self) for child in self.element.children if isinstance(child, Element)]

    def _below(self) -> Iterator["Part"]:
        for part in self.children:
            yield part
            yield from part._below()

    def _texts(self) -> Iterator[str]:
        for child in self.element.children:
            if isinstance(child, Element):
                yield from Part(child, self)._texts()
            else:
                yield str(child)


def parsed(response) -> Part:
    """The whole answer."""
    return parsed_text(response.content.decode())


# A page is read for its tables, its figures and its errors: parsing takes longer than making it.
@lru_cache(maxsize=4)
def parsed_text(html: str) -> Part:
    """A page or a part of one."""
    page = parse_html(html)
    if isinstance(page, Element) and page.name is None:
        return Part(page)
    root = Element(None, ())
    root.append(page)
    return Part(root)


def text_of(response) -> str:
    """All that is written on a page, blanks as a browser shows them."""
    return parsed(response).text


def tables(response) -> list[list[list[str]]]:
    """The texts of each table of a page: rows of cells, heads and feet among them."""
    return [
        [[cell.text for cell in row.all("td", "th")] for row in table.all("tr")]
        for table in parsed(response).all("table")
    ]


def cards(response) -> dict[str, str]:
    """The figures of a page by their names."""
    return {
        label.text: value.text
        for part in parsed(response).all()
        for label, value in pairwise(part.children)
        if (label.get("class"), value.get("class")) == ("label", "value")
    }


def field_errors(response) -> dict[str, str]:
    """What stands beside the fields of a page, by what it is the error of."""
    return {
        errors["id"].removesuffix("_error"): errors.text
        for errors in parsed(response).all("ul")
        if "errors" in errors.get("class").split() and errors.get("id")
    }

"""Pages as browsers read them: elements with their attributes and texts, by Django's parser."""

from collections.abc import Iterator

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
        wanted = attributes.items()
        return [
            part
            for part in self._below()
            if (not names or part.name in names) and all(part.get(k) == v for k, v in wanted)
        ]

    def one(self, *names: str, **attributes: str) -> "Part":
        """The only such element."""
        (found,) = self.all(*names, **attributes)
        return found

    def within(self, name: str) -> "Part | None":
        """The nearest element of this name around it."""
        part = self.above
        while part and part.name != name:
            part = part.above
        return part

    def _below(self) -> Iterator["Part"]:
        for child in self.element.children:
            if isinstance(child, Element):
                part = Part(child, self)
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
    found = parse_html(response.content.decode())
    if isinstance(found, Element) and found.name is None:
        return Part(found)
    root = Element(None, ())
    root.append(found)
    return Part(root)

"""The numbers of a page with their names and where they lead, as a person reads them."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

NUMBER = re.compile(r"(Rp )?[\d.]+(,\d+)?$")
EMPTY = {"br", "hr", "img", "input", "link", "meta", "use"}


class Link(NamedTuple):
    """A number that leads somewhere."""

    name: str
    text: str
    url: str


class Numbers(HTMLParser):
    """`links` of a page's numbers; `cards`: the name of each figure with its value and note."""

    def __init__(self, html: str):
        super().__init__()
        self.links, self.cards = [], {}
        self._open, self._card, self._cell, self._row = [], {}, "", ""
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag, attributes):
        if tag in EMPTY:
            return
        values = dict(attributes)
        self._open.append((tag, values, []))
        if "stat-card" in values.get("class", ""):
            self._card = {}
        if tag == "tr":
            self._row = ""
        if tag in ("tr", "td", "th", "li"):
            self._cell = values.get("data-label", "")

    def handle_data(self, data):
        for _tag, _attributes, texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        opened, attributes, texts = self._open.pop()
        assert opened == tag, (opened, tag)
        text, kind = " ".join("".join(texts).split()), attributes.get("class", "")
        if tag == "span" and kind in ("label", "value", "note"):
            self._card[kind] = text
        if tag == "th" and attributes.get("scope") == "row":
            self._row = text
        if "stat-card" in kind:
            self.cards[self._card["label"]] = self._card["value"], self._card.get("note", "")
            text = self._card["value"]
        name = self._card["label"] if "stat-card" in kind else self._cell or self._row
        if tag == "a" and NUMBER.match(text):
            self.links.append(Link(name, text, attributes["href"]))

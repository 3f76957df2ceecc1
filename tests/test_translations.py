"""Every text is marked, and has its translation."""

import html
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "locale" / "id" / "LC_MESSAGES"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = [
    path
    for app in ("crm", "leave", "members", "omset", "bonuses", "loyalty", "dashboard")
    for path in (ROOT / app).rglob("*.py")
]
MARKS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
MARKS |= {"pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
TAG = re.compile(r"<[^>]*>")
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}")
BLOCKS = re.compile(r"{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
SAID = re.compile(r'(?:title|alt|placeholder|label|data-(?:label|confirm|[45]\w*))="([^"]*)"')
# Names, notations, units and keys, which are the same in every language.
NAMES = re.compile(
    r"(Ctrl|Alt|Shift|Esc|Enter)( \w)?|PDF|jt|WIB"
    r"|NDP|RDP|CSV|JSON|Excel|EN|ID|ms|tambahan|(· )?Omset CRM|English|Bahasa Indonesia"
    r"|WhatsApp:?|DB Bonanza|Member WD|SHA-256|EAN-13"
    r"|Python|Django|MongoDB|pymongo|django-mongodb-backend"
)


def read(name):
    with (FOLDER / name).open("rb") as file:
        return (read_po if name.endswith(".po") else read_mo)(file)


def translations(name="django.po") -> dict[tuple, tuple]:
    """The translations by text; a tuple of the forms on both sides."""
    return {forms(message.id): forms(message.string) for message in read(name) if message.id}


def forms(text) -> tuple:
    return tuple(text) if isinstance(text, list | tuple) else (text,)


def marked_texts(path) -> set[tuple]:
    source = path.read_text()
    if path.suffix == ".html":
        # What is left is Python but for its indentation.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    texts = extract("python", BytesIO(source.encode()), MARKS)
    return {forms(text) for _line, text, _comments, _context in texts}


def unmarked_texts(path) -> set[str]:
    source = BLOCKS.sub("", path.read_text())
    source = TEMPLATE_TAG.sub("|", source)
    words = {text for text in said_by(source) if re.search("[A-Za-z]{2}", text)}
    return {text for text in words if not NAMES.fullmatch(text)}


def said_by(source) -> set[str]:
    """What a browser shows of a page, or reads out of it, piece by piece."""
    pieces = [*TAG.split(source), *SAID.findall(source)]
    return {html.unescape(text).strip() for piece in pieces for text in piece.split("|")}


def test_every_text_is_translated_and_no_other():
    marked = set().union(*map(marked_texts, [*TEMPLATES, *MODULES]))
    assert set(translations()) == marked


def test_no_translation_is_empty_a_guess_or_left_over():
    catalogue = read("django.po")
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert [text for text, said in translations().items() if not all(said)] == []
    assert list(catalogue.obsolete) == []


def test_every_placeholder_is_in_the_translation():
    wanted = {text: sorted(PLACEHOLDER.findall(text[-1])) for text in translations()}
    placeholders = {
        text: sorted(PLACEHOLDER.findall(said[0])) for text, said in translations().items()
    }
    assert placeholders == wanted


def test_the_compiled_catalogue_is_fresh():
    assert translations("django.mo") == translations()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_template_is_marked(path):
    assert unmarked_texts(path) == set()

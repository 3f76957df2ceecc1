"""Pages are made of the components of the style guide, and of nothing beside them."""

import re

from tests.crm.web.test_templates import FOLDER, TEMPLATES, source

# What a button may look like; sr-only is one that the Enter key alone presses.
BUTTONS = {"btn", "chip", "hit", "link", "sidebar-link", "sr-only"}
LOOKS = {
    *("btn-primary", "btn-error", "btn-outline", "btn-ghost", "btn-square", "btn-disabled"),
    *("btn-sm", "btn-xs"),
}
LEVELS = {"alert-info", "alert-success", "alert-warning", "alert-error"}
TAG = re.compile(r"<(\w+)((?:[^<>{]|{[{%#].*?[}%#]})*)>", re.DOTALL)
CLASSES = re.compile(r'\sclass="((?:[^"{]|{[{%].*?[}%]})*)"', re.DOTALL)
SETTING = re.compile(r"{%.*?%}|{{.*?}}")
COMMENT = re.compile(r"{#.*?#}")
# A link that looks like one, and leads to what it says.
BADGE_ELSEWHERE = {"footer.html"}
# Drawn by the page itself, because it is made of more than a chart's points.
DRAWN_ELSEWHERE = {"dashboard/month.html"}
COLOUR = re.compile(
    r"\b(?:text|bg|border|fill|stroke|from|to|ring|outline|decoration|accent)-"
    r"(?:(?:red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple"
    r"|fuchsia|pink|rose|slate|gray|zinc|neutral|stone)-\d+|black|white|\[)"
)

PAGES = [name for name in TEMPLATES if not name.startswith("components/")]
SOURCES = {name: COMMENT.sub("", source(name)) for name in TEMPLATES}


def elements(name, only=None) -> list[set[str]]:
    """The classes of each element, or of each `only`, in the order of the file."""
    return [classes(inside) for tag, inside in TAG.findall(SOURCES[name]) if only in (None, tag)]


def classes(inside) -> set[str]:
    match = CLASSES.search(inside)
    return set(SETTING.sub(" ", match[1]).split()) if match else set()


def those(wrong, names=TEMPLATES) -> set[str]:
    """The templates of which `wrong` is true."""
    return {name for name in names if wrong(name)}


def test_a_button_is_one_of_the_products():
    assert those(lambda name: any(not c & BUTTONS for c in elements(name, "button"))) == set()


def test_a_button_has_only_the_looks_of_the_guide():
    looks = {look for name in TEMPLATES for c in elements(name) for look in c if "btn-" in look}
    assert looks == LOOKS


def test_a_table_is_a_list_or_says_what_it_is():
    assert those(lambda name: not all(elements(name, "table"))) == set()


def test_a_list_has_a_box_that_scrolls():
    text = SOURCES
    assert those(lambda n: text[n].count('class="table data') > text[n].count("table-box")) == set()


def test_a_badge_is_made_by_its_tag():
    assert those(lambda name: has(name, "badge"), PAGES) == BADGE_ELSEWHERE


def test_an_icon_is_made_by_its_tag():
    assert those(lambda name: "<use" in SOURCES[name], PAGES) == set()
    assert those(lambda name: "<svg" in SOURCES[name], PAGES) <= DRAWN_ELSEWHERE


def test_a_notice_has_a_level():
    plain = [(n, c) for n in TEMPLATES for c in elements(n) if "alert" in c and not c & LEVELS]
    # The level of a toast is set by its script, that of a message by a variable.
    assert {name for name, c in plain if "alert-" not in c} == {"dialogs.html"}


def test_an_empty_list_is_the_component():
    assert those(lambda name: has(name, "empty"), PAGES) == set()


def test_a_tab_says_which_one_is_open():
    tabs = {name: sum("tab" in c for c in elements(name)) for name in TEMPLATES}
    assert those(lambda name: tabs[name] > SOURCES[name].count("aria-current")) == set()


def test_colours_are_the_products_own():
    assert those(lambda name: COLOUR.search(SOURCES[name])) == set()


def has(name, look) -> bool:
    return any(look in looks for looks in elements(name))


def test_stylesheets_take_their_colours_from_the_themes():
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|color)\(")
    sheets = sorted((FOLDER.parent / "static" / "src").glob("*.css"))
    names = {sheet.name for sheet in sheets if raw.search(sheet.read_text())}
    assert names == {"themes.css"}


def test_stylesheets_are_short():
    sheets = (FOLDER.parent / "static" / "src").glob("*.css")
    assert [sheet.name for sheet in sheets if sheet.read_text().count("\n") > 300] == []

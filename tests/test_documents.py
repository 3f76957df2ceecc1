"""What the documents name is there: files, and the rules that the code cites."""

import re

import pytest

from tests.test_architecture import CODE, ROOT, TEMPLATES

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`")
LINK = re.compile(r"\]\(([^)#:\s]+)\)")
ENDINGS = (".py", ".md", ".html", ".js", ".css", ".toml", ".yaml")
A_RULE = re.compile(r"(?<![\w-])([A-Z]{2}|G)[-_](\d+)(?: to (?:\1[-_])?(\d+))?(?![\w-])")
# Where a path of a document may begin, beside the top of the checkout.
FOLDERS = [ROOT, ROOT / "templates"]
# What running the product makes.
MADE = {".mongodb/"}


def paths_of(document):
    """The paths that a document names; not what only looks like one, as a date."""
    names = set(PATH.findall(document.read_text())) - MADE
    return {name for name in names if name.endswith(ENDINGS) or re.match(r"[a-z.]+/", name)}


def is_there(name):
    if "/" in name.rstrip("/"):
        return any((folder / name).exists() for folder in FOLDERS)
    return name.rstrip("/") in names_in_the_checkout()


def names_in_the_checkout():
    folders = ("bench", "bonuses", "crm", "dashboard", "docs", "launch", "leave", "locale")
    folders += ("loyalty", "members", "mongo_migrations", "omset", "static", "templates", "tests")
    below = [path.name for folder in folders for path in (ROOT / folder).rglob("*")]
    return {*below, *(path.name for path in ROOT.iterdir())}


def rules_in(text):
    """The ids of rules in a text, each of a range: BO-1 to BO-6 are six."""
    for letters, first, last in A_RULE.findall(text):
        yield from (f"{letters}-{number}" for number in range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document):
    assert [name for name in sorted(paths_of(document)) if not is_there(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_to_a_file(document):
    links = LINK.findall(document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_rule_that_is_cited_stands_in_the_rules():
    written = set(rules_in((ROOT / "docs" / "rules.md").read_text()))
    cited = {rule for path in CODE + TEMPLATES + TESTS for rule in rules_in(path.read_text())}
    assert cited - written == set()


def test_no_reference_leads_to_a_section_of_a_paper_that_is_not_here():
    paper = re.compile(r"\bsection \d", re.I)
    others = [path for path in CODE + TEMPLATES + TESTS if path.name != "test_documents.py"]
    assert [path for path in [*others, *DOCUMENTS] if paper.search(path.read_text())] == []


def test_every_line_on_security_names_a_test_a_file_or_a_reason():
    """Issue 15: what is met says where one sees it; that the files are there is asked above."""
    lines = (ROOT / "docs" / "security.md").read_text().splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| \d", line)]
    assert len(cells) > 100
    shown = [cell for cell in cells if len(cell) == 3 and cell[1]]
    assert [cell for cell in cells if cell not in shown] == []
    assert [cell[0] for cell in shown if cell[2] != "reason" and not PATH.search(cell[2])] == []


def test_every_requirement_on_security_stands_once():
    text = (ROOT / "docs" / "security.md").read_text()
    named = [cell for line in text.splitlines() for cell in re.findall(r"^\| (\d[^|]*) \|", line)]
    single = [each for cell in named for each in re.findall(r"\d+\.\d+\.\d+", cell)]
    assert sorted(each for each in set(single) if single.count(each) > 1) == []
    assert {each.split(".")[0] for each in single} | {"10", "17"} == set(map(str, range(1, 18)))

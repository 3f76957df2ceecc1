"""The house rules that a tool can check: sizes, homes of the rules, directions of imports."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    path
    for package in ("crm", "leave", "members", "omset", "bonuses", "loyalty", "dashboard", "launch")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BULK_WRITE = re.compile(
    r"(OmsetRecord|[Rr]ecords)\b[^\n]*\.(update|bulk_create|bulk_update|delete|bulk_write"
    r"|insert_many|insert_one|update_one|update_many|delete_many|delete_one|replace_one)\("
)


# From the ground up: a template may load tags of its own app and of those before it.
APPS = ("crm", "leave", "members", "omset", "bonuses", "loyalty", "dashboard")
# Folders of templates that belong to an app of another name.
APP_OF_FOLDER = {"styleguide": "dashboard"}
LOADED = re.compile(r"{% load ([\w ]+) %}")
INCLUDED = re.compile(r"{% (?:include|extends) \"(\w+)/")
# The same within crm, for its wings that have templates.
LEVEL_OF_WING = {"components": 0, "staff": 1, "filters": 2, "jobs": 2, "notifications": 2}


def matching(pattern, paths, *, flags=0):
    """The files, as paths in the checkout, whose text matches."""
    regex = re.compile(pattern, flags) if isinstance(pattern, str) else pattern
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if regex.search(path.read_text(encoding="utf-8"))
    }


def longer_than(lines, paths):
    return [
        path.relative_to(ROOT).as_posix()
        for path in paths
        if len(path.read_text(encoding="utf-8").splitlines()) > lines
    ]


def test_files_are_short():
    assert longer_than(300, CODE) == []
    assert longer_than(150, TEMPLATES) == []


def test_lines_of_templates_are_short():
    long = {
        template.relative_to(ROOT).as_posix()
        for template in TEMPLATES
        for line in template.read_text(encoding="utf-8").splitlines()
        if len(line) > 140
    }
    assert long == set()


def level_of_folder(template):
    """How high the app of a template stands; what lies in no app's folder is the frame's."""
    folder = template.relative_to(ROOT / "templates").parts[0]
    app = APP_OF_FOLDER.get(folder, folder)
    if folder.endswith(".html"):
        return len(APPS)
    return APPS.index(app) if app in APPS else 0


def levels_of_libraries():
    """How high the app of each tag library stands."""
    return {
        library.stem: APPS.index(library.relative_to(ROOT).parts[0])
        for library in CODE
        if library.parent.name == "templatetags"
    }


def test_a_template_loads_no_tags_of_an_app_above_its_own():
    levels = levels_of_libraries()
    too_high = {
        (template.relative_to(ROOT).as_posix(), library)
        for template in TEMPLATES
        for names in LOADED.findall(template.read_text(encoding="utf-8"))
        for library in names.split()
        if levels.get(library, 0) > level_of_folder(template)
    }
    assert too_high == set()


def wings_used(template):
    """The wings of crm whose tags or templates a template takes."""
    text = template.read_text(encoding="utf-8")
    homes = {
        library.stem: library.relative_to(ROOT).parts[1]
        for library in CODE
        if library.parent.name == "templatetags" and library.relative_to(ROOT).parts[0] == "crm"
    }
    libraries = {name for names in LOADED.findall(text) for name in names.split()}
    return {homes.get(name, "") for name in libraries} | set(INCLUDED.findall(text))


def test_a_template_takes_nothing_of_a_wing_above_its_own():
    too_high = {
        (template.relative_to(ROOT).as_posix(), used)
        for template in TEMPLATES
        for used in wings_used(template)
        if LEVEL_OF_WING.get(used, 0) > LEVEL_OF_WING.get(template.parent.name, 9)
    }
    assert too_high == set()


def test_imports_point_down():
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [lint, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_names_of_the_kinds_have_one_home():
    # models.py shows them to people through gettext.
    assert matching(r"""(?<!_\()["'](NDP|RDP)["']""", CODE) == {"omset/rules/classify.py"}


def test_the_word_tambahan_has_one_home():
    assert matching(r"""["']tambahan["']\s*(\)|in\b|$)""", CODE, flags=re.I | re.M) == {
        "omset/rules/classify.py"
    }


def test_months_are_reckoned_with_in_one_home():
    arithmetic = r"monthrange|\.replace\(day=1\)|\.month [-+%] 1"
    assert matching(arithmetic, CODE) == {"crm/calendar.py"}


def test_records_are_written_past_save_only_where_a_recount_follows():
    assert matching(BULK_WRITE, CODE) <= {
        "omset/demo/conflicts.py",  # the batch alone, which nothing is derived from
        "omset/imports/loader.py",
        "omset/ledger/erasure.py",  # another name for a customer, of which no number is made
        "omset/models/records.py",  # its own save() and delete()
        "omset/reconciliation/moved_keys.py",
        "omset/reconciliation/recount.py",
        "omset/tallies/tally.py",
    }


@pytest.mark.parametrize(
    ("word", "writer", "prover"),
    [
        ("DailyTally", "tally.py", "recount.py"),
        ("MonthlyTally", "tally.py", "proofs.py"),
        ("GroupTally", "groups.py", "recount.py"),
    ],
)
def test_tallies_are_written_in_one_place_and_read_by_numbers_alone(word, writer, prover):
    readers = {"omset/numbers.py", "omset/tallies/queries.py"}
    assert matching(rf"\b{word}\b", CODE) - readers == {
        "omset/models/__init__.py",
        "omset/models/tallies.py",
        "omset/registration.py",  # how they lie on shards
        f"omset/reconciliation/{prover}",
        f"omset/tallies/{writer}",
    }
    assert matching(rf"{word}\.objects", CODE) == set()


def test_tallies_are_put_in_place_by_one_function_and_queried_for_numbers_alone():
    writers = {"omset/tallies/groups.py", "omset/tallies/stored.py", "omset/tallies/tally.py"}
    assert matching(r"\b(replace|settle)_rows\(", CODE) == writers
    written = r"_tally\W+[^\n]*(update|insert|delete|replace|bulk_write)"
    assert matching(written, CODE) == set()
    assert matching(
        r"from omset.tallies.queries import|omset.tallies import .*\bqueries", CODE
    ) == {"omset/numbers.py"}


def test_staff_locks_have_one_writer():
    assert matching(r"StaffLock\b", CODE) <= {
        "omset/locks.py",
        "omset/models/__init__.py",
        "omset/models/tallies.py",
        "omset/numbers.py",
        "omset/registration.py",  # how they lie on shards
    }


def test_the_rules_are_pure():
    lawbook = [path for path in CODE if "rules" in path.parts]
    assert lawbook
    assert matching(r"^\s*(from|import) django\.(db|contrib|conf)", lawbook, flags=re.M) == set()


def test_transactions_are_the_engines_own():
    imports = r"^\s*(from django\.db\.transaction import|from django\.db import .*\btransaction\b)"
    assert matching(imports, CODE, flags=re.M) == {"crm/mongo/transaction.py"}
    assert matching(r"\batomic\(\)(?! is)|@atomic|transaction\.atomic", CODE) == set()


def test_an_id_is_no_time():
    # Behind an instant or a date it makes the order of a list unique; see docs/rules.md.
    alone = r"""order_by\(\s*["']-?(pk|id)["']|by=\(["'](pk|id)["'],?\)|sort\(\[?\(?["']_id["']"""
    assert matching(alone, CODE) == set()


def test_only_commands_and_the_launcher_print():
    talkers = {path for path in CODE if "commands" in path.parts or "launch" in path.parts}
    assert matching(r"^\s*print\(", set(CODE) - talkers, flags=re.M) == set()


def test_nothing_is_inline_in_the_templates():
    assert matching(r"\sstyle\s*=", TEMPLATES) == set()
    assert matching(r"<style\b", TEMPLATES) == set()
    assert matching(r"<script\b(?![^>]*\bsrc=)", TEMPLATES) == set()
    assert matching(r"\shx-on\b|\son[a-z]+\s*=|javascript:", TEMPLATES) == set()


def test_nothing_typed_is_trusted_in_the_templates():
    # Help texts are the product's own words.
    trusting = matching(r"(?<!help_text)\|\s*safe\b|\{%\s*autoescape\s+off", TEMPLATES)
    assert trusting == set()
    assert matching(r"mark_safe\(", CODE) == set()


def test_customers_are_never_a_pattern_G_5():
    assert matching(r"\$regex|__i?regex|__icontains|__contains\b|__iexact", CODE) == set()


def functions_with_imports(path: Path) -> list[str]:
    """The functions of a module that import something, by their names."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    return [
        function.name
        for function in functions
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]


def test_functions_import_nothing():
    """Except ready(), which must wait for the models."""
    modules = [path for path in CODE if path.name != "apps.py"]
    assert [str(path) for path in modules if functions_with_imports(path)] == []

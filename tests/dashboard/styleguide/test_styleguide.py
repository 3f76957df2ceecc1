"""The style guide: for admins, and true, since what it shows as source is what it renders."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils.html import escape

from dashboard.styleguide.views import SECTIONS

URL = "/styleguide/"
FOLDER = Path(settings.BASE_DIR) / "templates"
EXAMPLES = {path.stem: path.read_text().strip() for path in FOLDER.glob("styleguide/examples/*")}
# Made of components that are shown, or set by other scripts.
WITHOUT_EXAMPLE = {"outcomes", "nothing_done", "pick_all", "bulk", "chips", "notices"}
WITHOUT_EXAMPLE |= {"page_tabs", "state_tabs", "decide_row", "refused_search"}


@pytest.fixture
def guide(client_of, admin):
    return client_of(admin).get(URL).content.decode()


def test_every_example_is_shown_with_its_own_source(guide):
    samples = [name for _id, _label, names in SECTIONS for name in names]
    assert sorted(samples) == sorted(EXAMPLES)
    assert [name for name, source in EXAMPLES.items() if escape(source) not in guide] == []


def test_every_component_has_an_example():
    source = " ".join(EXAMPLES.values())
    names = {path.stem for path in FOLDER.glob("components/*.html")}
    used = {name for name in names if f"components/{name}.html" in source or f'"{name}"' in source}
    inner = {"chart_head", "chart_foot", "chart_value", "chart_title", "trend"}
    assert names - used - inner - WITHOUT_EXAMPLE == set()


def test_staff_may_not_open_it(client_of, owner):
    assert client_of(owner).get(URL).status_code == 403


def test_what_an_example_sends_changes_nothing_and_says_so(client_of, admin):
    answer = client_of(admin, htmx=True).post(URL, {"level": "success"})
    assert answer.status_code == 204
    assert answer.content == b""
    assert "Nothing was changed" in answer.headers["HX-Trigger"]


def test_without_a_script_it_comes_back_with_the_message(client_of, admin):
    answer = client_of(admin).post(URL, {"level": "no such"}, follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.parametrize(("sort", "first"), [("total", "dina_ayu99"), ("-total", "lukman558")])
def test_its_table_sorts(client_of, admin, sort, first):
    rows = client_of(admin).get(URL, {"sort": sort}).context["rows"]
    assert rows[0].customer == first

"""What must hold in every template: it compiles, its files exist, nothing is inline."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test.html import parse_html

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
ERRORS = ["400", "403", "404", "409", "429", "500", "503", "csrf"]
SPRITE = set(re.findall(r'id="([\w-]+)"', Path(finders.find("icons.svg")).read_text()))
INLINE = re.compile(
    r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|\shx-on|hx-vals=.js:|javascript:"""
    r"""|hx-trigger="[^"]*\[[^"]*\]"""
)
# A selector may stand in brackets after `from:` or `find`; only a filter is code.
SELECTOR = re.compile(r"(from:|find |closest )[^,\"]*")

each = pytest.mark.parametrize("name", TEMPLATES)


def source(name):
    return (FOLDER / name).read_text()


@each
def test_it_compiles(name):
    get_template(name)


@each
def test_it_is_short(name):
    assert source(name).count("\n") <= 150


@each
def test_nothing_is_inline(name):
    assert INLINE.findall(SELECTOR.sub("", source(name))) == []


@each
def test_its_icons_are_in_the_sprite(name):
    assert set(re.findall(r"{% icon ['\"]([\w-]+)", source(name))) - SPRITE == set()


@each
def test_its_static_files_exist(name):
    names = re.findall(r"{% static ['\"]([^'\"]+)", source(name))
    assert [missing for missing in names if not finders.find(missing)] == []


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_context(name):
    html = get_template(f"{name}.html").render()
    assert html.count("<h1>") == 1
    assert "data-error>" in html


def test_the_badges_are_one_small_reply():
    counts = {"pending": 100, "reserved": 0}
    html = get_template("badges.html").render({"counts": counts, "unread": 12})
    place = '<span id="{}" class="count" hx-swap-oob="true">{}</span>'
    assert parse_html(html) == parse_html(
        place.format("badge-pending", "99+")
        + place.format("badge-reserved", "")
        + place.format("unread", "9+")
    )


def test_the_built_css_and_script_stay_small():
    sizes = [Path(finders.find(name)).stat().st_size for name in ("css/app.css", "js/app.js")]
    assert sizes < [120_000, 12_000]

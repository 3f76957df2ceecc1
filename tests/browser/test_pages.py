"""Every page, wide and narrow, light and dark: nothing in the console, nothing cut off sideways.

The pages are found by walking the URLs, so that a new one is looked at without being listed.
"""

import pytest
from django.urls import URLPattern, get_resolver

from crm.staff.models import User
from tests.browser.conftest import ARTIFACTS
from tests.browser.made import filled_floor
from tests.make import make_master

pytestmark = pytest.mark.django_db
WIDTHS = (1280, 360)
THEMES = ("light", "dark")
TOO_WIDE = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
OBJECT = "<oid:pk>"


def addresses(prefix="/", resolver=None):
    """Each URL pattern of the product as a path, its converters as they are written."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from addresses(path, pattern)


def paths(floor):
    """(path, name for its pictures) of every URL, for each object of its kind on the floor."""
    for path in addresses():
        name = path.strip("/").replace("/", "-") or "home"
        if OBJECT not in path:
            yield path, name
            continue
        for label, thing in floor[path.split("/")[1]].items():
            yield path.replace(OBJECT, str(thing.pk)), name.replace(OBJECT, label)


def is_page(person, path):
    """True if a GET of the path shows this person a whole page."""
    answer = person.context.request.get(path, max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.ok and is_html and answer.text().lstrip().startswith("<!doctype")


def look_at(person, path, name):
    """Open the page in all sizes and themes, keep pictures; returns what is wrong with it."""
    page, wrong = person.page, []
    page.goto(path)
    if not page.title().removesuffix("· Omset CRM").strip():
        wrong.append(f"{path} has no title")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(TOO_WIDE):
            wrong.append(f"{path} scrolls sideways at {width} px")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            person.picture(ARTIFACTS / person.name / f"{name}-{width}-{theme}.png")
    return wrong


def walk(person, floor):
    """What is wrong with the pages of this person, and which pages those were."""
    seen = {path: name for path, name in paths(floor) if is_page(person, path)}
    wrong = [problem for path, name in seen.items() for problem in look_at(person, path, name)]
    return wrong, seen


@pytest.fixture
def floor(db):
    return filled_floor()


def test_every_page_of_a_staff_member(sign_in, floor):
    wrong, seen = walk(sign_in(User.objects.get(username="rina")), floor)
    assert not wrong, "\n".join(wrong)
    assert "/omset/new/" in seen
    assert "/omset/pending/" not in seen


def test_every_page_of_a_master_admin(sign_in, floor):
    wrong, seen = walk(sign_in(make_master("boss")), floor)
    assert not wrong, "\n".join(wrong)
    assert {"/", "/status", "/omset/pending/", "/omset/trash/", "/staff/new/"} < seen.keys()

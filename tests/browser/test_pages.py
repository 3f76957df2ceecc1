"""Every page, wide and narrow, light and dark, English and Indonesian, for everybody who has it.

Nothing in the console, nothing cut off sideways, nothing serious or critical found by axe-core, no
English among the Indonesian. Pictures of all are left in .test-artifacts.
"""

from itertools import islice

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from crm.staff.models import User
from tests.browser import axe
from tests.browser.conftest import ARTIFACTS
from tests.browser.every_page import ADMINS, EVERYBODY, VISITORS, paths
from tests.browser.language import english_on
from tests.browser.made import filled_floor
from tests.make import make_master

pytestmark = pytest.mark.django_db
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
TOO_WIDE = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
# Admins have many pages: two processes of a test run share them.
PARTS = 2
# Pages look the same without it.
NO_WORKER = "delete Navigator.prototype.serviceWorker"
REFUSALS = {"400": "/omset/?page=x", "403": "/staff/", "404": "/nothing-here/"}
# What nothing on these floors leads to, with what is said there.
FAULTS = {
    "409": {"message": "Sudah diputuskan."},
    "422": {"message": "Tidak bisa."},
    "429": {"minutes": 1},
    "500": {"request_id": "0042"},
    "503": {},
    "csrf": {"login_url": "/login/"},
}


@pytest.fixture
def floor(db):
    return filled_floor()


class Walk:
    """One person's way through their pages; what is on many of them is examined once."""

    def __init__(self, person):
        self.person, self.page, self.seen = person, person.page, set()
        person.context.add_init_script(NO_WORKER)

    def wrong_with(self, pages):
        """What is wrong with these pages {name of the pictures: path}, one line each."""
        found = {path: self.look_at(path, name) for name, path in pages.items()}
        return [f"{path} {line}" for path, lines in found.items() for line in lines]

    def look_at(self, path, name):
        """Open the page in every way, keep pictures; returns what is wrong with it.

        English is examined wide and Indonesian narrow, each light and dark: rules and colours hold
        in both alike. What a language does to the room it needs is looked at in both.
        """
        english = self.open_in("en", path)
        here = axe.windows(self.page)
        windows = [here[kind] for kind in self.new(here)]
        english += fits(self.page, NARROW)
        # The menu is a drawer on narrow screens alone; nothing opens it beside itself.
        english += self.at_size(WIDE, name, [window for window in windows if window != "sidebar"])
        indonesian = self.open_in("id", path)
        indonesian += [f"says: {text}" for text in self.new(english_on(self.page))]
        indonesian += fits(self.page, WIDE)
        indonesian += self.at_size(NARROW, name, windows)
        return [f"in English: {line}" for line in english] + [
            f"in Indonesian: {line}" for line in indonesian
        ]

    def open_in(self, language, path):
        """Go there; returns what is wrong with the answer."""
        self.person.speak(language)
        answer = self.page.goto(path)
        wrong = []
        if not answer.ok and answer.status not in self.person.expected:
            wrong.append(f"answers {answer.status}")
        if not self.page.title().removesuffix("· Omset CRM").strip():
            wrong.append("has no title")
        return wrong

    def new(self, names):
        """Those that were on no page before."""
        unseen = [name for name in names if name not in self.seen]
        self.seen.update(names)
        return unseen

    def at_size(self, size, name, windows):
        """Light and dark, with the windows that open there."""
        wrong = fits(self.page, size)
        for theme, options in (("light", axe.EVERYTHING), ("dark", axe.COLOURS_ALONE)):
            self.page.emulate_media(color_scheme=theme)
            found = axe.violations(self.page, options)
            for window in windows:
                found += axe.violations_in(self.page, window, options)
            wrong += [f"at {size['width']} px, {theme}: {line}" for line in found]
            picture = ARTIFACTS / self.person.name / f"{name}-{size['width']}-{theme}.jpg"
            self.person.picture(picture)
        return wrong


def fits(page, size):
    page.set_viewport_size(size)
    return [f"scrolls sideways at {size['width']} px"] if page.evaluate(TOO_WIDE) else []


def assert_right(person, pages):
    wrong = Walk(person).wrong_with(pages)
    assert not wrong, "\n".join(wrong)


def test_every_page_of_a_visitor(sign_in, floor):
    assert_right(sign_in(None), paths(VISITORS, floor))


def test_every_page_of_a_staff_member(sign_in, floor):
    assert_right(sign_in(User.objects.get(username="rina")), paths(EVERYBODY, floor))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_a_master_admin(part, sign_in, floor):
    pages = dict(islice(paths(ADMINS, floor).items(), part, None, PARTS))
    assert_right(sign_in(make_master("boss")), pages)


def test_every_refusal(sign_in, floor):
    rina = sign_in(User.objects.get(username="rina"))
    rina.expects(400, 403, 404)
    assert_right(rina, REFUSALS)


def test_every_page_of_a_fault(sign_in, db):
    visitor = sign_in(None)

    def answer(route):
        name = route.request.url.rstrip("/").rpartition("/")[2]
        with translation.override(visitor.language):
            route.fulfill(body=render_to_string(f"{name}.html", FAULTS[name]))

    for name in FAULTS:
        visitor.context.route(f"**/fault/{name}/", answer)
    assert_right(visitor, {name: f"/fault/{name}/" for name in FAULTS})

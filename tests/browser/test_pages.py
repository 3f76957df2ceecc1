"""Every page, wide and narrow, English and Indonesian, for everybody who has it.

Nothing in the console, nothing cut off sideways, nothing serious or critical found by axe-core, no
English among the Indonesian. axe-core, the dearest of these, looks at each page once, at one page
wide and light, at the next narrow and dark; at those of staff in the other colours. With PICTURES=1
pictures of all, in both, are left in .test-artifacts.
"""

import os
from itertools import cycle, islice

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from crm.staff.models import User
from tests.browser.conftest import ARTIFACTS
from tests.browser.every_page import ADMINS, STAFF, VISITORS, paths
from tests.browser.floor.made import filled_floor
from tests.browser.instruments import axe
from tests.browser.instruments.language import english_on
from tests.make import make_master
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PICTURES = bool(os.environ.get("PICTURES"))
LIGHT, DARK = "light", "dark"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
TOO_WIDE = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
# Admins have many pages: two processes of a test run share them.
PARTS = 2
# Pages look the same without it.
NO_WORKER = "delete Navigator.prototype.serviceWorker"
REFUSALS = {"/omset/?page=x": 400, "/staff/": 403, "/nothing-here/": 404}
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
@remembered
def floor(db):
    return filled_floor()


class Walk:
    """One person's way through their pages; what is on many of them is examined once.

    axe-core has its turn with English on wide pages and Indonesian on narrow ones: its rules hold
    in both alike. What a language does to the room it needs is looked at in both.
    """

    def __init__(self, person, wide=LIGHT, narrow=DARK, refused=()):
        self.person, self.page = person, person.page
        self.wide, self.narrow, self.refused = wide, narrow, dict(refused)
        self.seen, self.without, self.turns = set(), [], cycle((WIDE, NARROW))
        person.context.add_init_script(NO_WORKER)
        axe.install(person.context)

    def wrong_with(self, pages):
        """What is wrong with these pages {name of the pictures: path}, one line each."""
        problems = []
        for name, path in pages.items():
            problems += [f"{path} {line}" for line in self.look_at(path, name)]
            self.without = axe.SHELL
        return problems

    def look_at(self, path, name):
        """Open the page in every way; returns what is wrong with it."""
        english = self.open_in("en", path)
        here, turn = axe.windows(self.page), next(self.turns)
        if turn is WIDE:
            # The menu is a drawer on narrow screens alone; nothing opens it beside itself.
            here.pop("sidebar", None)
        windows = [here[kind] for kind in self.new(here)]
        english += fits(self.page, NARROW)
        english += self.at_size(WIDE, self.wide, name, windows, by_axe=turn is WIDE)
        indonesian = self.open_in("id", path)
        indonesian += [f"says: {text}" for text in self.new(english_on(self.page))]
        indonesian += fits(self.page, WIDE)
        indonesian += self.at_size(NARROW, self.narrow, name, windows, by_axe=turn is NARROW)
        return [f"in English: {line}" for line in english] + [
            f"in Indonesian: {line}" for line in indonesian
        ]

    def open_in(self, language, path):
        """Go there; returns what is wrong with the answer."""
        self.person.speak(language)
        answer = self.page.goto(path)
        wrong = []
        if answer.status != self.refused.get(path, 200):
            wrong.append(f"answers {answer.status}")
        if not self.page.title().removesuffix("· Omset CRM").strip():
            wrong.append("has no title")
        return wrong

    def new(self, names):
        """Those that were on no page before."""
        unseen = [name for name in names if name not in self.seen]
        self.seen.update(names)
        return unseen

    def at_size(self, size, theme, name, windows, *, by_axe):
        """The page and the windows that open there, in this theme; pictures in both."""
        wrong, violations = fits(self.page, size), []
        self.page.emulate_media(color_scheme=theme)
        if by_axe:
            violations += axe.violations(self.page, without=self.without)
            for window in windows:
                violations += axe.violations_in(self.page, window)
        if PICTURES:
            self.keep_pictures(f"{name}-{size['width']}")
        return wrong + [f"at {size['width']} px, {theme}: {line}" for line in violations]

    def keep_pictures(self, name):
        """In both themes."""
        for theme in (LIGHT, DARK):
            self.page.emulate_media(color_scheme=theme)
            self.person.picture(ARTIFACTS / self.person.name / f"{name}-{theme}.jpg")


def fits(page, size):
    page.set_viewport_size(size)
    return [f"scrolls sideways at {size['width']} px"] if page.evaluate(TOO_WIDE) else []


def assert_right(person, pages, **ways):
    wrong = Walk(person, **ways).wrong_with(pages)
    assert not wrong, "\n".join(wrong)


def test_every_page_of_a_visitor(sign_in, floor):
    assert_right(sign_in(None), paths(VISITORS, floor))


def test_every_page_of_a_staff_member(sign_in, floor):
    rina = sign_in(User.objects.get(username="rina"))
    assert_right(rina, paths(STAFF, floor), wide=DARK, narrow=LIGHT)


def test_every_piece_in_the_other_colours(sign_in, floor):
    pieces = {"styleguide": reverse("dashboard:styleguide")}
    assert_right(sign_in(make_master("boss")), pieces, wide=DARK, narrow=LIGHT)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_a_master_admin(part, sign_in, floor):
    pages = dict(islice(paths(ADMINS, floor).items(), part, None, PARTS))
    assert_right(sign_in(make_master("boss")), pages)


def test_every_refusal(sign_in, floor):
    rina = sign_in(User.objects.get(username="rina"))
    rina.expects(*REFUSALS.values())
    pages = {str(status): path for path, status in REFUSALS.items()}
    assert_right(rina, pages, refused=REFUSALS)


def test_every_page_of_a_fault(sign_in, db):
    visitor = sign_in(None)

    def answer(route):
        name = route.request.url.rstrip("/").rpartition("/")[2]
        with translation.override(visitor.language):
            route.fulfill(body=render_to_string(f"{name}.html", FAULTS[name]))

    for name in FAULTS:
        visitor.context.route(f"**/fault/{name}/", answer)
    assert_right(visitor, {name: f"/fault/{name}/" for name in FAULTS})

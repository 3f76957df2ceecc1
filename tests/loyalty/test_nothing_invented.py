"""A programme in which nothing has happened yet: no page says a number (LA-8)."""

import re

import pytest
from django.test.html import Element

from tests.loyalty.make import make_programme
from tests.loyalty.me.make import K1, signed_in
from tests.make import make_master
from tests.parsed import Part, parsed

pytestmark = pytest.mark.django_db
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
DATE = re.compile(rf"(\d\d? )?{MONTH} \d{{4}}|\d\d?(?::\d\d)+")
NUMBER = re.compile(r"(?:\S+ )?\S*\d\S*(?: \S+)?")
# What can be chosen, and what is said about an input: its limits.
INPUTS, LIMITS = {"select", "datalist", "option"}, {"help"}
# What a version says, and the history of how it came to be.
TERMS = {"versions", "history"}
# What the programme's version says: from how much spend on there is a tier, and the first goal;
# and what was counted of her: nothing (the golden set's C).
KNOWN = ["Rp 5.000.000 to Silver", "200 points to 200", "Points 0", "Spend Rp 0", "Purchases 0"]


def crawled(client, start, besides="/export/"):
    """By path the pages that links lead to from one on, below it; each by the first such link.

    Parsed, which takes longer than making them.
    """
    found, waiting = {}, [start]
    while waiting:
        address = waiting.pop()
        path = address.partition("?")[0]
        if path not in found:
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, address
            found[path] = page = parsed(answer)
            links = (each.get("href").partition("#")[0] for each in page.all("a"))
            waiting += [each for each in links if each.startswith(start) and besides not in each]
    return found


def said(part):
    """The texts of a page that are neither inputs nor their limits, nor the terms of a version."""
    if part.name in INPUTS or part.get("aria-labelledby") in TERMS:
        return ""
    if LIMITS & set(part.get("class").split()):
        return ""
    children = part.element.children
    return " ".join(
        said(Part(each, part)) if isinstance(each, Element) else str(each) for each in children
    )


def numbers_on(page, *known):
    """Each number with the words around it."""
    text = " ".join(DATE.sub("", said(page.all("main")[0])).split())
    for each in known:
        text = text.replace(each, "")
    return NUMBER.findall(text)


def test_LA_8_no_page_of_staff_invents_a_figure(client_of):
    make_programme("Kartu Contoh")
    pages = crawled(client_of(make_master("boss")), "/loyalty/")
    assert len(pages) > 30
    assert {path: found for path, page in pages.items() if (found := numbers_on(page))} == {}


def test_LA_8_nor_one_of_a_member_who_has_nothing():
    pages = crawled(signed_in(make_programme("Kartu Contoh")), "/me/")
    assert set(pages) > {"/me/", "/me/activity/", "/me/analytics/", "/me/rewards/", "/me/card/"}
    found = {path: numbers_on(page, K1, *KNOWN) for path, page in pages.items()}
    assert {path: numbers for path, numbers in found.items() if numbers} == {}

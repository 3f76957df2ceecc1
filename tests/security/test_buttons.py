"""No page offers what would be refused: links, buttons and forms ask the rule of their URL.

Every page is opened by every role, and by an admin while any other page is blocked. What it offers
is resolved: a link is followed, a form held against the rule and the state of its thing.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import resolve

from bonuses.models import BonusPlan, CheckStatus, CustomerCheck, PlanStatus
from crm.registry.pages import PAGES
from crm.staff.access import EVERYONE, may_open
from crm.staff.accounts import people
from crm.staff.models import User
from leave.calendar.kept_hours import kept_hours
from leave.feeds.links import live_feeds
from leave.models import LeaveRequest, ManualFee, Payment, Waiver
from members.models import Reservation
from omset.models import OmsetRecord
from tests.browser.every_page import ADMINS, EVERYBODY, RECORDS, STAFF, paths
from tests.browser.floor.made import filled_floor
from tests.make import make_admin, make_master, make_staff

pytestmark = pytest.mark.django_db
GETS, POSTS = ("href", "hx-get", "data-live"), ("hx-post", "formaction")
# What leads out of the product, or is no address of a page.
REFUSED = (400, 403, 404, 405, 409)
ELSEWHERE = ("#", "http", "data:", "otpauth:", "/static/")


def waits(model, **conditions):
    """Whether the thing of a URL is among those with these conditions."""
    return lambda pk, user: model.objects.filter(pk=pk, **conditions).exists()


def decidable(pk, user):
    return OmsetRecord.objects.pending().filter(pk=pk).exclude(staff=user).exists()


def managed(pk, user):
    return user.may_manage(User.objects.get(pk=pk))


def visible(**conditions):
    return lambda pk, user: (
        OmsetRecord.objects.visible_to(user).filter(pk=pk, **conditions).exists()
    )


def leave_waits(pk, user):
    return LeaveRequest.objects.waiting().filter(pk=pk).exclude(staff=user).exists()


def leave_can_be_taken_back(pk, user):
    own = LeaveRequest.objects.waiting().filter(pk=pk, staff=user).exists()
    others = LeaveRequest.objects.approved().filter(pk=pk).exclude(staff=user)
    return own or (user.is_admin and others.exists())


def hours_are_kept(pk, user):
    return kept_hours().filter(pk=pk).exclude(staff=user).exists()


def own_feed(pk, user):
    return live_feeds(user).filter(pk=pk).exists()


DRAFT = waits(BonusPlan, status=PlanStatus.DRAFT)
# In which state the thing must be for the verb to do anything.
STATES = {
    "bonuses:check_approve": waits(CustomerCheck, status=CheckStatus.SUBMITTED),
    "bonuses:check_reject": waits(CustomerCheck, status=CheckStatus.SUBMITTED),
    "bonuses:plan_discard": DRAFT,
    "bonuses:plan_edit": DRAFT,
    "bonuses:plan_publish": DRAFT,
    "leave:approve": leave_waits,
    "leave:cancel": leave_can_be_taken_back,
    "leave:feed_revoke": own_feed,
    "leave:reject": leave_waits,
    "leave:fee_payment_withdraw": waits(Payment, is_withdrawn=False),
    "leave:fee_reinstate": waits(Waiver, is_withdrawn=False),
    "leave:fee_withdraw": waits(ManualFee, is_withdrawn=False),
    "leave:take_hours": hours_are_kept,
    "members:approve": waits(Reservation, status="pending"),
    "members:reject": waits(Reservation, status="pending"),
    "omset:approve": decidable,
    "omset:decline": decidable,
    "omset:delete": visible(is_deleted=False),
    "omset:edit": visible(is_deleted=False),
    "omset:purge": visible(is_deleted=True),
    "omset:restore": visible(is_deleted=True),
    "staff:activate": managed,
    "staff:block_pages": lambda pk, user: user.role == "master_admin",
    "staff:deactivate": managed,
    "staff:delete": managed,
    "staff:set_password": managed,
}


class Offers(HTMLParser):
    """The method and the address of everything that a page offers."""

    def __init__(self, page: str):
        super().__init__()
        self.offers: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value for name, value in attrs if value}
        self.offers |= {("GET", attributes[name]) for name in GETS if name in attributes}
        self.offers |= {("POST", attributes[name]) for name in POSTS if name in attributes}
        if tag == "form" and "action" in attributes:
            self.offers.add((attributes.get("method", "get").upper(), attributes["action"]))


class Walk:
    """One person at every page; with `follow`, links are opened too, one of a kind."""

    def __init__(self, user, client, *, follow: bool = False):
        self.user, self.client, self.follow = user, client, follow
        self.followed: dict[tuple, bool] = {}

    def refused(self, pages: dict, floor: dict) -> list[str]:
        """What these pages offer and the person would not get."""
        return [line for path in paths(pages, floor).values() for line in self._at(path)]

    def _at(self, path: str) -> list[str]:
        answer = self.client.get(path)
        if answer.status_code in REFUSED:
            return []
        assert answer.status_code < 500
        return sorted(
            f"{path} offers {method} {url}"
            for method, url in Offers(answer.content.decode()).offers
            if not url.startswith(ELSEWHERE) and not self._gets(method, urljoin(path, url))
        )

    def _gets(self, method: str, url: str) -> bool:
        match = resolve(urlsplit(url).path)
        rule = match.func.access
        if rule.level != EVERYONE and not may_open(self.user, rule):
            return False
        state = STATES.get(match.view_name)
        if state and not state(match.kwargs["pk"], self.user):
            return False
        return method == "POST" or not self.follow or self._opens(match.view_name, url)

    def _opens(self, view: str, url: str) -> bool:
        kind = view, *sorted(name for name, _value in parse_qsl(urlsplit(url).query))
        if kind not in self.followed:
            answer = self.client.get(url)
            self.followed[kind] = answer.status_code not in REFUSED
            b"".join(answer.streaming_content if answer.streaming else ())
            answer.close()
        return self.followed[kind]


def test_no_button_and_no_link_is_refused_to_any_role(db, client_of):
    floor = filled_floor(days=3)
    people_and_pages = [
        (floor["staff"], STAFF),
        (make_staff(), EVERYBODY),
        (make_admin(), ADMINS),
        (make_master(), ADMINS),
    ]
    refused = {
        person.username: Walk(person, client_of(person), follow=True).refused(pages, floor)
        for person, pages in people_and_pages
    }
    assert not any(refused.values()), report(refused)


def test_RO_5_nor_to_an_admin_who_is_blocked_from_a_page_or_from_all(db, client_of):
    floor, admin, boss = filled_floor(days=3), make_admin(), make_master()
    client, refused = client_of(admin), {}
    # Of each page one way to open it, and each state of a record.
    once = {name: ways[:1] for name, ways in ADMINS.items()} | {"omset:record": RECORDS}
    for blocked in (*each_pair_apart(list(PAGES)), list(PAGES)):
        person = people.block_pages(admin.pk, blocked, by=boss)
        refused[",".join(blocked)] = Walk(person, client).refused(once, floor)
    assert not any(refused.values()), report(refused)


def each_pair_apart(pages: list[str]) -> Iterator[list[str]]:
    """Few sets of pages: of any two pages, some set holds the one and not the other."""
    for bit in range(len(pages).bit_length()):
        ones = [page for number, page in enumerate(pages) if number >> bit & 1]
        yield ones
        yield [page for page in pages if page not in ones]


def report(refused: dict[str, list[str]]) -> str:
    return "\n".join(f"{who}: {line}" for who, lines in refused.items() for line in lines)

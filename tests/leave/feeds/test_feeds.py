"""Secret addresses: shown once, hashed, revocable, dead with the account; what they answer."""

import logging
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.policies.verbs import decide as decide_policy
from crm.registry.secret_addresses import MASK, masked
from crm.staff.accounts import people
from crm.staff.models import Product, User
from crm.staff.usage import Gone
from crm.web.logs import for_sentry
from leave.calendar.kept_hours import take_hours
from leave.feeds.links import make_feed
from leave.models import CalendarFeed, FeedScope, LeaveRequest, LeaveStatus, TeamMember
from leave.policies import LEAVE_QUOTA
from leave.requests import deciding
from leave.requests.teams import put_in_team
from tests.leave.calendar.make import OPEN, close, decide, make_leave
from tests.leave.fees.make import add_fee, come_late
from tests.leave.make import ask, take
from tests.make import make_master, make_product, make_staff
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
PAGE = "/leave/calendar/feeds/"


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel("2026-03-10T10:00:00+07:00", tick=False) as now:
        yield now


def address(owner, scope=FeedScope.PERSONAL):
    return f"/leave/feeds/{make_feed(scope, by=owner).token}.ics"


def events(response):
    """By summary and day, what the feed says."""
    entries = Calendar.from_ical(response.content).walk("VEVENT")
    return {(str(each["summary"]), each.decoded("dtstart")): each for each in entries}


def days(response):
    return sorted(str(day)[:10] for _summary, day in events(response))


def test_an_address_is_shown_once_and_stored_as_its_hash(client_of, client, owner):
    page = parsed(client_of(owner).post(f"{PAGE}new/", {"scope": "personal"}))
    feed_address = page.one("input", id="address")["value"]
    token = feed_address.rpartition("/")[2].removesuffix(".ics")
    assert client.get(feed_address).status_code == 200
    assert token not in str(list(CalendarFeed.objects.values()))
    assert token not in client_of(owner).get(PAGE).content.decode()


def test_the_feed_is_text_calendar_and_kept_by_nobody_between(client, owner):
    response = client.get(address(owner))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("token", ["x", "A" * 43, "../", "%00"])
def test_a_wrong_secret_is_not_found(token, client, owner):
    address(owner)
    assert client.get(f"/leave/feeds/{token}.ics").status_code == 404


def test_a_revoked_address_answers_no_more(client_of, client, owner):
    path = address(owner)
    feed = CalendarFeed.objects.get()
    client_of(owner).post(f"{PAGE}{feed.pk}/revoke/")
    assert client.get(path).status_code == 404


def test_nobody_revokes_the_address_of_a_colleague(client_of, client, owner, stranger):
    path = address(owner)
    feed = CalendarFeed.objects.get()
    assert client_of(stranger).post(f"{PAGE}{feed.pk}/revoke/").status_code == 404
    assert client.get(path).status_code == 200


def test_an_address_dies_with_the_account_for_good(client, owner, admin):
    path = address(owner)
    people.deactivate(owner.pk, by=admin)
    assert client.get(path).status_code == 404
    people.activate(owner.pk, by=admin)
    assert client.get(path).status_code == 404


def test_RO_5_an_admin_who_may_not_open_the_calendar_has_no_feed_of_it(client, admin):
    path = address(admin, FeedScope.TEAM)
    assert client.get(path).status_code == 200
    people.block_pages(admin.pk, ["leave_calendar"], by=make_master())
    assert client.get(path).status_code == 404


def test_one_has_ten_addresses_at_most(client_of, owner):
    client = client_of(owner)
    for _number in range(10):
        assert client.post(f"{PAGE}new/", {"scope": "team"}).status_code == 200
    assert client.post(f"{PAGE}new/", {"scope": "team"}).status_code == 409
    assert CalendarFeed.objects.count() == 10


def test_an_address_for_nobody_is_refused(client_of, owner):
    assert client_of(owner).post(f"{PAGE}new/", {"scope": "all"}).status_code == 422


def test_a_personal_feed_has_ones_own_leave_alone(client, owner, stranger):
    make_leave(owner, "2026-03-12")
    make_leave(owner, "2026-03-13", LeaveStatus.PENDING)
    make_leave(stranger, "2026-03-14")
    entries = events(client.get(address(owner)))
    assert entries["Off day", date(2026, 3, 12)]["status"] == "CONFIRMED"
    assert entries["Off day", date(2026, 3, 13)]["status"] == "TENTATIVE"
    assert len(entries) == 2


def test_the_window_is_twelve_months_back_and_eighteen_ahead(client, owner):
    for day in ("2025-02-28", "2025-03-01", "2027-09-30", "2027-10-01"):
        make_leave(owner, day)
    assert days(client.get(address(owner))) == ["2025-03-01", "2027-09-30"]


@pytest.fixture
def floor(owner, stranger, product):
    """Owner and a colleague in one team, stranger in another, each with leave."""
    colleague = make_staff("colleague")
    for person, team in ((owner, product), (colleague, product), (stranger, make_product("Q"))):
        TeamMember.objects.create(staff_id=person.pk, product=team)
    make_leave(colleague, "2026-03-12", sick=(540, 600), reason="Migraine")
    make_leave(colleague, "2026-03-13", LeaveStatus.PENDING)
    make_leave(stranger, "2026-03-14")
    make_leave(owner, "2026-03-15")
    return colleague


def test_a_team_feed_says_that_colleagues_are_away_and_no_more(floor, client, owner):
    response = client.get(address(owner, FeedScope.TEAM))
    assert set(events(response)) == {
        ("colleague away", date(2026, 3, 12)),
        ("Off day", date(2026, 3, 15)),
    }
    assert b"Migraine" not in response.content
    assert b"Sick" not in response.content


def test_the_team_of_an_admin_is_everybody(floor, client, admin):
    assert days(client.get(address(admin, FeedScope.TEAM))) == [
        "2026-03-12",
        "2026-03-14",
        "2026-03-15",
    ]


def test_who_has_left_is_in_no_feed(floor, client, owner, admin):
    path = address(owner, FeedScope.TEAM)
    people.deactivate(floor.pk, by=admin)
    assert days(client.get(path)) == ["2026-03-15"]


def test_a_feed_speaks_its_owners_language(client, owner):
    make_leave(owner, "2026-03-12")
    owner.language = "id"
    owner.save()
    [(summary, _day)] = events(client.get(address(owner)))
    assert summary != "Off day"


def etag_after(client, path, change):
    """Whether a change makes another feed; it is read before and after."""
    before = client.get(path).headers["ETag"]
    change()
    return before, client.get(path, headers={"If-None-Match": before})


def test_what_has_not_changed_is_answered_304_without_a_text(client, owner):
    make_leave(owner, "2026-03-12")
    _etag, response = etag_after(client, address(owner), lambda: None)
    assert response.status_code == 304
    assert response.content == b""


def late(day):
    """A request that nobody has decided about in time: its days are those before today."""
    LeaveRequest.objects.filter(date=day).update(decide_by="2026-03-09")


# Every verb that writes a request, and what else a feed says: `waits` is asked, `taken` granted.
VERBS = {
    "asking": lambda floor: ask(floor.staff, "2026-04-02"),
    "asking for a range over two months": lambda floor: ask(
        floor.staff, "2026-04-30", "2026-05-01"
    ),
    "approving": lambda floor: deciding.approve(floor.waits.pk, by=floor.admin),
    "rejecting": lambda floor: deciding.reject(floor.waits.pk, by=floor.admin),
    "withdrawing": lambda floor: deciding.cancel(floor.waits.pk, by=floor.staff),
    "cancelling": lambda floor: deciding.cancel(floor.taken.pk, by=floor.admin),
    "cancelling a group": lambda floor: deciding.cancel(
        floor.taken.pk, by=floor.admin, is_whole_group=True
    ),
    "ending what was not decided in time": lambda floor: (
        late(floor.waits.date),
        deciding.end_in_time(floor.waits.pk),
    ),
    "closing a day": lambda floor: close("2026-03-12", floor.admin),
    "joining a team": lambda floor: put_in_team(floor.staff, floor.product, by=floor.admin),
    "another language": lambda floor: people.edit_own_profile(floor.staff.pk, language="id"),
    "another name": lambda floor: people.edit_own_profile(floor.staff.pk, name="Rina"),
}
OF_A_TEAM_ALONE = {"joining a team"}


class Floor(NamedTuple):
    staff: User
    admin: User
    product: Product
    taken: LeaveRequest
    waits: LeaveRequest


@pytest.fixture
def two_requests(owner, admin, product):
    [taken] = take(owner, "2026-03-12", by=admin)
    [waits] = ask(owner, "2026-03-20")
    return Floor(owner, admin, product, taken, waits)


@pytest.mark.parametrize("scope", FeedScope)
@pytest.mark.parametrize("name", VERBS)
def test_14_2_each_verb_makes_another_feed_and_none_is_stale(name, scope, client, two_requests):
    """Of one's own and of the team's: the ETag follows what writes, not what is read."""
    if name in OF_A_TEAM_ALONE and scope == FeedScope.PERSONAL:
        scope = FeedScope.TEAM
    path = address(two_requests.staff, scope)
    etag, response = etag_after(client, path, lambda: VERBS[name](two_requests))
    assert response.status_code == 200
    assert response.headers["ETag"] != etag


@pytest.mark.parametrize("scope", FeedScope)
def test_14_2_hours_that_are_taken_again_make_another_feed(scope, client, two_requests):
    """The request is written, so its entry has another SEQUENCE."""
    closed = close("2026-03-12", two_requests.admin)
    ask(two_requests.staff, "2026-03-27")
    decide(closed, OPEN, two_requests.admin)
    path, staff = address(two_requests.staff, scope), two_requests.staff
    kept = LeaveRequest.objects.get(staff_id=staff.pk, is_given_back=True)
    etag, response = etag_after(
        client, path, lambda: take_hours(kept.pk, by=two_requests.admin, reason="agreed")
    )
    assert response.headers["ETag"] != etag


def test_14_2_who_leaves_is_gone_from_the_feed_at_once(client, owner, stranger, admin):
    make_leave(stranger, "2026-03-12")
    etag, response = etag_after(
        client,
        address(owner, FeedScope.TEAM),
        lambda: people.deactivate(stranger.pk, by=admin),
    )
    assert response.headers["ETag"] != etag
    assert days(response) == []


OTHERS = {
    "a check-in": lambda floor: come_late(floor.staff, "2026-03-10", 5),
    "a fee": lambda floor: add_fee(floor.staff, "2026-03-09", "5.00", by=floor.admin),
    "a policy": lambda floor: decide_policy(
        LEAVE_QUOTA, Decimal(30), date(2026, 3, 10), by=floor.admin, reason="more"
    ),
    "leave of another team": lambda floor: make_leave(make_staff("other"), "2026-03-14"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_14_2_what_a_feed_does_not_say_leaves_it_as_it_is(name, client, two_requests):
    path = address(two_requests.staff)
    _etag, response = etag_after(client, path, lambda: OTHERS[name](two_requests))
    assert response.status_code == 304


def test_what_was_cancelled_goes_with_the_day_and_not_in_its_middle(client, owner, in_march):
    """One ETag has one text: a day has one of what it still says."""
    make_leave(owner, "2026-03-12", LeaveStatus.CANCELLED, decided_at=timezone.now())
    in_march.move_to("2026-04-09T09:59:00+07:00")
    path = address(owner)
    before = client.get(path)
    in_march.move_to("2026-04-09T10:01:00+07:00")
    assert client.get(path).content == before.content


def test_the_next_day_is_another_feed(client, owner, in_march):
    make_leave(owner, "2026-03-12")
    _etag, response = etag_after(client, address(owner), lambda: in_march.shift(timedelta(days=1)))
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("scope", "scans"),
    # Of the team all members of teams are read.
    [(FeedScope.PERSONAL, set()), (FeedScope.TEAM, {TeamMember._meta.db_table})],
)
def test_a_304_costs_few_commands_and_scans_nothing_that_grows(floor, scope, scans, client, owner):
    path = address(owner, scope)
    etag = client.get(path).headers["ETag"]
    with recorded_commands() as commands:
        client.get(path, headers={"If-None-Match": etag})
    assert len(commands) <= 3
    scanned = {scan.collection for scan in collection_scans(commands)}
    assert scanned <= scans


@pytest.mark.parametrize("path", ["right", "wrong"])
def test_texts_and_wrong_secrets_are_slowed_down_but_no_304(path, client, owner, monkeypatch):
    monkeypatch.setattr("leave.views.calendar.feeds.RATE", "2/m")
    right = address(owner)
    etag = client.get(right).headers["ETag"]
    path_of_feed = right if path == "right" else "/leave/feeds/wrong.ics"
    statuses = [client.get(path_of_feed).status_code for _number in range(2)]
    assert statuses == [200 if path == "right" else 404, 429]
    assert client.get(right, headers={"If-None-Match": etag}).status_code == 304


def test_no_line_of_the_log_has_the_secret(client, owner, caplog):
    path = address(owner)
    token = path.rpartition("/")[2].removesuffix(".ics")
    with caplog.at_level(logging.DEBUG):
        client.get(path)
        client.get(f"/leave/feeds/{token}x.ics")
        client.get(f"/leave/feeds/{token}/")
    lines = "\n".join(logged.getMessage() for logged in caplog.records)
    assert "/leave/feeds/" in lines
    assert token not in lines


def test_no_report_of_an_error_has_the_secret():
    report = {"request": {"method": "GET", "url": "https://crm.example.com/leave/feeds/abc.ics"}}
    url = for_sentry(report, {})["request"]["url"]
    assert url == f"https://crm.example.com/leave/feeds/{MASK}"


def test_what_is_no_secret_address_stays_readable():
    assert masked("/leave/calendar/feeds/?x=1") == "/leave/calendar/feeds/?x=1"
    assert masked("GET /leave/feeds/abc.ics?x=1 HTTP") == f"GET /leave/feeds/{MASK}?x=1 HTTP"


def test_the_page_says_what_an_address_has_and_who_reads_it(client_of, client, owner):
    client.get(address(owner))
    text = text_of(client_of(owner).get(PAGE))
    assert "10 Mar 2026" in text
    assert settings.LANGUAGE_CODE == "en"


def test_an_account_that_ends_at_this_moment_keeps_no_address(owner):
    """Whoever asked was let in still: what they hold of themselves says that they are active."""
    people.deactivate(owner.pk, by=make_master())
    with pytest.raises(Gone):
        make_feed(FeedScope.PERSONAL, by=owner)
    assert not CalendarFeed.objects.exists()

"""Secret addresses: shown once, hashed, revocable, dead with the account; what they answer."""

import logging
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from icalendar import Calendar

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.registry.secret_addresses import MASK, masked
from crm.staff.accounts import people
from crm.staff.usage import Gone
from crm.web.logs import for_sentry
from leave.feeds.links import make_feed
from leave.models import CalendarFeed, FeedScope, LeaveRequest, LeaveStatus, TeamMember
from tests.leave.calendar.make import make_leave
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
    shown = Calendar.from_ical(response.content).walk("VEVENT")
    return {(str(each["summary"]), each.decoded("dtstart")): each for each in shown}


def days(response):
    return sorted(str(day)[:10] for _summary, day in events(response))


def test_an_address_is_shown_once_and_stored_as_its_hash(client_of, client, owner):
    page = parsed(client_of(owner).post(f"{PAGE}new/", {"scope": "personal"}))
    shown = page.one("input", id="address")["value"]
    token = shown.rpartition("/")[2].removesuffix(".ics")
    assert client.get(shown).status_code == 200
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
    shown = events(client.get(address(owner)))
    assert shown["Off day", date(2026, 3, 12)]["status"] == "CONFIRMED"
    assert shown["Off day", date(2026, 3, 13)]["status"] == "TENTATIVE"
    assert len(shown) == 2


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


CHANGES = {
    "a new request": lambda owner: make_leave(owner, "2026-03-20"),
    "a decision": lambda owner: LeaveRequest.objects.update(status="cancelled", version=2),
    "another language": lambda owner: type(owner).objects.update(language="id"),
    "another name": lambda owner: type(owner).objects.update(name="Rina"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_changed_is_sent_anew(name, client, owner):
    make_leave(owner, "2026-03-12")
    etag, response = etag_after(client, address(owner), lambda: CHANGES[name](owner))
    assert response.status_code == 200
    assert response.headers["ETag"] != etag


def test_the_next_day_is_another_feed(client, owner, in_march):
    make_leave(owner, "2026-03-12")
    _etag, response = etag_after(client, address(owner), lambda: in_march.shift(timedelta(days=1)))
    assert response.status_code == 200


def test_a_304_costs_few_commands_and_scans_nothing_that_grows(floor, client, owner):
    path = address(owner, FeedScope.TEAM)
    etag = client.get(path).headers["ETag"]
    with recorded_commands() as commands:
        client.get(path, headers={"If-None-Match": etag})
    assert len(commands) <= 5
    scanned = {scan.collection for scan in collection_scans(commands)}
    assert scanned <= {TeamMember._meta.db_table}


@pytest.mark.parametrize("path", ["right", "wrong"])
def test_texts_and_wrong_secrets_are_slowed_down_but_no_304(path, client, owner, monkeypatch):
    monkeypatch.setattr("leave.views.calendar.feeds.RATE", "2/m")
    right = address(owner)
    etag = client.get(right).headers["ETag"]
    asked = right if path == "right" else "/leave/feeds/wrong.ics"
    statuses = [client.get(asked).status_code for _number in range(2)]
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

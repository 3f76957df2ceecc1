"""Sessions end, and their owner sees and ends them (issue 15, item 4; SE-1)."""

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from crm.audit.models import Event
from crm.mongo.inspection import collection_scans, recorded_commands
from crm.staff.accounts import people
from crm.staff.models import Session
from crm.staff.sign_in.devices import device_of
from crm.staff.sign_in.open_sessions import end_all_sessions, open_sessions
from crm.staff.sign_in.sessions import SessionStore
from tests.make import PASSWORD, make_admin, make_master, make_staff
from tests.parsed import parsed, tables

pytestmark = pytest.mark.django_db
NINE = "2026-02-02 09:00+07:00"
MINUTE, DAY = 60, 24 * 3600
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


def signed_in(person, user_agent=DESK, address="10.0.0.7"):
    client = Client(headers={"User-Agent": user_agent}, REMOTE_ADDR=address)
    client.post("/login/", {"username": person.username, "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/profile/").status_code == 200


@pytest.mark.parametrize(
    ("make", "minutes"), [(make_staff, 12 * 60), (make_admin, 60), (make_master, 60)]
)
def test_an_admin_is_signed_out_after_an_hour_and_staff_after_twelve(make, minutes, clock):
    client = signed_in(make())
    clock.shift(minutes * MINUTE - 1)
    assert is_in(client)
    clock.shift(minutes * MINUTE)
    assert not is_in(client)


def test_an_admin_has_no_longer_than_staff(clock, settings):
    settings.SESSION_IDLE_MINUTES = 10
    client = signed_in(make_admin())
    clock.shift(10 * MINUTE)
    assert not is_in(client)


def test_a_week_after_signing_in_it_is_over_however_much_somebody_works(clock, owner):
    client = signed_in(owner)
    for _quarter in range(27):
        clock.shift(DAY // 4)
        assert is_in(client)
    clock.shift(DAY // 4 - 1)
    assert is_in(client)
    clock.shift(1)
    assert not is_in(client)


def test_one_sees_where_one_is_signed_in(clock, owner):
    signed_in(owner, PHONE, "10.0.0.8")
    clock.shift(5 * MINUTE)
    page = signed_in(owner).get("/sessions/")
    (table,) = tables(page)
    assert table[-2][:4] == ["Firefox, Windows", "10.0.0.7", "2 Feb 2026 09:05", "2 Feb 2026 09:05"]
    assert table[-1][:4] == ["Chrome, Android", "10.0.0.8", "2 Feb 2026 09:00", "2 Feb 2026 09:00"]
    assert table[-2][4] == "This one"


def test_no_key_of_a_session_is_on_the_page_or_in_an_address(owner):
    signed_in(owner, PHONE)
    page = signed_in(owner).get("/sessions/").content.decode()
    keys = [session.session_key for session in Session.objects.all()]
    assert len(keys) == 2
    assert [key for key in keys if key in page] == []


def test_one_ends_one_session_and_no_other(owner):
    phone, desk, third = signed_in(owner, PHONE), signed_in(owner), signed_in(owner, "")
    ended = next(each for each in open_sessions(owner) if each.device == "Chrome, Android")
    assert desk.post(f"/sessions/{ended.id}/end/")["Location"] == "/sessions/"
    assert not is_in(phone)
    assert is_in(desk)
    assert is_in(third)
    assert desk.post(f"/sessions/{ended.id}/end/").status_code == 409


def test_one_ends_all_others(owner):
    phone, desk = signed_in(owner, PHONE), signed_in(owner)
    desk.post("/sessions/end-others/")
    assert is_in(desk)
    assert not is_in(phone)
    event = Event.objects.about(owner).last()
    assert event.verb == "end sessions"
    assert event.after == {"sessions": 1}


def test_nobody_ends_the_session_of_somebody_else(owner, stranger):
    theirs = signed_in(stranger)
    (session,) = open_sessions(stranger)
    assert signed_in(owner).post(f"/sessions/{session.id}/end/").status_code == 409
    assert is_in(theirs)


def test_admins_end_what_people_below_them_have_open_and_no_others(owner, admin, client_of):
    staff, boss = signed_in(owner), signed_in(make_master("boss"))
    client = client_of(admin)
    assert client.post(f"/staff/{owner.pk}/sessions/end/").status_code == 302
    boss_id = Session.objects.exclude(account_id__in=[owner.pk, admin.pk]).get().account_id
    assert client.post(f"/staff/{boss_id}/sessions/end/").status_code == 403
    assert not is_in(staff)
    assert is_in(boss)
    assert Event.objects.about(owner).last().actor_name == "admin"


def test_what_a_new_password_ended_is_listed_no_more(owner):
    signed_in(owner)
    people.change_own_password(owner.pk, "horse staple battery")
    owner.refresh_from_db()
    assert open_sessions(owner) == []


def test_they_are_found_by_their_owner_in_one_command(owner):
    signed_in(owner)
    with recorded_commands() as commands:
        assert len(open_sessions(owner)) == 1
    assert [command.name for command in commands] == ["find"]
    assert list(collection_scans(commands)) == []


def test_signing_out_has_the_browser_forget_what_it_kept(owner):
    answer = signed_in(owner).post("/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_under_https_both_cookies_are_of_this_host_alone(owner, settings):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get("/login/", secure=True)
    answer = client.post("/login/", {"username": "owner", "password": PASSWORD}, secure=True)
    for cookie in (client.cookies["__Host-csrf"], answer.cookies["__Host-session"]):
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""
    assert client.get("/profile/", secure=True).status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (PHONE, "Chrome, Android"),
        (DESK, "Firefox, Windows"),
        (PHONE.replace("Safari", "SamsungBrowser/24.0 Safari"), "Samsung Internet, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130 Safari/537 Edg/130", "Edge, Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_in_plain_words(user_agent, device):
    assert device_of(user_agent) == device


def test_a_device_that_says_nothing_has_a_name_on_the_page(owner):
    page = parsed(signed_in(owner, "").get("/sessions/"))
    assert "Unknown browser" in page.text


def test_issue_15_8_what_was_ended_is_not_brought_back_by_a_request_under_way(owner):
    under_way = SessionStore(signed_in(owner).session.session_key)
    under_way["seen"] = 1
    end_all_sessions(owner, by=owner)
    with pytest.raises(UpdateError):
        under_way.save()
    assert not Session.objects.filter(account_id=owner.pk).exists()

"""The pages of breaks: one's own clock, the monitor, what was left open (IZ-1 to IZ-3)."""

import pytest
import time_machine

from leave.breaks import verbs
from leave.models import Break
from tests.leave.attendance.make import at
from tests.parsed import cards, parsed, tables, text_of

pytestmark = pytest.mark.django_db
BREAKS, HISTORY = "/leave/breaks/", "/leave/breaks/history/"


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-30 12:00:00"), tick=False) as moving:
        yield moving


def rows(response) -> list[list[str]]:
    return tables(response)[0][1:]


def test_a_break_is_begun_and_ended_without_a_script(owner, client_of, clock):
    client = client_of(owner)
    assert client.post(f"{BREAKS}start/").url == BREAKS
    clock.shift(16 * 60 + 5)
    going_on = client.get(BREAKS)
    assert parsed(going_on).one("time")["data-elapsed"] == "965"
    assert cards(going_on)["Minutes left"] == "13,92"
    client.post(f"{BREAKS}stop/")
    assert cards(client.get(BREAKS))["Minutes taken"] == "16,08"


def test_what_cannot_be_says_why_and_changes_nothing(owner, client_of, clock):
    client = client_of(owner)
    assert client.post(f"{BREAKS}stop/").status_code == 409
    client.post(f"{BREAKS}start/")
    again = client.post(f"{BREAKS}start/")
    assert again.status_code == 409
    assert "You are on a break already" in text_of(again)
    assert Break.objects.count() == 1


def test_outside_of_the_shift_the_page_says_when_it_is(owner, client_of, clock):
    clock.move_to(at("2026-11-30 07:01:00"))
    client = client_of(owner)
    assert "from 11:00 to 23:00" in text_of(client.get(BREAKS))
    assert client.post(f"{BREAKS}start/").status_code == 409
    assert not Break.objects.exists()


def test_admins_take_none(admin, client_of, clock):
    assert client_of(admin).post(f"{BREAKS}start/").status_code == 409
    assert not Break.objects.exists()


def test_the_monitor_shows_everybody_and_each_sum_opens_its_breaks(
    owner, stranger, admin, client_of, clock
):
    verbs.start(owner)
    clock.shift(40 * 60)
    boss = client_of(admin)
    page = boss.get(BREAKS)
    first, second = rows(page)
    assert first == ["owner", "On a break 40:00", "40", "0", "10"]
    assert second == ["stranger", "–", "0", "30", "0"]
    assert parsed(page).one("div", id="monitor")["data-live"] == BREAKS
    [link] = [a["href"] for a in parsed(page).all("a") if f"staff={owner.pk}" in a.get("href")]
    verbs.stop(owner)
    assert [row[3:6] for row in [row[:6] for row in rows(boss.get(link))]] == [["40", "40", "10"]]


def test_staff_see_their_own_breaks_alone(owner, stranger, client_of, clock):
    for person, seconds in ((owner, 60), (stranger, 180)):
        verbs.start(person)
        clock.shift(seconds)
        verbs.stop(person)
    for query in ("", f"?staff={stranger.pk}"):
        [row] = rows(client_of(owner).get(HISTORY + query))
        assert row[2] == "1"


@pytest.fixture
def forgotten(owner, clock):
    clock.move_to(at("2026-11-30 22:00:00"))
    verbs.start(owner)
    clock.move_to(at("2026-11-30 23:00:00"))
    verbs.close_forgotten()
    return Break.objects.get()


def test_what_was_left_open_waits_and_is_confirmed(forgotten, admin, client_of):
    boss, path = client_of(admin), f"{BREAKS}{forgotten.pk}/confirm/"
    assert boss.get("/badges/").context["counts"]["breaks"] == 1
    waiting = boss.get(f"{HISTORY}?waits=on")
    assert path in [form.get("action") for form in parsed(waiting).all("form")]
    assert boss.post(path, {"ended": "22:10"}).status_code == 422
    assert boss.post(path, {"ended": "21:00", "reason": "x"}).status_code == 422
    assert boss.post(path, {"ended": "22:10", "reason": "at the desk"}).status_code == 302
    assert boss.get("/badges/").context["counts"]["breaks"] == 0
    assert Break.objects.get().seconds == 10 * 60
    assert boss.post(path).status_code == 409


def test_staff_confirm_nothing(forgotten, owner, stranger, client_of):
    for person in (owner, stranger):
        path = f"{BREAKS}{forgotten.pk}/confirm/"
        assert client_of(person).post(path).status_code == 403
    assert Break.objects.get().waits

"""The gate: on the server, for every page of staff, at no command for whoever has passed (AT-1)."""

from threading import Thread

import pytest
import time_machine
from django.db import DatabaseError, connection

from crm.mongo.inspection import recorded_commands
from crm.policies.units import shift_value
from crm.staff.access import EVERYONE
from crm.staff.models import User
from crm.staff.rules import roles
from leave.attendance import entry, policies
from leave.attendance.check_in import check_in_for
from leave.attendance.policies import GATE, SWITCHES, WORKING_HOURS, is_on, switches
from leave.models import CheckIn
from tests.leave.attendance.make import at, code_of, decided, set_up
from tests.make import make_admin, make_master, make_staff
from tests.parsed import parsed, text_of
from tests.urls import every_url

pytestmark = pytest.mark.django_db
CHECK_IN = "/leave/attendance/check-in/"
OPEN = {"leave:check_in", "leave:setup"}
OF_STAFF = [
    url
    for url in every_url()
    if EVERYONE < url.view.access.level <= roles.LEVELS[roles.STAFF] and url.name not in OPEN
]


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-30 10:30:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def gate(admin, clock):
    decided(GATE, 1, "2026-11-30", by=admin)


def test_there_are_pages_to_guard():
    assert len(OF_STAFF) > 40


@pytest.mark.parametrize("url", OF_STAFF, ids=lambda url: url.name)
def test_no_page_of_staff_opens_before_the_check_in(url, gate, owner, client_of):
    """Earlier defect: the gate was in the browser alone."""
    client = client_of(owner)
    answer = client.get(url.path())
    assert answer.status_code == 302
    assert answer.url.startswith(CHECK_IN)
    posted = client.post(url.path())
    assert posted.status_code == 403
    assert "Check in first" in text_of(posted)


def test_it_is_open_while_it_is_switched_off(owner, client_of, clock):
    assert client_of(owner).get("/omset/").status_code == 200


def test_switched_on_it_closes_at_once_for_whoever_is_signed_in(owner, client_of, admin, clock):
    client = client_of(owner)
    assert client.get("/omset/").status_code == 200
    decided(GATE, 1, "2026-11-30", by=admin)
    assert client.get("/omset/").status_code == 302
    decided(GATE, 0, "2026-11-30", by=admin)
    assert client.get("/omset/").status_code == 200


def test_it_begins_on_its_date(owner, client_of, admin, clock):
    decided(GATE, 1, "2026-12-01", by=admin)
    clock.move_to(at("2026-11-30 23:59:30"))
    client = client_of(owner)
    assert client.get("/omset/").status_code == 200
    clock.move_to(at("2026-12-01 00:00:30"))
    assert client.get("/omset/").status_code == 302


def test_an_account_of_today_meets_it_too(gate, client_of):
    newcomer = make_staff("newcomer")
    assert client_of(newcomer).get("/omset/").status_code == 302
    assert User.objects.get(pk=newcomer.pk).entry == {SWITCHES: [["2026-11-30", 1]]}


def test_14_4_an_account_opened_while_the_gate_is_decided_about_keeps_what_was_decided(
    admin, clock, monkeypatch
):
    """The decision does not see the new account, whose first page does not see the decision."""
    note, pages = policies.note_entry_of_everybody, []

    def first_page():
        entry.may_pass(make_staff("newcomer"))
        connection.close()

    def meanwhile(facts):
        note(facts)
        if not pages:
            pages.append(Thread(target=first_page))
            pages[0].start()
            # Long enough for a page that waits for nobody.
            pages[0].join(timeout=0.5)

    monkeypatch.setattr(policies, "note_entry_of_everybody", meanwhile)
    decided(GATE, 1, "2026-11-30", by=admin)
    pages[0].join()
    assert User.objects.get(username="newcomer").entry == {SWITCHES: [["2026-11-30", 1]]}


@pytest.mark.parametrize("make", [make_admin, make_master])
def test_admins_are_never_asked(gate, client_of, make):
    assert client_of(make()).get("/omset/").status_code == 200


def test_the_way_back_is_the_page_that_was_asked_for(gate, owner, client_of, clock):
    set_up(owner)
    client = client_of(owner)
    clock.shift(60)
    answer = client.get("/omset/?preset=all", follow=True)
    [form] = [form for form in parsed(answer).all("form") if form["action"] == CHECK_IN]
    posted = {"code": code_of(owner), "next": form.one("input", name="next")["value"]}
    assert client.post(CHECK_IN, posted).url == "/omset/?preset=all"
    assert client.get("/omset/?preset=all").status_code == 200


def test_a_check_in_opens_every_device_until_the_next_shift(gate, owner, client_of, clock):
    set_up(owner)
    phone, desk = client_of(owner), client_of(owner)
    assert desk.get("/omset/").status_code == 302
    clock.shift(60)
    assert phone.post(CHECK_IN, {"code": code_of(owner)}).status_code == 302
    assert desk.get("/omset/").status_code == 200
    for moment in ("2026-11-30 11:00:00", "2026-11-30 23:59:30"):
        clock.move_to(at(moment))
        assert client_of(owner).get("/omset/").status_code == 200
    clock.move_to(at("2026-12-01 00:00:30"))
    assert client_of(owner).get("/omset/").status_code == 302


def test_over_midnight_a_shift_is_one(gate, owner, client_of, admin, clock):
    decided(WORKING_HOURS, shift_value(22 * 60, 6 * 60), "2026-11-30", by=admin)
    clock.move_to(at("2026-11-30 22:00:00"))
    check_in_for(owner, by=admin, reason="x")
    for moment, status in (("2026-12-01 05:59:59", 200), ("2026-12-01 06:00:01", 302)):
        clock.move_to(at(moment))
        assert client_of(owner).get("/omset/").status_code == status


def commands_of(client) -> int:
    with recorded_commands() as commands:
        assert client.get("/omset/").status_code == 200
    return len(commands)


def test_it_costs_no_command_on_an_ordinary_request(owner, client_of, admin, clock):
    client = client_of(owner)
    client.get("/omset/")
    off = commands_of(client)
    decided(GATE, 1, "2026-11-30", by=admin)
    check_in_for(owner, by=admin, reason="x")
    assert commands_of(client) == off


def test_a_background_request_is_no_page(gate, owner, client_of):
    answer = client_of(owner, htmx=True).get("/badges/", headers={"X-Background": "1"})
    assert answer.status_code == 403
    assert "HX-Redirect" not in answer.headers


def test_htmx_takes_the_browser_there_and_saves_nothing(gate, owner, client_of):
    client = client_of(owner, htmx=True)
    assert client.get("/omset/").headers["HX-Redirect"].startswith(CHECK_IN)
    posted = client.post("/leave/breaks/start/")
    assert posted.status_code == 403
    assert "nothing was saved" in posted.headers["HX-Trigger"]


@pytest.mark.parametrize("fault", [DatabaseError("gone"), ValueError("odd")])
def test_where_it_cannot_tell_nobody_passes_and_it_says_so(
    gate, owner, client_of, monkeypatch, fault
):
    """Earlier defect: it opened when it could not tell."""

    def fail(*_arguments):
        raise fault

    monkeypatch.setattr(entry, "hours_reader", fail)
    answer = client_of(owner).get("/omset/")
    assert answer.status_code == 503
    assert "ask an admin" in text_of(answer)


def test_what_the_account_holds_is_no_way_around(gate, owner, client_of):
    """A row of yesterday's release, or of a hand: what is unreadable opens nothing."""
    for until in ("", "soon", 7, None, "2026-11-29T00:00:00+07:00"):
        User.objects.filter(pk=owner.pk).update(
            entry={SWITCHES: [["2026-11-30", 1]], "until": until}
        )
        assert client_of(owner).get("/omset/").status_code in (302, 503)


def test_it_is_on_for_nobody_by_itself(owner, client_of, clock):
    assert not is_on(switches(), at("2026-11-30 12:00:00").date())
    assert not CheckIn.objects.exists()


def test_the_language_and_the_way_out_stay_open(gate, owner, client_of):
    client = client_of(owner)
    assert client.post("/preferences/", {"language": "id"}).status_code == 302
    assert "Absen masuk" in text_of(client.get(CHECK_IN))
    assert client.post("/logout/").url == "/login/"

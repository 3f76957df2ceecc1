"""The pages of attendance: light, without a script, everybody's own (AT-1 to AT-4)."""

import pytest
import time_machine

from leave.attendance import authenticators, corrections
from leave.attendance.check_in import check_in_for
from leave.attendance.policies import FLOOR_CODE
from leave.models import Authenticator, CheckIn, Correction, FloorCode
from tests.leave.attendance.make import at, code_of, decided, set_up, wrong_code_of
from tests.make import make_admin
from tests.parsed import cards, parsed, tables, text_of

pytestmark = pytest.mark.django_db
CHECK_IN, SETUP = "/leave/attendance/check-in/", "/leave/attendance/setup/"
MONDAY = at("2026-11-30 12:00:00").date()
LIGHT = 15_000


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-11-30 11:30:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def late(owner, admin, clock):
    return check_in_for(owner, by=admin, reason="phone lost")


def rows(response) -> list[list[str]]:
    """The rows of the only table, its head left out."""
    return tables(response)[0][1:]


# Checking in


def test_the_page_is_light_and_needs_no_script(owner, client_of, clock, settings):
    set_up(owner)
    answer = client_of(owner).get(CHECK_IN)
    style = (settings.BASE_DIR / "static/css/check-in.css").stat().st_size
    assert len(answer.content) + style <= LIGHT
    assert parsed(answer).all("script") == []
    [sheet] = parsed(answer).all("link", rel="stylesheet")
    assert sheet["href"] == "/static/css/check-in.css"
    code = parsed(answer).one("input", name="code")
    assert code["autocomplete"] == "one-time-code"
    assert code["inputmode"] == "numeric"


def test_a_phone_is_set_up_then_checks_in(owner, client_of, clock):
    client = client_of(owner)
    assert f"{SETUP}?next=/" in [link["href"] for link in parsed(client.get(CHECK_IN)).all("a")]
    client.post(SETUP, {"action": "begin"})
    secret = Authenticator.objects.get().secret
    response = client.get(SETUP)
    assert parsed(response).one("p", id="secret").text == secret
    assert parsed(response).one("img")["src"].startswith("data:image/svg+xml")
    refused = client.post(SETUP, {"action": "verify", "code": wrong_code_of(owner)})
    assert refused.status_code == 422
    verified = client.post(SETUP, {"action": "verify", "code": code_of(owner), "next": "/omset/"})
    assert verified.url == f"{CHECK_IN}?next=%2Fomset%2F"
    clock.shift(30)
    assert client.post(CHECK_IN, {"code": code_of(owner)}).status_code == 302
    assert "You have checked in at 11:30" in text_of(client.get(CHECK_IN))


@pytest.mark.parametrize("action", ["begin", "verify", ""])
def test_a_secret_is_never_shown_again(owner, client_of, clock, action):
    set_up(owner)
    secret, client = Authenticator.objects.get().secret, client_of(owner)
    assert secret not in client.get(SETUP).text
    posted = client.post(SETUP, {"action": action, "code": code_of(owner)})
    assert posted.status_code == 409
    assert secret not in posted.text
    assert Authenticator.objects.get().secret == secret


def test_looking_at_the_pages_makes_no_secret(owner, client_of, clock):
    client_of(owner).get(SETUP)
    assert not Authenticator.objects.exists()


def test_nobody_sees_the_secret_of_somebody_else(owner, stranger, admin, client_of, clock):
    authenticators.begin(owner)
    secret = Authenticator.objects.get().secret
    for person in (stranger, admin):
        assert secret not in client_of(person).get(SETUP).text
    assert secret not in client_of(admin).get("/leave/attendance/authenticators/").text


def test_a_wrong_code_says_how_many_are_left_and_then_until_when(owner, client_of, clock):
    set_up(owner)
    client, wrong = client_of(owner), {"code": wrong_code_of(owner)}
    first = client.post(CHECK_IN, wrong)
    assert first.status_code == 422
    assert "4 tries are left" in parsed(first).one("p", id="error").text
    for _number in range(4):
        last = client.post(CHECK_IN, wrong)
    assert last.status_code == 429
    assert "11:45" in parsed(last).one("p", id="error").text


def test_a_second_check_in_is_a_conflict(owner, client_of, clock):
    set_up(owner)
    client = client_of(owner)
    client.post(CHECK_IN, {"code": code_of(owner)})
    clock.shift(60)
    assert client.post(CHECK_IN, {"code": code_of(owner)}).status_code == 409


def test_the_code_of_the_wall_is_a_field_where_it_is_asked_for(owner, admin, client_of, clock):
    set_up(owner)
    client = client_of(owner)
    assert parsed(client.get(CHECK_IN)).all("input", name="floor_code") == []
    decided(FLOOR_CODE, 1, "2026-11-30", by=admin)
    assert parsed(client.get(CHECK_IN)).one("input", name="floor_code")


def test_an_admin_does_not_check_in(admin, client_of, clock):
    answer = client_of(admin).post(CHECK_IN, {"code": "123456"})
    assert "Admins do not check in" in text_of(answer)
    assert client_of(admin).post(SETUP, {"action": "begin"}).status_code == 200
    assert not Authenticator.objects.exists()


# The wall


def test_a_device_is_a_screen_until_there_is_a_new_secret(admin, client_of, clock):
    client = client_of(admin)
    assert client.post("/leave/attendance/floor/screen/").url == "/leave/attendance/screen/"
    response = client.get("/leave/attendance/screen/")
    code = parsed(response).one("p", id="code").text
    assert len(code) == 6
    assert parsed(response).one("meta", **{"http-equiv": "refresh"})["content"] == "30"
    # The admin is signed out on it.
    assert client.get("/leave/attendance/floor/").status_code == 302
    client_of(admin).post("/leave/attendance/floor/renew/")
    assert parsed(client.get("/leave/attendance/screen/")).all("p", id="code") == []


def test_no_other_device_shows_the_code(admin, owner, client_of, client, clock):
    client_of(admin).post("/leave/attendance/floor/screen/")
    for device in (client, client_of(owner)):
        device.cookies["floor_screen"] = str(FloorCode.objects.get().generation)
        response = device.get("/leave/attendance/screen/")
        assert parsed(response).all("p", id="code") == []


# The day and the list


def test_a_day_of_everybody_counts_each_person_once(late, owner, stranger, admin, client_of):
    answer = client_of(admin).get("/leave/attendance/")
    assert cards(answer)["Staff"] == "2"
    assert cards(answer)["Late"] == "1"
    assert cards(answer)["Missing"] == "1"
    came = {row[0]: row[1:3] for row in rows(answer)}
    assert came["owner"][1] == "30 minutes late"
    assert came["stranger"] == ["–", "Missing"]


@pytest.mark.parametrize(("state", "names"), [("late", ["owner"]), ("missing", ["stranger"])])
def test_a_count_opens_who_is_in_it(late, owner, stranger, admin, client_of, state, names):
    answer = client_of(admin).get(f"/leave/attendance/?state={state}")
    assert [row[0] for row in rows(answer)] == names


@pytest.mark.parametrize("day", ["2026-11-29", "x", "9999-12-31", "0001-01-01", ""])
def test_any_date_of_the_address_is_answered(late, admin, client_of, day):
    assert client_of(admin).get(f"/leave/attendance/?date={day}").status_code == 200


def test_staff_see_their_own_check_ins_alone(late, owner, stranger, admin, client_of):
    check_in_for(stranger, by=admin, reason="battery")
    for path in ("/leave/attendance/", "/leave/attendance/history/"):
        own = text_of(client_of(owner).get(path))
        assert "phone lost" in own
        assert "battery" not in own
    forced = client_of(owner).get(f"/leave/attendance/history/?staff={stranger.pk}")
    assert "battery" not in text_of(forced)


def test_the_list_goes_back_thirty_days_by_itself(late, admin, client_of, clock):
    client = client_of(admin)
    assert len(rows(client.get("/leave/attendance/history/"))) == 1
    CheckIn.objects.update(date=at("2026-10-30 12:00:00").date())
    assert parsed(client.get("/leave/attendance/history/")).all("table") == []
    assert len(rows(client.get("/leave/attendance/history/?first=2026-10-01"))) == 1


# Corrections


def test_a_correction_is_asked_for_seen_and_decided(late, owner, admin, client_of):
    client, boss = client_of(owner), client_of(admin)
    form = {"date": "2026-11-30", "time": "11:00", "reason": "the phone was empty"}
    answer = client.post("/leave/attendance/corrections/new/", form)
    assert answer.url == "/leave/attendance/corrections/"
    assert "the phone was empty" in text_of(client.get(answer.url))
    assert boss.get("/badges/").context["counts"]["attendance"] == 1
    pk = Correction.objects.get().pk
    boss.post(f"/leave/attendance/corrections/{pk}/approve/")
    assert boss.get("/badges/").context["counts"]["attendance"] == 0
    came = text_of(client.get("/leave/attendance/"))
    assert "corrected, the code said 11:30" in came
    assert "On time" in came


def test_many_are_decided_at_once(late, owner, stranger, admin, client_of):
    for person in (owner, stranger):
        corrections.ask(person, MONDAY, 660, reason="x")
    posted = {"rows": list(Correction.objects.values_list("pk", flat=True)), "action": "approve"}
    answer = client_of(admin).post("/leave/attendance/corrections/?status=pending", posted)
    assert answer.status_code == 200
    assert not Correction.objects.pending().exists()


def test_staff_decide_nothing_and_see_only_their_own(late, owner, stranger, client_of):
    correction = corrections.ask(owner, MONDAY, 660, reason="secret reason")
    client = client_of(stranger)
    assert "secret reason" not in text_of(client.get("/leave/attendance/corrections/"))
    path = f"/leave/attendance/corrections/{correction.pk}/approve/"
    assert client.post(path).status_code == 403
    posted = {"rows": [correction.pk], "action": "approve"}
    assert client.post("/leave/attendance/corrections/", posted).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"time": "25:00"}, {"time": "11:31"}, {"date": "x"}, {"reason": " "}, {"date": ""}]
)
def test_a_correction_that_cannot_be_is_refused_beside_its_field(late, owner, client_of, wrong):
    form = {"date": "2026-11-30", "time": "11:00", "reason": "x"} | wrong
    answer = client_of(owner).post("/leave/attendance/corrections/new/", form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert not Correction.objects.exists()


# What admins do


def test_an_admin_resets_a_phone_and_checks_in_with_a_reason(owner, admin, client_of, clock):
    set_up(owner)
    client = client_of(admin)
    reset = f"/leave/attendance/authenticators/{owner.pk}/reset/"
    come = f"/leave/attendance/people/{owner.pk}/check-in/"
    for path in (reset, come):
        assert client.post(path).status_code == 422
    client.post(reset, {"reason": "lost"})
    client.post(come, {"reason": "lost"})
    assert Authenticator.objects.get().secret == ""
    assert CheckIn.objects.get().by_name == admin.name
    for path in (reset, come):
        assert client.post(path, {"reason": "lost"}).status_code == 409


@pytest.mark.parametrize("path", ["authenticators/{}/reset/", "people/{}/check-in/"])
def test_staff_do_neither_and_admins_are_not_done_to(owner, admin, client_of, clock, path):
    own = f"/leave/attendance/{path.format(owner.pk)}"
    assert client_of(owner).post(own, {"reason": "x"}).status_code == 403
    boss = f"/leave/attendance/{path.format(make_admin().pk)}"
    assert client_of(admin).post(boss, {"reason": "x"}).status_code == 404


def test_a_blocked_admin_sees_none_of_it(client_of, clock, db):
    blocked = client_of(make_admin(blocked_pages=["attendance"]))
    for path in ("", "history/", "corrections/", "authenticators/", "floor/"):
        assert blocked.get(f"/leave/attendance/{path}").status_code == 403


@pytest.mark.parametrize(
    "date", ["0001-01-01", "2019-12-31", "2025-11-28", "2026-12-02", "9999-12-31"]
)
def test_a_correction_is_of_the_last_year_and_has_come(owner, client_of, clock, date):
    sent = {"date": date, "time": "11:00", "reason": "train"}
    answer = client_of(owner).post("/leave/attendance/corrections/new/", sent)
    assert answer.status_code == 422
    assert not Correction.objects.exists()


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "2026-13-01", "x"])
def test_a_day_of_no_year_is_a_page_all_the_same(owner, admin, client_of, clock, date):
    for person in (owner, admin):
        assert client_of(person).get(f"/leave/attendance/?date={date}").status_code == 200
        query = f"?first={date}&last={date}"
        assert client_of(person).get(f"/leave/attendance/history/{query}").status_code == 200
        assert client_of(person).get(f"/leave/breaks/history/{query}").status_code == 200

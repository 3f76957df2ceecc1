"""Signing in with a second factor, setting it up, and who must have one (issue 15, item 3)."""

import pyotp
import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from crm.audit.models import Event
from crm.staff.models import User
from crm.staff.second_factor import recovery_codes, verbs
from tests.crm.staff.second_factor.make import make_phone
from tests.make import PASSWORD, make_admin, make_master
from tests.parsed import field_errors, parsed

pytestmark = pytest.mark.django_db
NINE = "2026-03-02 09:00:10+07:00"
CODE, NEW = "/login/code/", "/second-factor/new/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    monkeypatch.setattr(recovery_codes, "COST", 2)


@pytest.fixture
def phone(clock, owner):
    return make_phone(owner)


def first_step(client, name="owner", **fields):
    return client.post("/login/", {"username": name, "password": PASSWORD} | fields)


def is_in(client):
    return SESSION_KEY in client.session


def test_the_password_alone_signs_nobody_in(client, phone):
    answer = first_step(client, next="/targets/")
    assert answer["Location"] == "/login/code/?next=%2Ftargets%2F"
    assert not is_in(client)
    assert client.get("/targets/")["Location"].startswith("/login/")


def test_password_and_code_lead_to_the_page_that_was_asked_for(client, phone):
    page = client.get(first_step(client, next="/targets/")["Location"])
    fields = {"code": phone.code(), "next": page.context["next"]}
    assert client.post(CODE, fields)["Location"] == "/targets/"
    assert is_in(client)


def test_a_recovery_code_signs_in_and_says_how_many_are_left(client, phone):
    first_step(client)
    client.post(CODE, {"code": phone.recovery_codes[0]})
    assert is_in(client)
    assert "9 are left" in parsed(client.get("/profile/")).text


def test_a_wrong_code_is_said_beside_the_field(client, phone):
    first_step(client)
    answer = client.post(CODE, {"code": phone.wrong_code()})
    assert answer.status_code == 422
    assert list(field_errors(answer)) == ["id_code"]
    assert not is_in(client)


def test_a_code_without_a_password_leads_nowhere(client, phone):
    assert client.post(CODE, {"code": phone.code()})["Location"] == "/login/"


def test_a_code_comes_too_late_after_five_minutes(client, phone, clock):
    first_step(client)
    clock.shift(5 * 60 + 1)
    assert client.post(CODE, {"code": phone.code()})["Location"] == "/login/"


def test_issue_15_8_the_session_between_password_and_code_is_good_for_one_sign_in(client, phone):
    first_step(client)
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    client.post(CODE, {"code": phone.code()})
    assert is_in(client)
    answer = stolen.post(CODE, {"code": phone.code(1)})
    assert answer["Location"] == "/login/"
    assert stolen.get("/targets/").status_code == 302


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "other"}])
def test_an_account_that_is_another_since_the_password_is_refused(client, phone, change):
    first_step(client)
    User.objects.filter(pk=phone.owner.pk).update(**change)
    assert client.post(CODE, {"code": phone.code()})["Location"] == "/login/"
    assert not is_in(client)


def test_after_five_wrong_codes_both_steps_wait(client, phone):
    first_step(client)
    wrong = {"code": phone.wrong_code()}
    statuses = [client.post(CODE, wrong).status_code for _time in range(5)]
    assert statuses == [422] * 4 + [429]
    assert client.post(CODE, {"code": phone.code()}).status_code == 429
    assert not is_in(client)


def test_issue_15_8_who_runs_against_the_lock_writes_no_more_history(client, phone):
    first_step(client)
    for _time in range(12):
        client.post(CODE, {"code": phone.wrong_code()})
    verbs_noted = list(Event.objects.about(phone.owner).values_list("verb", flat=True))
    assert verbs_noted.count("code refused") == verbs.MOST_FAILURES - 1
    assert verbs_noted.count("lock second factor") == 1


def test_switched_off_it_is_asked_of_nobody(client, phone, settings):
    settings.MFA = "off"
    assert first_step(client)["Location"] == "/"
    assert client.get("/second-factor/").status_code == 404


def test_setting_it_up_shows_the_key_until_a_code_was_right(client_of, owner):
    client = client_of(owner)
    page = client.get(NEW)
    secret = parsed(page).one("code", id="secret").text
    assert parsed(client.get(NEW)).one("code", id="secret").text == secret
    assert client.post(NEW, {"code": "000000"}).status_code == 422
    codes = parsed(client.post(NEW, {"code": pyotp.TOTP(secret).at(timezone.now())}))
    assert len(codes.one("ol", id="codes").all("li")) == 10
    owner.refresh_from_db()
    assert owner.factor_since == timezone.now()
    assert secret not in client.get("/second-factor/").content.decode()
    assert parsed(client.get(NEW)).one("code", id="secret").text != secret


def test_another_phone_takes_the_place_of_the_first(client_of, phone):
    client = client_of(phone.owner)
    secret = parsed(client.get(NEW)).one("code", id="secret").text
    assert verbs.factor_of(phone.owner.pk).secret == phone.secret
    client.post(NEW, {"code": pyotp.TOTP(secret).at(timezone.now())})
    assert verbs.factor_of(phone.owner.pk).secret == secret


def test_staff_remove_theirs_and_admins_who_must_have_one_do_not(client_of, phone, admin, settings):
    settings.MFA = "required"
    client_of(phone.owner).post("/second-factor/remove/")
    assert verbs.factor_of(phone.owner.pk) is None
    make_phone(admin)
    assert client_of(admin).post("/second-factor/remove/").status_code == 422
    assert verbs.factor_of(admin.pk) is not None


def test_an_admin_resets_those_below_and_no_others(client_of, phone, admin):
    client = client_of(admin)
    boss = make_phone(make_master())
    assert client.post(f"/staff/{boss.owner.pk}/second-factor/").status_code == 403
    assert client.post(f"/staff/{phone.owner.pk}/second-factor/").status_code == 302
    assert verbs.factor_of(boss.owner.pk) is not None
    assert verbs.factor_of(phone.owner.pk) is None
    assert client.post(f"/staff/{phone.owner.pk}/second-factor/").status_code == 409


# Who must have one


@pytest.mark.parametrize("make", [make_admin, make_master])
def test_admins_have_seven_days_and_each_page_says_so(make, client_of, clock, settings):
    settings.MFA = "required"
    client = client_of(make())
    line = "Set up a second factor by 9 Mar 2026 09:00. After that nothing else opens."
    assert line in parsed(client.get("/")).text
    clock.shift(6 * 24 * 3600)
    client = client_of(User.objects.get())
    assert line in parsed(client.get("/products/")).text
    clock.shift(24 * 3600)
    client = client_of(User.objects.get())
    assert client.get("/products/")["Location"] == "/second-factor/"
    assert client.post("/products/")["Location"] == "/second-factor/"
    assert client.get("/badges/").status_code == 204
    assert client.get("/second-factor/").status_code == 200
    assert client.get(NEW).status_code == 200


def test_whoever_has_one_sees_no_line_and_every_page(client_of, admin, clock, settings):
    settings.MFA = "required"
    client_of(admin).get("/")
    make_phone(admin)
    clock.shift(8 * 24 * 3600)
    page = client_of(admin).get("/products/")
    assert page.status_code == 200
    assert "Set up a second factor" not in parsed(page).text


@pytest.mark.parametrize(("mode", "role"), [("required", "staff"), ("optional", "admin")])
def test_staff_and_whoever_may_choose_are_told_nothing(client_of, settings, mode, role):
    settings.MFA = mode
    person = make_admin() if role == "admin" else User.objects.create_user("x", PASSWORD)
    assert "Set up a second factor" not in parsed(client_of(person).get("/notifications/")).text
    person.refresh_from_db()
    assert person.factor_due is None


def test_a_wrong_name_tells_nothing_of_a_second_factor(phone):
    answer = Client().post("/login/", {"username": "owner", "password": "wrong wrong wrong"})
    assert answer.status_code == 422

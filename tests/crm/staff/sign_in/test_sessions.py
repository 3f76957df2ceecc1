from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions import models
from django.test import Client
from django.utils import timezone

from crm.mongo.inspection import recorded_commands
from crm.staff.accounts import people
from crm.staff.models import Session, User
from crm.staff.registration import remove_ended_sessions
from tests.make import PASSWORD, make_admin, make_master

pytestmark = pytest.mark.django_db
PAGE = "/profile/"
NINE = "2026-02-02 09:00+07:00"


@pytest.fixture
def clock(settings):
    settings.SESSION_IDLE_MINUTES = 60
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


def is_in(client):
    return client.get(PAGE).status_code == 200


def test_SE_1_an_hour_without_work_signs_out(client_of, clock, owner):
    client = client_of(owner)
    assert is_in(client)
    clock.shift(60 * 60 + 1)
    assert not is_in(client)


def test_SE_1_work_keeps_the_session_open(client_of, clock, owner):
    client = client_of(owner)
    for _quarter in range(8):
        assert is_in(client)
        clock.shift(50 * 60)
    assert is_in(client)


@pytest.mark.parametrize(
    ("path", "headers"), [("/badges/", {}), ("/csrf/", {}), (PAGE, {"X-Background": "1"})]
)
def test_SE_1_a_page_that_polls_by_itself_is_not_work(client_of, clock, owner, path, headers):
    client = client_of(owner)
    assert is_in(client)
    for _half_minute in range(61):
        client.get(path, headers=headers)
        clock.shift(60)
    assert not is_in(client)


def test_a_session_is_written_once_in_three_minutes_at_most(client_of, clock, owner):
    client = client_of(owner)
    client.get(PAGE)
    clock.shift(179)
    with recorded_commands() as commands:
        client.get(PAGE)
    assert [c.name for c in commands if c.name != "aggregate" and c.name != "find"] == []
    clock.shift(1)
    with recorded_commands() as commands:
        client.get(PAGE)
    assert [c.collection for c in commands if c.name == "update"] == ["staff_session"]


def test_signing_out_ends_the_session_on_the_server(client_of, owner):
    client = client_of(owner)
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    client.post("/logout/")
    assert not is_in(client)
    assert not is_in(stolen)
    assert Session.objects.count() == 0


def test_signing_out_by_a_link_does_nothing(client_of, owner):
    client = client_of(owner)
    assert client.get("/logout/").status_code == 405
    assert is_in(client)


def test_RO_12_deactivation_ends_every_session_at_once_and_for_good(client_of, owner, admin):
    client = client_of(owner)
    people.deactivate(owner.pk, by=admin)
    assert not is_in(client)
    people.activate(owner.pk, by=admin)
    assert not is_in(client)


def test_RO_12_an_inactive_account_has_no_session_however_it_became_so(client_of, owner):
    client = client_of(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert not is_in(client)


def test_RO_12_an_activated_account_signs_in_again(client, owner, admin):
    people.deactivate(owner.pk, by=admin)
    people.activate(owner.pk, by=admin)
    client.post("/login/", {"username": "owner", "password": PASSWORD})
    assert is_in(client)


def test_SE_1_a_password_reset_by_an_admin_signs_out(client_of, owner, admin):
    client = client_of(owner)
    people.reset_password(owner.pk, by=admin)
    assert not is_in(client)


def test_RO_5_a_page_is_blocked_from_the_next_request_on(client_of):
    admin = make_admin()
    client = client_of(admin)
    assert client.get("/products/").status_code == 200
    people.block_pages(admin.pk, ["products"], by=make_master())
    assert client.get("/products/").status_code == 403


def test_issue_15_4_the_night_removes_what_has_ended_and_nothing_else(db):
    """Also of those from before each session knew whose it is."""
    now, an_hour = timezone.now(), timedelta(hours=1)
    for model in (Session, models.Session):
        model.objects.create(session_key="over", session_data="", expire_date=now - an_hour)
        model.objects.create(session_key="open", session_data="", expire_date=now + an_hour)
    assert remove_ended_sessions().facts == {"removed": 1}
    for model in (Session, models.Session):
        assert [each.session_key for each in model.objects.all()] == ["open"]

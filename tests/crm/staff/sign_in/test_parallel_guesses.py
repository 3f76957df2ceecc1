"""Issue 15, 10: a try of a password is counted before it is judged, and given back if right."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from crm.staff.models import User
from tests.make import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
WRONG, AT_ONCE, MOST = "not the passphrase", 32, 10
OWN_PASSWORD = {"current": WRONG, "password": "kuda hijau 71", "repeated": "kuda hijau 71"}


@pytest.fixture
def judged(monkeypatch):
    """The passwords that were looked at; each look takes as long as a real hash does."""
    looked_at = []
    check = User.check_password

    def slow(person, raw):
        looked_at.append(raw)
        time.sleep(0.05)
        return check(person, raw)

    monkeypatch.setattr(User, "check_password", slow)
    return looked_at


def at_once(send):
    """How often each status was answered to so many requests of one instant."""
    barrier = Barrier(AT_ONCE)

    def one(number):
        try:
            barrier.wait()
            return send(number).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(one, range(AT_ONCE)))


def sign_in(client, password, name="rina"):
    return client.post("/login/", {"username": name, "password": password})


def test_issue_15_10_of_32_guesses_at_one_instant_ten_are_judged(judged):
    make_staff("rina")
    answers = at_once(lambda number: sign_in(Client(), f"{WRONG} {number}"))
    assert len(judged) == MOST
    assert answers == {422: MOST, 429: AT_ONCE - MOST}
    assert sign_in(Client(), PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("path", "form"), [("/password/", OWN_PASSWORD), ("/confirm/", {"password": WRONG})]
)
def test_issue_15_10_guesses_of_ones_own_password_likewise(judged, owner, client_of, path, form):
    clients = [client_of(owner) for _number in range(AT_ONCE)]
    answers = at_once(lambda number: clients[number].post(path, form))
    assert judged.count(WRONG) == MOST
    assert answers[429] == AT_ONCE - MOST


def test_issue_15_10_what_was_right_counts_for_nothing(owner, client_of):
    client = client_of(owner)
    for _round in range(MOST + 2):
        assert sign_in(Client(), PASSWORD, "owner").status_code == 302
        assert client.post("/confirm/", {"password": PASSWORD}).status_code == 302


def test_issue_15_10_what_was_refused_lets_nobody_else_wait():
    make_staff("rina")
    make_staff("budi")
    for _round in range(70):
        sign_in(Client(), WRONG)
    assert sign_in(Client(), PASSWORD, "budi").status_code == 302

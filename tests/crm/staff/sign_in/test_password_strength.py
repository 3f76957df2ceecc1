"""Passwords that are easy to guess are refused with the reason (issue 15, item 5; SE-1)."""

from importlib import import_module

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from crm.staff.models import User
from crm.staff.sign_in import password_strength
from tests.make import PASSWORD, make_product, make_staff
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
REPEATS = "Too easy to guess: it repeats itself."
COMMON = "Too easy to guess: many people use this password or one like it."
OWN = "Too easy to guess: it holds words of the account or of this product."
KEYS = "Too easy to guess: its keys lie side by side on the keyboard."


def refusals(password, person=None):
    try:
        with translation.override("en"):
            validate_password(password, person)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("aaaaaaaaaaaa", REPEATS),
        ("omsetomset12", OWN),
        ("dewidewidewi", OWN),
        ("lestari-2026", OWN),
        ("goldenfish12", OWN),
        ("Password123!", COMMON),
        ("zxcvbnm,./12", KEYS),
    ],
)
def test_SE_1_what_is_easy_to_guess_is_refused_with_the_reason(password, reason):
    make_product("Goldenfish")
    dewi = User(username="dewi", name="Dewi Lestari", email="dl@omset.example")
    assert refusals(password, dewi) == [reason]


def test_a_password_made_to_be_weighed_for_long_is_looked_at_in_part(monkeypatch):
    weighed = []
    real = import_module("zxcvbn").zxcvbn
    monkeypatch.setattr(
        "zxcvbn.zxcvbn", lambda text, **words: weighed.append(text) or real(text, **words)
    )
    refusals("4@8({[<36&#!1/|0$5+7%2zx" * 3)
    assert [len(text) for text in weighed] == [32]


@pytest.mark.parametrize("language", ["en", "id"])
def test_SE_1_the_reason_stands_beside_the_field_in_ones_language(language, client_of):
    dewi = make_staff("dewi", language=language)
    fields = {"current": PASSWORD, "password": "dewidewidewi", "repeated": "dewidewidewi"}
    page = parsed(client_of(dewi).post("/password/", fields))
    with translation.override(language):
        reason = str(password_strength.OWN_WORDS)
    assert (reason == OWN) == (language == "en")
    assert page.one("ul", id="id_password_error").text == reason


@pytest.mark.parametrize(
    ("role", "password", "messages"),
    [
        ("staff", "ebi kuah 9q", ["Too short: at least 12 characters."]),
        ("staff", "ebi kuah 9q!", []),
        ("admin", "ebi kuah 9q! x", ["Too short: at least 15 characters."]),
        ("admin", "ebi kuah 9q! xz", []),
        ("master_admin", "ebi kuah 9q! x", ["Too short: at least 15 characters."]),
    ],
)
def test_SE_1_admins_choose_longer_ones(role, password, messages):
    assert refusals(password, User(username="sri", role=role)) == messages


def test_SE_1_a_long_one_is_judged_by_its_beginning():
    assert refusals("a" * 900, User(username="sri")) == [REPEATS]

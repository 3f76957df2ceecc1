import pytest
from django.contrib.auth import authenticate

from tests.make import PASSWORD, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "rina m",
        " RINA  M ",
        "\uff32\uff49\uff4e\uff41 M",
        "rina@omset.example",
        " RINA@Omset.Example ",
    ],
)
def test_name_and_e_mail_work_in_any_letter_case(typed):
    person = make_staff("Rina M", email="Rina@omset.example")
    assert authenticate(None, username=typed, password=PASSWORD) == person


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("rina", "wrong"),
        ("rina", ""),
        ("rina", None),
        ("", PASSWORD),
        ("nobody", PASSWORD),
        ("nobody@omset.example", PASSWORD),
        ("rin", PASSWORD),
        (".*", PASSWORD),
    ],
)
def test_anything_else_does_not(username, password):
    make_staff("rina", email="rina@omset.example")
    assert authenticate(None, username=username, password=password) is None


def test_a_deactivated_account_does_not():
    make_staff("rina", is_active=False)
    assert authenticate(None, username="rina", password=PASSWORD) is None


def test_an_account_without_a_password_does_not():
    person = make_staff("rina")
    person.set_unusable_password()
    person.save()
    assert authenticate(None, username="rina", password="") is None
    assert authenticate(None, username="rina", password=person.password) is None

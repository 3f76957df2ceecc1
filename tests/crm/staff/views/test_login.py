import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory
from django.utils import timezone

from crm.staff.sign_in import failed_sign_ins
from tests.make import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
LOGIN = "/login/"
WRONG = "not the passphrase"


@pytest.fixture(autouse=True)
def person():
    return make_staff("rina", email="rina@omset.example")


@pytest.fixture(autouse=True)
def one_instant():
    """The windows of the rate limits must not end during a test."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def fail(times, **headers):
    for number in range(times):
        request = RequestFactory(
            headers={name.replace("_", "-"): v.format(number) for name, v in headers.items()}
        ).post("/")
        failed_sign_ins.take_try(request, f"name{number}")


def sign_in(client, username="rina", password=PASSWORD, **more):
    fields = {"username": username, "password": password} | more.pop("fields", {})
    return client.post(LOGIN, fields, **more)


def test_the_page_asks_for_username_and_password(client):
    page = client.get(LOGIN)
    assert list(page.context["form"].fields) == ["username", "password"]


def test_signing_in_leads_home(client, person):
    assert sign_in(client)["Location"] == "/"
    assert client.session[SESSION_KEY] == str(person.pk)
    person.refresh_from_db()
    assert person.last_login is not None


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client):
    redirect = client.get("/members/reserved/?status=pending")
    page = client.get(redirect["Location"])
    url = "/members/reserved/?status=pending"
    assert page.context["next"] == url
    assert sign_in(client, fields={"next": url})["Location"] == url


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\x08//evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(evil, client):
    assert client.get(LOGIN, {"next": evil}).context["next"] == "/"
    assert sign_in(client, fields={"next": evil})["Location"] == "/"


def test_somebody_signed_in_is_sent_home(client_of, person):
    client = client_of(person)
    assert client.get(LOGIN)["Location"] == "/"
    assert client.get(LOGIN, {"next": "/profile/"})["Location"] == "/profile/"


def test_the_session_key_changes_on_signing_in(client):
    client.session["before"] = 1
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_SE_2_every_refusal_reads_the_same(client):
    make_staff("gone", is_active=False)
    refusals = [
        sign_in(client, "rina", WRONG),
        sign_in(client, "nobody", WRONG),
        sign_in(client, "gone", PASSWORD),
    ]
    assert [refusal.status_code for refusal in refusals] == [422] * 3
    reasons = [refusal.context["form"].non_field_errors() for refusal in refusals]
    assert reasons == [["This name and password do not match an active account."]] * 3


def test_a_password_is_never_sent_back(client):
    assert WRONG not in sign_in(client, "rina", WRONG).content.decode()


def test_what_was_typed_is_escaped(client):
    page = sign_in(client, '"><script>alert(1)</script>', WRONG).content.decode()
    assert "<script>alert" not in page


def test_a_form_of_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    assert SESSION_KEY not in client.session


# Rate limits


def test_SE_2_the_eleventh_wrong_password_of_an_account_waits(client):
    statuses = [sign_in(client, "RINA", WRONG).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_SE_2_while_it_waits_the_right_password_waits_too(client):
    for _ in range(10):
        sign_in(client, "rina", WRONG)
    refused = sign_in(client, " Rina ")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 301
    assert SESSION_KEY not in client.session


def test_SE_2_name_and_address_of_an_account_are_counted_together(client):
    names = ["rina", "rina@omset.example"] * 6
    statuses = [sign_in(client, name, WRONG).status_code for name in names]
    assert statuses == [422] * 10 + [429] * 2


def test_SE_2_another_account_does_not_wait(client):
    make_staff("siti")
    for _ in range(10):
        sign_in(client, "rina", WRONG)
    assert sign_in(client, "siti").status_code == 302


def test_SE_2_right_passwords_do_not_count():
    assert [sign_in(Client()).status_code for _ in range(12)] == [302] * 12


def test_SE_2_fifty_wrong_passwords_from_one_address_wait(client):
    fail(49)
    assert [sign_in(client, "nobody", WRONG).status_code for _ in range(2)] == [422, 429]
    assert sign_in(client, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_SE_2_a_made_up_forwarding_header_is_no_new_address(client):
    fail(50, x_forwarded_for="10.0.0.{}")
    assert sign_in(client, headers={"X-Forwarded-For": "10.1.1.1"}).status_code == 429


def test_SE_2_strangers_lock_nobody_out_of_their_own_browser(client):
    sign_in(client, "RINA@omset.example")
    client.post("/logout/")
    for _ in range(10):
        sign_in(Client(), "rina", WRONG)
    fail(50)
    assert sign_in(Client()).status_code == 429
    assert sign_in(client).status_code == 302


def test_SE_2_a_known_browser_tries_as_few_passwords_as_any_other(client):
    sign_in(client)
    client.post("/logout/")
    assert [sign_in(client, "rina", WRONG).status_code for _ in range(11)] == [422] * 10 + [429]


def test_SE_2_a_browser_is_known_under_its_own_names_only(client):
    make_staff("siti")
    sign_in(client, "siti")
    client.post("/logout/")
    assert [sign_in(client, "rina", WRONG).status_code for _ in range(11)] == [422] * 10 + [429]
    client.cookies["known"] = "made-up:1abc:signature"
    assert sign_in(client, "siti").status_code == 302

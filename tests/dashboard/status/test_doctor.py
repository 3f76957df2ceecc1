"""/status/doctor/: what manage.py doctor says, for admins, in their language."""

import pytest

from crm.jobs.models import Process
from tests.make import make_admin
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
URL = "/status/doctor/"


def test_what_has_failed_stands_first_with_its_cure(client_of, admin):
    page = parsed(client_of(admin).get(URL))
    row = page.one(id="check-workers").text
    assert "Failed" in row
    assert "Start manage.py worker" in row
    assert page.text.index("Failed") < page.text.index("Good")


def test_it_is_said_in_the_language_of_the_reader(client_of):
    page = parsed(client_of(make_admin(language="id")).get(URL))
    assert "Jalankan manage.py worker" in page.one(id="check-workers").text


def test_a_script_gets_what_the_command_says(client_of, admin):
    said = client_of(admin).get(f"{URL}?format=json").json()
    assert said["well"] is False
    assert {each["name"] for each in said["checks"]} >= {"database", "disk", "second-factors"}


def test_staff_and_blocked_admins_are_refused(client_of, owner):
    for person in (owner, make_admin(blocked_pages=["status"])):
        assert client_of(person).get(URL).status_code == 403


def test_looking_writes_nothing(client_of, admin):
    client_of(admin).get(URL)
    assert not Process.objects.exists()

"""Issue 15, 14: the second start prepares nothing while nothing has changed since the first."""

import pytest
from django.db import connection

from crm.staff.models import User
from launch import prepared
from tests.make import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A product of one migration and one static file."""
    for name in (
        "crm/__init__.py",
        "crm/migrations/0001_first.py",
        "crm/__pycache__/x.pyc",
        "static/app.css",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    monkeypatch.setattr(prepared, "CHECKOUT", tmp_path)
    monkeypatch.setattr(prepared, "STAMP", tmp_path / "installed.json")
    monkeypatch.delenv("STATIC_ROOT", raising=False)
    return tmp_path


@pytest.fixture
def uri():
    """The test's own database."""
    server, _slash, rest = connection.settings_dict["HOST"].rpartition("/")
    return f"{server}/{connection.settings_dict['NAME']}?{rest.partition('?')[2]}"


@pytest.fixture
def ready(checkout, uri):
    """What the first start wrote, with somebody who can sign in."""
    make_staff("rina")
    prepared.remember(checkout / "prepared", uri)
    return checkout / "prepared"


def test_issue_15_14_nothing_is_done_again(ready, uri):
    assert prepared.is_same(ready, uri)


def test_issue_15_14_before_the_first_start_everything_is_to_do(checkout, uri):
    assert not prepared.is_same(checkout / "prepared", uri)


@pytest.mark.parametrize(
    "name",
    ["crm/migrations/0002_next.py", "static/app.css", "installed.json", ".env", "crm/settings.py"],
)
def test_issue_15_14_a_file_that_is_new_or_another_is_looked_at(ready, checkout, uri, name):
    (checkout / name).write_text("changed")
    assert not prepared.is_same(ready, uri)


def test_issue_15_14_what_python_makes_of_a_file_is_no_change(ready, checkout, uri):
    (checkout / "crm/__pycache__/y.pyc").write_text("")
    assert prepared.is_same(ready, uri)


def test_issue_15_14_what_was_collected_and_is_gone_is_collected_again(checkout, uri):
    make_staff("rina")
    manifest = checkout / "staticfiles/staticfiles.json"
    manifest.parent.mkdir()
    manifest.write_text("{}")
    prepared.remember(checkout / "prepared", uri)
    manifest.unlink()
    assert not prepared.is_same(checkout / "prepared", uri)


def test_issue_15_14_a_migration_that_was_taken_back_is_applied_again(ready, uri):
    ledger = connection.get_collection("django_migrations")
    last = ledger.find_one_and_delete({"app": "staff"})
    try:
        assert not prepared.is_same(ready, uri)
    finally:
        ledger.insert_one(last)


def test_issue_15_14_while_nobody_can_sign_in_each_start_looks(checkout, uri):
    User.objects.create_user("imported")
    prepared.remember(checkout / "prepared", uri)
    assert not (checkout / "prepared").exists()

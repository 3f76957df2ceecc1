"""What a start does to a database that nobody can sign in to yet."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command

from crm.staff.models import Product, User
from launch import prepare
from omset.demo.fill import fill
from omset.models import OmsetRecord
from tests.make import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Prepare as a start does; static files and the server's own state are not its matter here."""
    monkeypatch.setattr(prepare, "django", SimpleNamespace(setup=lambda: None))
    monkeypatch.setenv("DEMO", "1")

    def commands(name, *arguments, **options):
        if name == "demo":
            call_command(name, "--records=5", *arguments, **options)

    monkeypatch.setattr(prepare, "call_command", commands)
    return lambda logins=None: prepare.main(logins)


def test_an_empty_database_is_filled_and_the_next_start_leaves_it_alone(start, tmp_path):
    logins = tmp_path / "demo_logins"
    assert start(logins) == 0
    assert OmsetRecord.objects.live().count() > 0
    passwords = list(User.objects.values_list("username", "password"))
    assert start(logins) == 0
    assert oct(logins.stat().st_mode)[-3:] == "600"
    assert len(logins.read_text().splitlines()) == 1 + len(passwords)
    assert list(User.objects.values_list("username", "password")) == passwords


def test_a_demo_killed_half_way_is_finished_by_the_next_start_also_on_a_server_of_ones_own(
    start, monkeypatch, capsys
):
    def die(deposits):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("omset.demo.conflicts.play", die)
        with pytest.raises(KeyboardInterrupt):
            fill(records=5, seed=1)
    assert start() == 0
    assert "surya" in capsys.readouterr().out
    assert all(person.has_usable_password() for person in User.objects.all())


def test_a_database_with_real_data_is_left_alone_and_served(start, tmp_path, capsys):
    User.objects.create_user("imported")
    Product.objects.create(name="Real")
    logins = tmp_path / "demo_logins"
    assert start(logins) == 0
    assert not logins.exists()
    assert "No demo data: the database holds real data" in capsys.readouterr().out
    assert User.objects.count() == 1
    assert Product.objects.count() == 1


def test_an_account_with_a_password_means_that_people_work_here(start, capsys):
    make_staff("worker")
    assert start() == 0
    assert User.objects.count() == 1
    assert capsys.readouterr().out == "Collecting static files\n"

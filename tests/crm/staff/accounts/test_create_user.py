import io
import json

import pytest
from django.core.management import CommandError, call_command

from crm.audit.models import Event
from crm.staff.management.commands import create_user
from crm.staff.models import User
from tests.make import make_staff

pytestmark = pytest.mark.django_db
GOOD = "a long enough passphrase"


@pytest.fixture
def run(monkeypatch, capsys):
    """create_user with a line on standard input; what it prints."""

    def call(*arguments, line=GOOD + "\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(line))
        call_command("create_user", *arguments, "--password-stdin")
        return capsys.readouterr().out

    return call


@pytest.mark.parametrize("role", ["staff", "admin", "master_admin"])
def test_SE_2_it_creates_an_account_of_any_role(role, run):
    assert run("Rina", "--role", role).startswith("Created Rina (")
    person = User.objects.get()
    assert person.username == "Rina"
    assert person.role == role
    assert person.check_password(GOOD)


def test_it_says_the_same_as_json(run):
    out = run("rina", "--role=staff", "--email=R@x.example", "--name=Rina M", "--json")
    fields = {"username": "rina", "name": "Rina M", "email": "r@x.example", "role": "staff"}
    assert json.loads(out) == {"id": str(User.objects.get().pk)} | fields


def test_SE_10_the_system_is_the_author(run):
    run("rina", "--role", "staff")
    event = Event.objects.get()
    assert event.verb == "create"
    assert event.actor_name == "system"
    assert event.actor_id is None


@pytest.mark.parametrize(
    ("arguments", "line", "complaint"),
    [
        (["rina", "--role", "boss"], GOOD, "--role: one of staff, admin, master_admin"),
        (["TAKEN", "--role", "staff"], GOOD, "username: This username is taken."),
        (["r@na", "--role", "staff"], GOOD, "username: "),
        (["rina", "--role", "staff", "--email", "nowhere"], GOOD, "email: "),
        (["rina", "--role", "staff", "--email", "T@x.example"], GOOD, "email: Another account"),
        (["rina", "--role", "staff"], "short", "password: "),
        (["rina", "--role", "staff"], "password1234", "password: Too easy to guess: many people"),
        (["rina", "--role", "staff"], "", "--password-stdin: standard input is empty"),
        (["rina", "--role", "staff"], "\n", "--password-stdin: standard input is empty"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(arguments, line, complaint, run):
    make_staff("taken", email="t@x.example")
    with pytest.raises(CommandError) as refused:
        run(*arguments, line=line)
    assert refused.value.returncode == 2
    assert str(refused.value).startswith(complaint)
    assert "\n" not in str(refused.value)
    assert User.objects.count() == 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


def answer_at_the_terminal(monkeypatch, *answers):
    monkeypatch.setattr("sys.stdin", Terminal())
    given = iter(answers)
    monkeypatch.setattr(create_user, "getpass", lambda prompt: next(given))
    call_command("create_user", "rina", "--role", "staff")


def test_the_password_is_asked_twice(monkeypatch):
    answer_at_the_terminal(monkeypatch, GOOD, GOOD)
    assert User.objects.get().check_password(GOOD)


def test_two_different_answers_are_refused(monkeypatch):
    with pytest.raises(CommandError, match="differ"):
        answer_at_the_terminal(monkeypatch, GOOD, GOOD + "!")
    assert User.objects.count() == 0


def test_without_a_terminal_it_does_not_wait_for_one(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD))
    with pytest.raises(CommandError, match="--password-stdin"):
        call_command("create_user", "rina", "--role", "staff")

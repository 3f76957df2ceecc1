"""Closing and reopening from the command line: the same rule as the page, errors in one line."""

from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from bonuses.models import Closing
from crm.audit.models import Event
from omset.locks import mark_recount_due
from tests.bonuses.commands import printed
from tests.make import make_admin, make_master

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
CLOSE = ("close_month", "--month=2026-02")


def refused(*arguments) -> str:
    with pytest.raises(CommandError) as error:
        call_command(*arguments)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_month_is_closed_by_an_admin(deposit, admin, capsys):
    deposit("2026-02-03")
    result = printed(capsys, *CLOSE, "--by=admin")
    closing = Closing.objects.get(month=FEBRUARY, in_force=True)
    assert closing.closed_by_name == "admin"
    assert result["month"] == "2026-02"
    assert result["closed"] is True
    assert result["by"] == "admin"
    assert result["statements"] == 1
    assert Event.objects.get(verb="close").actor_name == "admin"


def test_a_month_is_reopened_by_a_master_admin_for_a_reason(deposit, admin, capsys):
    deposit("2026-02-03")
    make_master("boss")
    call_command(*CLOSE, "--by=admin")
    capsys.readouterr()
    result = printed(capsys, *CLOSE, "--by=boss", "--reopen", "--reason=a mistake")
    assert result["closed"] is False
    assert result["reason"] == "a mistake"
    assert Closing.objects.filter(in_force=True).count() == 0


def test_in_words_it_says_what_was_done(deposit, admin, capsys):
    deposit("2026-02-03")
    call_command(*CLOSE, "--by=admin")
    assert capsys.readouterr().out == "2026-02 is closed; statements: 1.\n"


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("nobody", "--by: there is no account “nobody”"),
        ("owner", "--by: “owner” may not do this"),
        ("blocked", "--by: “blocked” may not do this"),
        ("gone", "--by: “gone” is deactivated"),
    ],
)
def test_only_who_may_open_the_page_closes(who, reason, deposit, owner):
    deposit("2026-02-03")
    make_admin("blocked", blocked_pages=["bonuses"])
    make_admin("gone", is_active=False)
    assert refused(*CLOSE, f"--by={who}") == reason
    assert Closing.objects.count() == 0


def test_an_admin_does_not_reopen(deposit, admin):
    deposit("2026-02-03")
    call_command(*CLOSE, "--by=admin")
    command = (*CLOSE, "--by=admin", "--reopen", "--reason=x")
    assert refused(*command) == "--by: “admin” may not do this"
    assert Closing.objects.filter(in_force=True).count() == 1


def test_a_month_is_closed_once(deposit, admin):
    deposit("2026-02-03")
    call_command(*CLOSE, "--by=admin")
    assert refused(*CLOSE, "--by=admin") == "2026-02 is closed already"


@time_machine.travel("2026-02-28T10:00:00+07:00")
def test_a_month_that_is_not_over_is_not_closed(deposit, admin):
    assert refused(*CLOSE, "--by=admin") == "2026-02 is not over yet"


def test_a_month_with_a_recount_due_is_not_closed(deposit, owner, admin):
    deposit("2026-02-03")
    mark_recount_due([owner.pk], timezone.now())
    assert refused(*CLOSE, "--by=admin").startswith("an import waits for its recount")
    assert Closing.objects.count() == 0


def test_only_a_closed_month_is_reopened(db):
    make_master("boss")
    command = (*CLOSE, "--by=boss", "--reopen", "--reason=x")
    assert refused(*command) == "2026-02 is not closed"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_reopening_needs_a_reason(reason, deposit, admin):
    deposit("2026-02-03")
    make_master("boss")
    call_command(*CLOSE, "--by=admin")
    command = (*CLOSE, "--by=boss", "--reopen", f"--reason={reason}")
    assert refused(*command) == "--reason: say why, in at most 500 characters"
    assert Closing.objects.filter(in_force=True).count() == 1


@pytest.mark.parametrize("month", ["2026-13", "February", "1989-12"])
def test_what_is_no_month_is_refused(month, admin):
    assert refused("close_month", f"--month={month}", "--by=admin")


def test_a_statement_is_asked_for_somebody_who_exists(db):
    command = ("statement", "--month=2026-02", "--staff=nobody")
    assert refused(*command) == "there is no user “nobody”"

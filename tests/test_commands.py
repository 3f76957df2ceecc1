"""Every command refuses bad usage alike: one line on stderr, nothing on stdout, exit code 2."""

import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from tests.environment import CHECKOUT

DATES = ("--from=2026-01-01", "--to=2026-01-31")
MISUSED = [
    (["numbers"], "the following arguments are required: --from, --to"),
    (["numbers", *DATES, "--by=week"], "argument --by: invalid choice: 'week'"),
    (["numbers", *DATES, "--colour"], "unrecognized arguments: --colour"),
    (["draw"], "the following arguments are required: --database, --staff, --count, --by"),
    (
        ["draw", "--database=x", "--staff=x", "--count=0", "--by=x"],
        "--count is between 1 and 10000",
    ),
    (["erase_customer"], "the following arguments are required: --by"),
    (["erase_customer", "--by=x"], "name the customer, or their --phone"),
    (["import_omset"], "the following arguments are required: file"),
    (["import_omset", "x.csv", "--status=declined"], "argument --status: invalid choice"),
    (["import_omset", "nowhere.csv"], "nowhere.csv: No such file or directory"),
    (["import_omset", "x.csv", "--columns=date"], "x.csv: “date” is not FIELD=HEADING"),
    (["import_members", "x.csv"], "the following arguments are required: --database, --product"),
    (["member_rows", "--database=nowhere"], "There is no database “nowhere”."),
    (["recount", "now"], "unrecognized arguments: now"),
    (["purge_trash", "now"], "unrecognized arguments: now"),
    (["nightly", "--weekly"], "unrecognized arguments: --weekly"),
    (["scheduler", "now"], "unrecognized arguments: now"),
    (["worker", "now"], "unrecognized arguments: now"),
    (["demo", "--records=many"], "argument --records: invalid int value: 'many'"),
    (["standings"], "the following arguments are required: --month"),
    (["close_month", "--month=2026-02"], "the following arguments are required: --by"),
    (["statement", "--month=2026-02"], "the following arguments are required: --staff"),
    (["compute_rfm"], "the following arguments are required: --programme, --as-of"),
    (["create_programme"], "the following arguments are required: NAME"),
    (["create_programme", "x", "--preset=y"], "argument --preset: invalid choice: 'y'"),
    (["backup"], "the following arguments are required: --to"),
    (["restore"], "the following arguments are required: --from"),
    (["create_user"], "the following arguments are required: NAME, --role"),
    (["create_user", "rina", "--role"], "argument --role: expected one argument"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("arguments", "reason"), MISUSED)
def test_bad_usage_is_one_line_and_exit_2(arguments, reason):
    with pytest.raises(CommandError) as refused:
        call_command(*arguments)
    assert refused.value.returncode == 2
    assert str(refused.value).startswith(reason)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "arguments", [["numbers"], ["numbers", "--from=x", "--to=y"], [b"numbers", b"--staff=\xff"]]
)
def test_a_terminal_shows_that_line_alone(arguments):
    command = [sys.executable, "manage.py", *arguments, "--json"]
    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert line.startswith("CommandError: ")


@pytest.mark.parametrize("name", ["import_omset", "import_members"])
def test_a_long_command_lets_requests_come_first(name, monkeypatch, capsys):
    given_way = []
    monkeypatch.setattr("crm.commands.give_way_to_requests", lambda: given_way.append(name))
    command = load_command_class(get_commands()[name], name)
    with pytest.raises(SystemExit):
        command.run_from_argv(["manage.py", name])
    assert given_way == [name]
    assert capsys.readouterr().out == ""

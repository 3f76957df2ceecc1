"""What commands and downloads say of a closed month that changed since."""

import pytest
from django.core.management import call_command

from tests.bonuses.commands import printed
from tests.bonuses.views.changed_month import DATES, PLAIN_NOW, PLAIN_THEN, SINCE

pytestmark = pytest.mark.django_db


def standing_of_owner(capsys, *more) -> list:
    rows = printed(capsys, "standings", "--month=2026-02", *more)
    [row] = [row for row in rows if row["staff"] == "owner"]
    names = ("total", "total_bonus", "records", "rank_total", "success_days", "closed")
    return [row[name] for name in names]


def test_standings_of_a_closed_month_are_the_frozen_ones(changed, capsys):
    assert standing_of_owner(capsys) == ["80000000.00", "22.50", 11, 1, 1, True]


def test_standings_live_are_those_of_now(changed, capsys):
    assert standing_of_owner(capsys, "--live") == ["65000000.00", "0.00", 9, 2, 0, True]


def test_standings_of_an_open_month_are_not_closed(changed, capsys):
    rows = printed(capsys, "standings", "--month=2026-03")
    assert {row["closed"] for row in rows} == {False}


def test_the_table_says_in_its_first_line_which_figures_it_has(changed, capsys):
    first_lines = {}
    for more in ((), ("--live",)):
        capsys.readouterr()
        call_command("standings", "--month=2026-02", *more)
        first_lines[more] = capsys.readouterr().out.splitlines()[0]
    assert first_lines[()].startswith("2026-02 was closed by admin on ")
    assert first_lines[()].endswith("figures as they were then. Some are others now: see --live.")
    assert first_lines["--live",].endswith("these are the figures of now (--live).")


def test_the_statement_has_what_was_closed_what_is_now_and_what_is_paid(changed, capsys):
    result = printed(capsys, "statement", "--month=2026-02", "--staff=owner")
    assert result["closed"] is True
    assert result["frozen"]["total"] == PLAIN_THEN[0]
    assert result["frozen"]["total_bonus"] == PLAIN_THEN[1]
    assert result["now"]["total"] == PLAIN_NOW[0]
    assert result["now"]["total_bonus"] == PLAIN_NOW[1]
    assert result["to_pay"] == {"USD": "22.50"}
    amounts = [row["amount"] for row in result["changed_after_closing"]]
    assert sum(map(float, amounts)) == -22.50
    assert {row["into"] for row in result["changed_after_closing"]} == {"2026-03"}


def test_the_month_that_carries_the_adjustments_pays_them(changed, capsys):
    result = printed(capsys, "statement", "--month=2026-03", "--staff=owner")
    assert result["closed"] is False
    assert result["frozen"] is None
    assert sum(float(row["amount"]) for row in result["adjustments"]) == -22.50
    assert result["to_pay"] == {"USD": "-22.50"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("sheet", ["records", "summary", "customers"])
def test_a_download_of_a_closed_month_that_changed_is_called_live(
    sheet, kind, changed, admin, client_of
):
    client = client_of(admin)
    names = [file_name(client, query, sheet, kind) for query in (DATES, "preset=all")]
    assert [name.endswith(f"-live.{kind}") for name in names] == [True, True]
    unchanged = file_name(client, "start=2026-03-01&end=2026-03-31", sheet, kind)
    assert "live" not in unchanged


def file_name(client, query, sheet, kind):
    answer = client.get(f"/omset/export/?{query}&sheet={sheet}&format={kind}")
    b"".join(answer.streaming_content)
    answer.close()
    return answer["Content-Disposition"].partition('filename="')[2].rstrip('"')


def test_the_numbers_say_that_they_are_those_of_now(changed, capsys):
    call_command("numbers", "--from=2026-02-01", "--to=2026-02-28")
    assert capsys.readouterr().err.strip() == SINCE
    call_command("numbers", "--from=2026-03-01", "--to=2026-03-31")
    assert capsys.readouterr().err == ""


def test_the_numbers_are_the_ledgers(changed, capsys):
    command = ("numbers", "--from=2026-02-01", "--to=2026-02-28", "--staff=owner")
    [row] = printed(capsys, *command)
    assert row["total"] == PLAIN_NOW[0]
    assert row["records"] == 9

"""Every place that shows NDP and RDP says the same (OM-24), whatever used to make them differ.

One set of deposits holds each cause at once: a first deposit and a tambahan on one day, a first
deposit that waits, two staff members with one customer, an entry made for an earlier day, two
deposits of one customer on one day, a declined and a deleted one.
"""

import csv
import io
import json
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from crm.staff.models import User
from omset.ledger import approval, trash
from tests.make import (
    make_admin,
    make_deposit,
    make_master,
    make_product,
    make_reservation,
    make_staff,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
DAYS = [date(2026, 2, day) for day in range(5, 10)]
PERIOD = {"start": "2026-02-05", "end": "2026-02-09"}
# What each day has to say: NDP, RDP, omset.
OF_A = {"2026-02-07": (2, 1, 14), "2026-02-09": (1, 1, 1120)}
OF_ALL = {"2026-02-07": (2, 1, 14), "2026-02-08": (1, 0, 16), "2026-02-09": (1, 1, 1120)}
KINDS = {
    "late": "RDP",
    "early": "NDP",
    "normal": "NDP",
    "tambahan": "RDP",
    "again": "RDP",
    "approved later": "NDP",
    "waits": None,
    "declined": None,
    "of B": "NDP",
}


@pytest.fixture
@remembered
def people(db):
    return make_staff("A"), make_staff("B")


@pytest.fixture
@remembered
def records(people):
    a, b = people
    product, boss = make_product("P"), make_admin("boss")
    make = {
        "late": (a, "x", "2026-02-09", 32, ""),
        "early": (a, "x", "2026-02-07", 2, ""),
        "normal": (a, "s", "2026-02-07", 4, ""),
        "tambahan": (a, "s", "2026-02-07", 8, "depo Tambahan"),
        "again": (a, "x", "2026-02-09", 64, ""),
        "of B": (b, "x", "2026-02-08", 16, ""),
        "trashed": (a, "t", "2026-02-07", 128, ""),
    }
    result = {name: make_one(product, *content) for name, content in make.items()}
    held = make_reservation(b, product, "h", by=boss)
    result["waits"] = make_one(product, a, "h", "2026-02-05", 256, "")
    result["declined"] = make_one(product, a, "h", "2026-02-07", 512, "")
    held.delete()
    result["approved later"] = make_one(product, a, "h", "2026-02-09", 1024, "")
    approval.decline(result["declined"].pk, by=boss, reason="no")
    trash.delete(result["trashed"].pk, by=boss)
    return result


def make_one(product, staff, customer, day, nominal, note):
    return make_deposit(staff, product, customer, day, nominal, note=note)


def counted(rows):
    """Only the days on which anything counts, as plain numbers."""
    plain = {str(day): (row.ndp, row.rdp, int(row.total)) for day, row in rows}
    return {day: row for day, row in plain.items() if row != (0, 0, 0)}


def the_list(client):
    """The sums above the records of each day."""
    answers = {day: client.get("/omset/", {"date": day.isoformat()}) for day in DAYS}
    return counted((day, answer.context["sums"]) for day, answer in answers.items())


def the_details(client):
    days = client.get("/omset/details/", PERIOD).context["page"].rows
    return counted((day.date, day.numbers) for day in days)


def the_rows_of_the_details(client):
    """The rows themselves, added up."""
    result = {}
    for day in client.get("/omset/details/", PERIOD).context["page"].rows:
        rows = [row for row in day.rows if row.records]
        kinds = sum(bool(row.ndp) for row in rows), sum(bool(row.rdp) for row in rows)
        result[str(day.date)] = (*kinds, int(sum(row.total for row in rows)))
    return {day: row for day, row in result.items() if row != (0, 0, 0)}


def the_summary(client):
    table = client.get("/omset/summary/", PERIOD).context["summary"]
    return counted((row.label, row.numbers) for row in table.spans.rows)


def the_file_of_days(client):
    lines = download(client, "summary")
    return {
        line["date"]: (int(line["ndp"]), int(line["rdp"]), int(float(line["total"])))
        for line in lines
    }


def the_file_of_records(client):
    """What one can count in the downloaded records, each customer of a day once a kind."""
    groups, totals = {}, {}
    for line in download(client, "records"):
        if line["status"] == "approved":
            who = line["staff"], line["customer_id"]
            groups.setdefault(line["date"], set()).add((*who, line["kind"]))
            totals[line["date"]] = totals.get(line["date"], 0) + int(float(line["total"]))
    count = {day: [who[-1] for who in whos] for day, whos in groups.items()}
    return {
        day: (kinds.count("NDP"), kinds.count("RDP"), totals[day]) for day, kinds in count.items()
    }


def the_dashboard(client):
    """Today's cards, on each of the days, and yesterday's beside them."""
    person, result = User.objects.get(pk=client.session["_auth_user_id"]), {}
    for day in DAYS:
        with time_machine.travel(f"{day}T05:00:00Z", tick=False):
            client.force_login(person)
            today = client.get("/").context["comparisons"][0]["figures"]
        for past, side in ((0, "now"), (1, "before")):
            sums = {figure.name: int(getattr(figure, side)) for figure in today}
            row = sums["ndp"], sums["rdp"], sums["total"]
            when = str(day - timedelta(days=past))
            assert result.setdefault(when, row) == row
    return {day: row for day, row in result.items() if row != (0, 0, 0)}


def download(client, sheet):
    answer = client.get("/omset/export/", PERIOD | {"format": "csv", "sheet": sheet})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


PLACES = {
    place.__name__.replace("_", " "): place
    for place in (
        the_list,
        the_details,
        the_rows_of_the_details,
        the_summary,
        the_file_of_days,
        the_file_of_records,
        the_dashboard,
    )
}


@pytest.mark.parametrize("place", PLACES)
def test_OM_24_each_place_says_the_same(place, records, people, admin, client_of):
    read = PLACES[place]
    assert read(client_of(people[0])) == OF_A
    assert read(client_of(admin)) == OF_ALL


@pytest.mark.parametrize("place", PLACES)
def test_OM_24_no_place_keeps_what_was_true_before(place, records, people, admin, client_of):
    read = PLACES[place]
    read(client_of(people[0]))
    trash.delete(records["early"].pk, by=admin)
    approval.approve(records["waits"].pk, by=admin)
    assert read(client_of(people[0])) == {
        "2026-02-05": (1, 0, 256),
        "2026-02-07": (1, 1, 12),
        "2026-02-09": (1, 1, 1120),
    }


def test_OM_24_the_kinds_of_the_rows(records, people, admin, client_of):
    rows = client_of(admin).get("/omset/", PERIOD).context["page"].rows
    kinds = {row.pk: row.kind for row in rows}
    names = {record.pk: name for name, record in records.items()}
    assert {names[pk]: kind for pk, kind in kinds.items()} == KINDS


def test_OM_24_the_downloaded_rows_are_marked(records, admin, client_of):
    lines = download(client_of(admin), "records")
    result = {line["total"].split(".")[0]: (line["kind"], line["status"]) for line in lines}
    assert result["256"] == ("", "pending")
    assert result["512"] == ("", "declined")
    assert "128" not in result
    assert result["16"] == ("NDP", "approved")
    assert result["8"] == ("RDP", "approved")


def test_OM_24_a_master_admin_gets_the_summary_too(records, client_of):
    assert the_file_of_days(client_of(make_master())) == OF_ALL


def test_OM_24_the_command_says_the_same(records):
    out = StringIO()
    dates = [f"--from={PERIOD['start']}", f"--to={PERIOD['end']}"]
    call_command("numbers", *dates, "--by=day", "--json", stdout=out)
    assert {
        row["day"]: (row["ndp"], row["rdp"], int(float(row["total"])))
        for row in json.loads(out.getvalue())
    } == OF_ALL

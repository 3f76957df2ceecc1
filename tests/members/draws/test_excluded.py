"""Rows of customers who must not be contacted: counted apart, passed over, and not walked over."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from crm.mongo.inspection import recorded_commands, rows_examined
from members.customers import do_not_contact
from members.databases.counts import counts_of, find_faults
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.draws.take import TooFew
from members.models import MemberDatabase, MemberRow
from tests.members.draws.make import make_pool
from tests.members.draws.test_take import Undone, by_key, draw_and_undo
from tests.parsed import parsed, tables, text_of

pytestmark = pytest.mark.django_db
ROWS, EXCLUDED = 60, 40


@pytest.fixture
def database(product):
    return make_pool(product, rows=ROWS)


def exclude(rows, by):
    for row in rows:
        do_not_contact.add(by=by, customer_id=row.customer_id, reason="asked")


def test_they_are_no_available_rows(client_of, database, admin, owner):
    exclude(by_key(database)[:EXCLUDED], admin)
    counts = counts_of([database.pk])[database.pk]
    assert counts["available"] == ROWS - EXCLUDED
    assert counts["excluded"] == EXCLUDED
    assert counts["total"] == ROWS
    assert list(find_faults()) == []
    with pytest.raises(TooFew) as few:
        draw_for(owner, database.pk, ROWS, by=admin)
    assert few.value.eligible == counts["available"]
    assert few.value.excluded == counts["excluded"]


def test_each_count_of_the_pages_opens_its_rows(client_of, database, admin):
    exclude(by_key(database)[:EXCLUDED], admin)
    client = client_of(admin)
    heading, row = tables(client.get("/members/databases/"))[0][:2]
    cells = dict(zip(heading, row, strict=True))
    for label, status, rows in (
        ("Available", "available", ROWS - EXCLUDED),
        ("Excluded", "excluded", EXCLUDED),
    ):
        assert cells[label] == str(rows)
        opened = client.get(f"/members/databases/{database.pk}/?status={status}")
        table = tables(opened)[0]
        assert len(table) - 1 == rows
        assert [("Do not contact" in each[1]) for each in table[1:]] == [
            status == "excluded"
        ] * rows


def test_whoever_asks_for_rows_is_told_how_many_there_are(client_of, database, admin, owner):
    exclude(by_key(database)[:EXCLUDED], admin)
    form = client_of(owner).get("/members/requests/new/")
    [cell] = parsed(form).all("td", **{"data-label": "Available"})
    assert cell.text == str(ROWS - EXCLUDED)


def test_the_command_prints_them_apart(database, admin):
    exclude(by_key(database)[:EXCLUDED], admin)
    for status, rows in (("available", ROWS - EXCLUDED), ("excluded", EXCLUDED), ("", ROWS)):
        out = StringIO()
        name = f"--database={database.name}"
        call_command("member_rows", name, f"--status={status}", json=True, stdout=out)
        assert json.loads(out.getvalue())["count"] == rows


def test_nobody_is_offered_them_to_assign(client_of, admin, product):
    database = make_pool(product, rows=3, kind="bonanza")
    [first, *_others] = by_key(database)
    exclude([first], admin)
    page = client_of(admin).get(f"/members/databases/{database.pk}/assign/")
    assert first.customer_id not in text_of(page)
    assert "2 available" in text_of(page)


def test_a_draw_passes_them_over_by_name_and_is_proven(database, admin, owner):
    rows = by_key(database)
    exclude(rows[:EXCLUDED], admin)
    draw = draw_for(owner, database.pk, 5, by=admin)
    assert draw.taken_ids == [row.pk for row in rows[EXCLUDED : EXCLUDED + 5]]
    assert draw.passed_over_count == EXCLUDED
    assert sorted(draw.passed_over) == sorted(
        [str(row.pk), "do_not_contact"] for row in rows[:EXCLUDED]
    )
    assert verify(MemberDatabase.objects.get(pk=database.pk)).faults == []
    # One that is hidden without a word to the log is a fault still.
    last = by_key(database)[-1]
    MemberRow.objects.filter(pk=last.pk, database_id=database.pk).update(is_do_not_contact=True)
    assert verify(MemberDatabase.objects.get(pk=database.pk)).faults


def test_a_draw_walks_over_none_of_them(database, admin, owner):
    def commands_of_a_draw():
        with recorded_commands() as commands, pytest.raises(Undone):
            draw_and_undo(database, owner, 5, by=admin)
        return commands

    before = commands_of_a_draw()
    exclude(by_key(database)[:EXCLUDED], admin)
    after = commands_of_a_draw()
    assert len(after) <= len(before) + 1
    assert examined(after) <= examined(before)


def examined(commands):
    """How many rows are looked at to find what can be drawn."""
    free = {"status": "available", "is_do_not_contact": False}
    finds = [each for each in commands if each[:2] == ("find", MemberRow._meta.db_table)]
    of_free = [each for each in finds if free.items() <= each.document["filter"].items()]
    assert of_free
    return sum(map(rows_examined, of_free))

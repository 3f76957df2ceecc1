"""The trash (OM-10): for admins, newest deletion first, with the way back."""

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands, winning_stages
from crm.staff.models import User
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_deposit
from tests.omset.views.pages import next_url, records_in
from tests.parsed import parsed
from tests.remembered import remembered

URL = "/omset/trash/"


@pytest.fixture
@remembered
def deleted(owner, stranger, product, admin):
    """Three records in the trash in the order of their deletion, and one that is not."""
    records = [
        make_deposit(owner, product, "first", "2026-02-03"),
        make_deposit(stranger, product, "second", "2026-02-01"),
        make_deposit(owner, product, "third", "2026-02-02"),
    ]
    make_deposit(owner, product, "kept")
    for record, person in zip(records, (owner, stranger, admin), strict=True):
        trash.delete(record.pk, by=person)
    return records


def page_of(client):
    return parsed(client.get(URL))


def test_the_newest_deletion_comes_first(deleted, admin, client_of):
    page = page_of(client_of(admin))
    assert records_in(page) == [str(record.pk) for record in reversed(deleted)]
    assert "kept" not in page.text
    assert "first" in page.text


def test_it_says_who_deleted_what(deleted, admin, client_of):
    cells = page_of(client_of(admin)).all("td", **{"data-label": "Deleted"})
    assert [cell.one("span").text for cell in cells] == ["admin", "stranger", "owner"]


def test_a_record_can_be_restored_from_it(deleted, admin, client_of):
    client = client_of(admin)
    form = page_of(client).one("form", action=f"/omset/{deleted[0].pk}/restore/")
    client.post(form["action"])
    assert records_in(page_of(client)) == [str(deleted[2].pk), str(deleted[1].pk)]
    assert OmsetRecord.objects.get(pk=deleted[0].pk).is_deleted is False


def test_what_stands_above_the_list_keeps_up_with_it(deleted, admin, client_of):
    assert page_of(client_of(admin)).one(id="trash-tools")["hx-get"] == "/omset/trash/"
    deleted[0].delete()
    above = client_of(admin, htmx=True).get(URL, headers={"HX-Target": "trash-tools"})
    assert "2 deposits in the trash." in parsed(above).text
    assert not parsed(above).all("table")


def test_a_record_can_be_deleted_for_good_from_it(deleted, admin, client_of):
    client = client_of(admin)
    form = page_of(client).one("form", action=f"/omset/{deleted[0].pk}/purge/")
    client.post(form["action"])
    assert records_in(page_of(client)) == [str(deleted[2].pk), str(deleted[1].pk)]
    assert not OmsetRecord.objects.filter(pk=deleted[0].pk).exists()


def test_deleting_for_good_asks_first(deleted, admin, client_of):
    page = page_of(client_of(admin))
    question = page.one(id=f"purge-{deleted[0].pk}-title")
    assert question.text == "Delete the Rp 100.000 of first for good?"


def test_an_empty_trash_says_so(admin, client_of):
    assert "The trash is empty" in page_of(client_of(admin)).text


def test_staff_have_no_trash(deleted, owner, client_of):
    assert client_of(owner).get(URL).status_code == 403


def test_a_blocked_admin_has_no_trash(deleted, admin, client_of):
    User.objects.filter(pk=admin.pk).update(blocked_pages=["trash"])
    assert client_of(admin).get(URL).status_code == 403


def test_htmx_gets_the_list_alone(deleted, admin, client_of):
    client = client_of(admin, htmx=True)
    page = parsed(client.get(URL, headers={"HX-Target": "trash"}))
    assert page.all()[0].get("id") == "trash"


def test_it_pages_through_all_deletions(deleted, owner, admin, product, client_of):
    more = [make_deposit(owner, product, f"c{at}") for at in range(50)]
    for record in more:
        trash.delete(record.pk, by=owner)
    client, page = client_of(admin), page_of(client_of(admin))
    rest = parsed(client.get(URL + next_url(page)))
    records = [*deleted, *more]
    assert records_in(page) + records_in(rest) == [str(record.pk) for record in reversed(records)]


def test_it_is_read_in_the_order_of_an_index(deleted, admin, client_of):
    client = client_of(admin)
    with recorded_commands() as commands:
        client.get(URL)
    records = [command for command in commands if command.collection == "omset_omsetrecord"]
    # The badges count this collection as well, united with others.
    result = [command for command in records if "$unionWith" not in str(command.document)]
    [query] = [command for command in result if "$sort" in str(command.document)]
    assert collection_scans([query]) == []
    assert "SORT" not in winning_stages(query)
    assert len(commands) <= 12

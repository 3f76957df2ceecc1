"""The pages of members' databases: who sees which, what their rows are, deleting one."""

import itertools

import pytest
from django.utils import timezone
from pymongo.errors import AutoReconnect

from crm.audit.models import Event
from crm.jobs.models import Job
from crm.jobs.processes.worker import Worker
from members import reservations
from members.conflicts.marks import mark_rows
from members.databases import removal
from members.databases.counts import conflicts_of, counts_of, find_faults
from members.databases.pool import return_rows
from members.draws import requests
from members.draws.assignment import draw_for
from members.draws.proof import verify
from members.models import DatabaseRequest, MemberDatabase, MemberRow, PoolCounts, RowStatus
from tests.make import make_reservation
from tests.members.make import make_database
from tests.parsed import parsed, tables, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


def one(client, database, query=""):
    return client.get(f"/members/databases/{database.pk}/{query}")


def first_row(response):
    heading, row, *_others = tables(response)[0]
    return dict(zip(heading, row, strict=True))


def test_DB_8_a_database_says_how_many_of_its_rows_are_what(client, product, owner, admin):
    database = make_database(product, [*(f"user{n}" for n in range(8)), "held1"], name="Mei")
    mark_rows(make_reservation(owner, product, "held1"), by=admin)
    draw_for(owner, database.pk, 3, by=admin)
    row = first_row(client.get("/members/databases/"))
    counts = {name: row[name] for name in ("Rows", "Available", "Reserved", "Assigned")}
    assert counts == {"Rows": "9", "Available": "5", "Reserved": "1", "Assigned": "3"}


def test_each_number_opens_its_rows(client, product, owner, admin):
    database = make_database(product, 5)
    draw_for(owner, database.pk, 2, by=admin)
    [table, _uploads] = tables(one(client, database, "?status=assigned"))
    assert len(table) == 3
    assert {row[-1] for row in table[1:]} == {owner.name}


def test_the_total_of_a_database_opens_all_its_rows(client, product):
    database = make_database(product, 5)
    listed = parsed(client.get("/members/databases/"))
    totals = listed.all("a", href=f"/members/databases/{database.pk}/")
    assert [link.text for link in totals] == [database.name, "5"]
    [table, _uploads] = tables(one(client, database))
    assert len(table) == 1 + 5


def test_BZ_2_conflicts_are_counted_and_open_their_rows(client, product, owner, stranger, admin):
    database = make_database(product, 5, kind="bonanza")
    draw = draw_for(owner, database.pk, 3, by=admin)
    rows = MemberRow.objects.filter(pk__in=draw.taken_ids).order_by("number")
    taken, own, _free = rows
    make_reservation(stranger, product, taken.customer_id, by=admin)
    make_reservation(owner, product, own.customer_id, by=admin)
    available = MemberRow.objects.of(database.pk).filter(status="available").first()
    make_reservation(stranger, product, available.customer_id, by=admin)
    assert first_row(client.get("/members/databases/"))["Conflicts"] == "1"
    response = one(client, database, "?status=conflict")
    [table, _uploads] = tables(response)
    assert [row[0] for row in table[1:]] == [str(taken.number)]
    assert "Conflicts 1" in text_of(response)


def test_BZ_2_a_conflict_that_ends_is_counted_no_more(client, product, owner, stranger, admin):
    database = make_database(product, 1)
    draw_for(owner, database.pk, 1, by=admin)
    held = make_reservation(stranger, product, MemberRow.objects.get().customer_id, by=admin)
    assert conflicts_of([database.pk]) == {database.pk: 1}
    reservations.release(held.pk, by=admin, reason="over")
    assert conflicts_of([database.pk]) == {database.pk: 0}
    assert "status=conflict" not in one(client, database).text


def test_the_counts_follow_every_event_and_are_proven(product, owner, admin):
    database = make_database(product, 10)
    draw = draw_for(owner, database.pk, 4, by=admin)
    held = MemberRow.objects.get(pk=draw.taken[0][0])
    mark_rows(make_reservation(owner, product, held.customer_id), by=admin)
    request = requests.ask(
        staff=owner, database_id=database.pk, count=3, idempotency_key="counts-1"
    )
    counts = counts_of([database.pk])[database.pk]
    assert (counts["available"] + counts["requested"], counts["assigned"]) == (6, 4)
    requests.reject(request.pk, by=admin, reason="no")
    assert counts_of([database.pk])[database.pk]["available"] == 6
    assert list(find_faults()) == []


def test_a_count_that_differs_from_the_rows_is_stated(product):
    database = make_database(product, 3, name="Mei")
    PoolCounts.objects.filter(pk=database.pk).update(available=5)
    assert list(find_faults()) == [("Mei", "available", 5, 3)]


def test_staff_browse_normal_databases_alone_and_see_no_rows(client_of, owner, product):
    normal = make_database(product, ["budi01"], name="Mei")
    other = make_database(product, ["ani02"], kind="wd", name="WD Mei")
    client = client_of(owner)
    text = text_of(client.get("/members/databases/"))
    assert "Mei" in text
    assert "WD Mei" not in text
    response = one(client, normal)
    assert normal.commitment in text_of(response)
    assert "budi01" not in response.text
    assert one(client, other).status_code == 404


def test_DB_10_sensitive_cells_are_masked_on_the_server(client, product):
    columns = ("username", "no rekening", "rekomendasi", "nama rekening")
    cells = [["budi01", "9988776655", "teman", "Budi Santoso"]]
    response = one(client, make_database(product, cells, kind="bonanza", columns=columns))
    assert "9988776655" not in response.text
    assert "teman" in response.text


def test_a_staff_member_cannot_delete_a_database(client_of, owner, product):
    database = make_database(product, 1)
    answer = client_of(owner).post(f"/members/databases/{database.pk}/delete/", {"reason": "x"})
    assert answer.status_code == 403
    assert MemberDatabase.objects.live().count() == 1


def test_DB_1_WD_3_deleting_is_soft_and_takes_back_what_staff_have(client, product, owner, admin):
    database = make_database(product, 10, name="Mei")
    draw_for(owner, database.pk, 4, by=admin)
    requests.ask(staff=owner, database_id=database.pk, count=2, idempotency_key="delete-1")
    page = text_of(one(client, database))
    assert "with its 10 rows" in page
    client.post(f"/members/databases/{database.pk}/delete/", {"reason": "the wrong list"})
    assert not MemberDatabase.objects.live().exists()
    assert "4 rows are still with staff" in text_of(one(client, database))
    assert Worker().take_one()
    assert "still with staff" not in text_of(one(client, database))
    assert MemberRow.objects.filter(status=RowStatus.AVAILABLE).count() == 10
    assert DatabaseRequest.objects.get().status != "pending"
    assert Event.objects.filter(subject=database.pk, verb="delete").exists()
    assert list(find_faults()) == []
    assert verify(database).faults == []


def test_a_deletion_that_is_interrupted_is_finished(product, owner, admin, monkeypatch):
    database = make_database(product, 9)
    draw_for(owner, database.pk, 8, by=admin)
    monkeypatch.setattr("members.batches.recall.ROWS_AT_ONCE", 3)
    times = itertools.count(1)

    def fail_at_the_second(rows, *arguments, **more):
        if next(times) == 2:
            raise AutoReconnect
        return return_rows(rows, *arguments, **more)

    monkeypatch.setattr("members.batches.recall.return_rows", fail_at_the_second)
    removal.delete(database.pk, by=admin, reason="wrong")
    assert Worker().take_one()
    assert counts_of([database.pk])[database.pk]["assigned"] == 5
    Job.objects.update(available_at=timezone.now())
    assert Worker().take_one()
    assert counts_of([database.pk])[database.pk]["available"] == 9
    recalls = Event.objects.filter(verb="recall", subject_type="members.memberrow")
    assert recalls.count() == 8
    assert set(recalls.values_list("reason", "actor_name")) == {("wrong", admin.name)}
    assert list(find_faults()) == []
    assert verify(database).faults == []


def test_what_is_brought_back_meanwhile_stays_with_staff(product, owner, admin):
    database = make_database(product, 3)
    draw_for(owner, database.pk, 2, by=admin)
    removal.delete(database.pk, by=admin, reason="wrong")
    removal.restore(database.pk, by=admin)
    assert Worker().take_one()
    assert MemberRow.objects.with_staff(owner.pk).count() == 2


def test_nothing_is_drawn_from_a_deleted_database(product, owner, admin):
    database = make_database(product, 10)
    removal.delete(database.pk, by=admin, reason="wrong")
    with pytest.raises(MemberDatabase.DoesNotExist):
        draw_for(owner, database.pk, 1, by=admin)


def test_a_deleted_database_comes_back_with_its_rows(client, product):
    database = make_database(product, 3, name="Mei")
    client.post(f"/members/databases/{database.pk}/delete/", {"reason": "wrong"})
    assert "Mei" in text_of(client.get("/members/databases/?kind=deleted"))
    client.post(f"/members/databases/{database.pk}/restore/")
    assert MemberDatabase.objects.live().get().name == "Mei"
    assert MemberRow.objects.count() == 3


def test_it_does_not_come_back_under_a_name_that_is_taken(client, product):
    database = make_database(product, 3, name="Mei")
    client.post(f"/members/databases/{database.pk}/delete/", {"reason": "wrong"})
    make_database(product, 1, name="mei")
    answer = client.post(f"/members/databases/{database.pk}/restore/")
    assert answer.status_code == 409
    assert MemberDatabase.objects.live().count() == 1


def test_deleting_needs_a_reason(client, product):
    database = make_database(product, 1)
    answer = client.post(f"/members/databases/{database.pk}/delete/", {"reason": " "})
    assert answer.status_code == 422
    assert MemberDatabase.objects.live().exists()

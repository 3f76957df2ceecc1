"""The pages on which admins assign, decide, recall and restore (BZ-3, BZ-5, BZ-6, DB-10)."""

import pytest

from crm.notifications.models import Notification
from members.batches import reveals
from members.batches.invalid_rows import alerts, archive
from members.batches.invalid_rows.validation import mark_invalid
from members.databases.counts import counts_of
from members.models import Batch, DatabaseKind, MemberRow, Reveal, RevealCount, RowStatus
from tests.make import make_master
from tests.members.batches.make import give, reserve, rows_of, statuses, users
from tests.members.make import make_database
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
BONANZA, WD = DatabaseKind.BONANZA, DatabaseKind.WD
COLUMNS = ("username", "nama", "hp", "norek", "nama rekening")


def bank_rows(count):
    return [
        [f"user{number}", f"Nama {number}", f"08121111{number:04}", f"9988776{number}", "Siti"]
        for number in range(1, count + 1)
    ]


@pytest.fixture
def database(product):
    return make_database(product, bank_rows(6), kind=BONANZA, columns=COLUMNS)


@pytest.fixture
def batch(database, owner):
    return give(database, owner, 3)[0]


def results(answer):
    """What the panel says of each row."""
    panel = parsed(answer).one("section", role="status")
    return [item.text.split(" : ")[-1] for item in panel.all("li")]


def pks(rows):
    return [str(row.pk) for row in rows]


def paths(database, batch):
    return [
        "/members/batches/",
        f"/members/batches/{batch.pk}/",
        "/members/invalid/",
        "/members/reveals/",
        f"/members/databases/{database.pk}/assign/",
        f"/members/databases/{database.pk}/archive/",
    ]


def test_RO_6_staff_open_none_of_these_pages(database, batch, owner, client_of):
    client, row = client_of(owner), rows_of(batch)[0]
    assert [client.get(path).status_code for path in paths(database, batch)] == [403] * 6
    assert client.post(f"/members/batches/{batch.pk}/recall/").status_code == 403
    revealed = client.post(f"/members/rows/{row.pk}/reveal/", {"column": "3"})
    assert revealed.status_code == 403
    assert "9988776" not in revealed.content.decode()
    assert len(rows_of(batch)) == 3


def test_an_admin_decides_about_the_selected_invalid_rows(database, batch, owner, admin, client_of):
    rows = rows_of(batch)
    for row in rows:
        mark_invalid(row.pk, by=owner, reason="mati")
    client = client_of(admin)
    assert "3 invalid rows wait for a decision." in client.get("/members/batches/").content.decode()
    page = parsed(client.get("/members/invalid/"))
    chip = page.one("nav", **{"aria-label": "By staff and database"}).all("a")[1]
    assert chip.text == f"owner · {database.name} 3"
    answer = client.post(chip["href"].replace("?", "/members/invalid/?"), _act("replace", rows[:1]))
    assert results(answer) == ["archived, and another row came for it"]
    client.post("/members/invalid/", _act("archive", rows[1:2]))
    client.post("/members/invalid/", _act("dismiss", rows[2:]))
    assert statuses(database) == {"archived": 2, "assigned": 2, "available": 2}
    assert "No row waits for a decision" in client.get("/members/invalid/").content.decode()


def test_BZ_5_a_shortage_is_said_row_by_row(owner, admin, product, client_of):
    """The earlier application ignored the quantity that was entered."""
    database = make_database(product, rows=users(3), kind=BONANZA)
    _batch, rows = give(database, owner, 2)
    for row in rows:
        mark_invalid(row.pk, by=owner, reason="mati")
    answer = client_of(admin).post("/members/invalid/", {"action": "replace", "all": "2"})
    assert sorted(results(answer)) == [
        "No row of the database is left that could come for it: it stays as it is.",
        "archived, and another row came for it",
    ]
    assert statuses(database) == {"archived": 1, "invalid": 1, "assigned": 1}


def test_of_two_admins_the_second_is_told(batch, owner, admin, client_of):
    row = rows_of(batch)[0]
    mark_invalid(row.pk, by=owner, reason="mati")
    client = client_of(admin)
    client.post("/members/invalid/", _act("archive", [row]))
    again = client_of(make_master()).post("/members/invalid/", _act("archive", [row]))
    assert results(again) == ["Somebody else has decided about this row."]


def test_case_59_an_admin_recalls_ticked_rows_and_whole_batches(
    database, batch, owner, stranger, admin, product, client_of
):
    client, rows = client_of(admin), rows_of(batch)
    reserve(stranger, product, rows[0].customer_id, by=admin)
    url = f"/members/batches/{batch.pk}/"
    assert results(client.post(url, _act("recall", rows[:1]))) == ["recalled"]
    assert MemberRow.objects.get(pk=rows[0].pk).status == RowStatus.RESERVED
    client.post(url + "recall/", {"reason": "salah orang"})
    assert "No rows to work off" in client_of(owner).get("/members/mine/").content.decode()
    assert statuses(database) == {"available": 5, "reserved": 1}


def test_the_numbers_of_the_batches_are_those_of_their_rows(batch, owner, admin, client_of):
    page = parsed(client_of(admin).get(f"/members/batches/?staff={owner.pk}"))
    (line,) = page.one("tbody").all("tr")
    cells = [cell.text for cell in line.all("td", **{"class": "num"})]
    assert cells == ["3", "3"]
    assert page.one("tbody").all("a", href=f"/members/batches/{batch.pk}/?rows=todo")


def test_BZ_3_ticked_rows_are_assigned_and_blocked_ones_said(
    database, owner, stranger, admin, product, client_of
):
    client, url = client_of(admin), f"/members/databases/{database.pk}/assign/"
    rows = list(MemberRow.objects.of(database.pk).order_by("number"))
    form = {"staff": owner.pk, "rows": pks(rows[:2])}
    page = client.get(url)
    reserve(stranger, product, rows[0].customer_id, by=admin)
    assert rows[0].customer_id in page.content.decode()
    assert results(client.post(url, form)) == ["The customer is reserved.", "assigned"]
    assert [row.staff_id for row in _again(rows[:2])] == [None, owner.pk]
    refused = client.post(url, form)
    assert refused.status_code == 422
    assert sorted(results(refused)) == [
        "It is not available any more.",
        "The customer is reserved.",
    ]


def test_BZ_3_more_random_rows_than_there_are_is_refused_in_numbers(
    database, owner, stranger, admin, product, client_of
):
    client, url = client_of(admin), f"/members/databases/{database.pk}/assign/"
    reserve(stranger, product, "user1", by=admin)
    refused = client.post(url, {"staff": owner.pk, "count": "6"})
    assert refused.status_code == 422
    text = "Only 5 rows can be given; 1 are reserved or left out."
    assert text in refused.content.decode()
    given = client.post(url, {"staff": owner.pk, "count": "5"})
    batch = Batch.objects.get()
    assert given["Location"] == f"/members/batches/{batch.pk}/"
    assert statuses(database) == {"assigned": 5, "reserved": 1}
    assert Notification.objects.filter(user=owner, kind="rows-approved").count() == 1


def test_WD_3_a_batch_of_another_is_not_offered_to_be_filled(
    database, batch, stranger, admin, client_of
):
    url = f"/members/databases/{database.pk}/assign/"
    form = {"staff": stranger.pk, "count": "1", "batch": batch.pk}
    assert client_of(admin).post(url, form).status_code == 422
    assert len(rows_of(batch)) == 3


@pytest.mark.parametrize("form", [{}, {"count": "0"}, {"count": "x"}, {"rows": ["nonsense"]}])
def test_nothing_is_assigned_without_rows_or_a_number(form, database, owner, admin, client_of):
    url = f"/members/databases/{database.pk}/assign/"
    assert client_of(admin).post(url, {"staff": owner.pk} | form).status_code == 422
    assert statuses(database) == {"available": 6}


def test_rows_of_normal_databases_are_not_assigned_here(product, admin, client_of):
    normal = make_database(product, rows=users(1))
    answer = client_of(admin).get(f"/members/databases/{normal.pk}/assign/")
    assert answer.status_code == 404


def test_BZ_6_archived_rows_are_restored_or_emptied_for_good(
    database, batch, owner, admin, client_of
):
    rows = rows_of(batch)
    MemberRow.objects.filter(pk__in=pks(rows)).update(status=RowStatus.ARCHIVED)
    client, url = client_of(admin), f"/members/databases/{database.pk}/archive/"
    assert results(client.post(url, _act("restore", rows[:1]))) == ["restored"]
    assert results(client.post(url, _act("delete", rows[1:2]))) == ["deleted for good"]
    emptied, left = parsed(client.get(url)).one("tbody").all("tr")
    assert "Deleted for good" in emptied.text
    assert rows[2].customer_id in left.text
    assert statuses(database) == {"available": 4, "archived": 2}


@pytest.mark.parametrize(
    ("kind", "masked"), [(BONANZA, ["norek", "nama rekening"]), (WD, ["norek"])]
)
def test_DB_10_which_columns_an_admin_gets_masked(kind, masked, owner, admin, product, client_of):
    database = make_database(product, bank_rows(1), kind=kind, columns=COLUMNS)
    batch, _rows = give(database, owner, 1)
    page = parsed(client_of(admin).get(f"/members/batches/{batch.pk}/"))
    forms = [form for form in page.all("form") if form.get("action").endswith("/reveal/")]
    assert [form.one("button").text.removeprefix("Look ") for form in forms] == masked
    assert "99887761" not in page.text
    assert ("Siti" in page.text) == (kind == WD)


def test_DB_10_who_looks_at_a_masked_cell_is_written_down(batch, admin, client_of):
    row = rows_of(batch)[0]
    client, url = client_of(admin, htmx=True), f"/members/rows/{row.pk}/reveal/"
    answer = client.post(url, {"column": "3"})
    assert row.cells[3] in answer.content.decode()
    seen = Reveal.objects.get()
    assert seen.column == "norek"
    assert seen.row_id == row.pk
    assert seen.by == admin
    page = parsed(client_of(admin).get("/members/reveals/"))
    assert "norek" in page.one("tbody").text
    assert row.cells[3] not in page.text


@pytest.mark.parametrize("column", ["0", "9", "x", "-1", "", "99999"])
def test_DB_10_what_is_not_masked_is_not_looked_at(column, batch, admin, client_of):
    url = f"/members/rows/{rows_of(batch)[0].pk}/reveal/"
    assert client_of(admin).post(url, {"column": column}).status_code == 404
    assert Reveal.objects.count() == 0


def test_DB_10_more_than_200_looks_a_day_alarm_every_admin_once(batch, admin):
    row, boss = rows_of(batch)[0], make_master()
    reveals.reveal(row.pk, 3, by=admin)
    RevealCount.objects.update(count=reveals.MOST_A_DAY - 1)
    alarms = Notification.objects.filter(kind="many-reveals")
    reveals.reveal(row.pk, 3, by=admin)
    assert alarms.count() == 0
    for _look in range(3):
        reveals.reveal(row.pk, 3, by=admin)
    assert {alarm.user_id for alarm in alarms} >= {admin.pk, boss.pk}
    assert alarms.filter(user=boss).count() == 1


def _act(action, rows):
    return {"action": action, "rows": pks(rows)}


def _again(rows):
    return [MemberRow.objects.get(pk=row.pk) for row in rows]


def test_all_that_match_are_those_of_the_share_that_is_open(database, owner, admin, client_of):
    batch, rows = give(database, owner, 5)
    mark_invalid(rows[0].pk, by=owner, reason="dead")
    mark_invalid(rows[1].pk, by=owner, reason="dead")
    client, address = client_of(admin), f"/members/batches/{batch.pk}/?rows=invalid"
    everything = parsed(client.get(f"{address}&selected=all")).one("input", name="all")
    assert everything["value"] == "2"
    answer = client.post(address, {"action": "recall", "all": "2"})
    assert len(results(answer)) == 2
    assert {row.pk for row in rows_of(batch)} == {row.pk for row in rows[2:]}


def test_BZ_6_the_archive_lists_as_many_as_are_counted(database, batch, owner, admin, client_of):
    rows = rows_of(batch)
    for row in rows[:2]:
        mark_invalid(row.pk, by=owner, reason="dead")
        alerts.archive_row(row.pk, by=admin)
    archive.delete_row(rows[0].pk, by=admin)
    page = parsed(client_of(admin).get(f"/members/databases/{database.pk}/archive/"))
    listed = page.one("table").all("tbody")[0].all("tr")
    assert len(listed) == counts_of([database.pk])[database.pk]["archived"] == 2
    assert [box["value"] for box in page.all("input", name="rows")] == [str(rows[1].pk)]
    assert "Deleted for good" in " ".join(row.text for row in listed)

"""The pages on which staff work off their batches (DB-9, WD-1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.mongo.inspection import collection_scans, recorded_commands
from members.batches.work import set_whatsapp
from members.models import Batch, DatabaseKind, MemberRow, RowStatus
from tests.members.batches.make import give, reserve, rows_of, switch_on_replacement, users
from tests.members.make import make_database
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
WD, BONANZA = DatabaseKind.WD, DatabaseKind.BONANZA
COLUMNS = ("username", "nama", "hp", "norek", "kota")


def secret_rows(count):
    return [
        [f"user{number}", f"Nama {number}", f"08121111{number:04}", f"99887766{number}", "Depok"]
        for number in range(1, count + 1)
    ]


@pytest.fixture
def batch(owner, product):
    database = make_database(product, secret_rows(4), kind=BONANZA, columns=COLUMNS)
    return give(database, owner, 4)[0]


def url(batch, row=None):
    return f"/members/mine/{batch.pk}/" + (f"rows/{row.pk}/" if row else "")


def tap(client, batch, row, **form):
    return client.post(url(batch, row), form)


def counts(client, batch):
    """The numbers over the list, by what they are called."""
    chips = parsed(client.get(url(batch))).one("nav", id="batch-counts").all("a")
    return dict(chip.text.rsplit(" ", 1) for chip in chips)


def test_a_tap_notes_and_the_active_button_clears(batch, owner, client_of):
    client, row = client_of(owner, htmx=True), rows_of(batch)[0]
    answer = tap(client, batch, row, action="whatsapp:ada")
    assert rows_of(batch)[0].whatsapp == "ada"
    pressed = parsed(answer).one("button", **{"aria-pressed": "true"})
    assert pressed.text == "Exists"
    # What the button that is on asks for.
    assert pressed["value"] == "whatsapp:"
    tap(client, batch, row, action=pressed["value"])
    assert rows_of(batch)[0].whatsapp == ""


def test_a_tap_that_arrives_twice_notes_once(batch, owner, client_of):
    client, row = client_of(owner), rows_of(batch)[0]
    for _arrival in range(2):
        tap(client, batch, row, action="response:ya")
    assert rows_of(batch)[0].response == "ya"


def test_without_a_script_a_tap_leads_back_to_the_list(batch, owner, client_of):
    answer = tap(client_of(owner), batch, rows_of(batch)[0], action="whatsapp:tidak")
    assert answer.status_code == 302
    assert answer["Location"] == url(batch)


@pytest.mark.parametrize("action", ["", "whatsapp:x", "response:ada", "call:on", "nonsense"])
def test_what_no_button_says_changes_nothing(action, batch, owner, client_of):
    row = rows_of(batch)[0]
    form = {"action": action, "call_again_on": "2020-01-01"}
    assert client_of(owner).post(url(batch, row), form).status_code == 422
    assert MemberRow.objects.get(pk=row.pk) == row
    assert rows_of(batch)[0].call_again_on is None


def test_foreign_batches_and_rows_are_not_there(batch, owner, stranger, admin, client_of):
    row = rows_of(batch)[0]
    for person in (stranger, admin):
        client = client_of(person)
        assert client.get(url(batch)).status_code == 404
        assert client.get(url(batch) + "work/").status_code == 404
        assert client.post(url(batch) + "find/", {"q": "user1"}).status_code == 404
        assert client.post(url(batch) + "title/", {"title": "x"}).status_code == 404
        assert tap(client, batch, row, action="whatsapp:ada").status_code == 404
    assert rows_of(batch)[0].whatsapp == ""
    assert Batch.objects.get(pk=batch.pk).title == ""


def test_a_row_of_another_batch_is_not_worked_through_ones_own(
    batch, owner, stranger, product, client_of
):
    theirs, rows = give(make_database(product, rows=users(1), kind=WD), stranger, 1)
    answer = tap(client_of(owner, htmx=True), batch, rows[0], action="whatsapp:ada")
    assert answer.status_code == 409
    assert "user1" not in answer.content.decode()
    assert rows_of(theirs)[0].whatsapp == ""


def test_DB_10_bank_columns_never_reach_staff(batch, owner, client_of):
    client = client_of(owner)
    assert "99887766" not in client.get(url(batch)).content.decode()
    text = client.get(url(batch) + "work/").content.decode()
    assert "99887766" not in text
    assert "norek" in text
    assert "Depok" in text


def test_WD_1_staff_see_of_a_member_wd_row_id_name_and_phone_alone(owner, product, client_of):
    database = make_database(product, secret_rows(1), kind=WD, columns=COLUMNS)
    batch, _rows = give(database, owner, 1)
    text = client_of(owner).get(url(batch) + "work/").content.decode()
    assert "user1" in text
    assert "Nama 1" in text
    assert "+62812" in text
    assert "Depok" not in text
    assert "norek" not in text


def test_RS_8_a_row_that_a_colleague_has_reserved_is_shown_apart_without_its_phone(
    batch, owner, stranger, admin, product, client_of
):
    row = rows_of(batch)[0]
    reserve(stranger, product, row.customer_id, by=admin)
    client = client_of(owner)
    assert counts(client, batch)["Taken by a reservation"] == "1"
    page = parsed(client.get(url(batch) + "?rows=taken"))
    line = page.one("tr", id=f"row-{row.pk}")
    assert "Reserved for stranger" in line.text
    assert row.phone not in page.text
    assert line.all("button") == []
    assert tap(client, batch, row, action="whatsapp:ada").status_code == 409
    assert rows_of(batch)[0].whatsapp == ""


def test_a_search_finds_by_id_name_and_the_end_of_a_phone(batch, owner, client_of):
    client = client_of(owner)
    for text in ("USER3", "nama 3", "110003"):
        page = parsed(client.post(url(batch) + "find/", {"q": text}))
        rows = page.one("tbody").all("strong")
        assert [row.text for row in rows] == ["user3"], text


def test_DB_10_a_search_does_not_try_out_masked_cells(batch, owner, client_of):
    page = client_of(owner).post(url(batch) + "find/", {"q": "9988776"})
    assert "No rows here" in page.content.decode()


def test_the_numbers_over_the_list_open_as_many_rows(batch, owner, client_of):
    client, rows = client_of(owner), rows_of(batch)
    set_whatsapp(rows[0].pk, "ada", by=owner)
    tap(client, batch, rows[1], action="valid")
    tap(client, batch, rows[2], reason="mati")
    tap(client, batch, rows[3], action="call:on", call_again_on=timezone.localdate().isoformat())
    page = parsed(client.get(url(batch)))
    for chip in page.one("nav", id="batch-counts").all("a"):
        opened = parsed(client.get(chip["href"])).one("tbody")
        assert str(len(opened.all("tr"))) == chip.one("strong").text, chip.text


def test_many_rows_are_noted_at_once_with_a_result_each(batch, owner, stranger, admin, client_of):
    first, second, third, _fourth = rows_of(batch)
    set_whatsapp(first.pk, "ada", by=owner)
    reserve(stranger, batch.product, third.customer_id, by=admin)
    chosen = [str(row.pk) for row in (first, second, third)]
    form = {"action": "whatsapp:ada", "rows": chosen}
    answer = parsed(client_of(owner).post(url(batch), form)).one("section", role="status")
    results = [item.text.split(" : ")[-1] for item in answer.all("li")]
    assert results == [
        "The customer is reserved for a colleague: leave this row alone.",
        "was so already",
        "done",
    ]
    assert rows_of(batch)[1].whatsapp_at
    assert [row.whatsapp for row in rows_of(batch)] == ["ada", "ada", "", ""]


def test_all_that_match_are_those_of_the_list_that_is_shown(batch, owner, client_of):
    set_whatsapp(rows_of(batch)[0].pk, "tidak", by=owner)
    client, form = client_of(owner), {"action": "response:tidak", "all": "1"}
    assert client.post(url(batch), form).status_code == 409
    client.post(f"{url(batch)}?rows=tidak", form)
    assert [row.response for row in rows_of(batch)] == ["tidak", "", "", ""]


def test_one_at_a_time_leads_from_row_to_row(owner, product, client_of):
    batch, rows = _normal(owner, product)
    client, work = client_of(owner, htmx=True), url(batch) + "work/"
    titles = [_title(client.get(work))]
    for row in rows:
        titles.append(_title(tap(client, batch, row, action="whatsapp:ada", view="work")))
    assert titles == [row.customer_id for row in rows] + ["All done"]
    back = client.get(f"{work}?before={rows[1].pk}")
    assert _title(back) == rows[0].customer_id


def test_a_bonanza_row_stays_until_it_is_validated(batch, owner, client_of):
    client, rows = client_of(owner, htmx=True), rows_of(batch)
    same = tap(client, batch, rows[0], action="whatsapp:ada", view="work")
    assert _title(same) == rows[0].customer_id
    after = tap(client, batch, rows[0], action="valid", view="work")
    assert _title(after) == rows[1].customer_id
    after = tap(client, batch, rows[1], reason="mati", view="work")
    assert _title(after) == rows[2].customer_id
    assert rows_of(batch)[1].status == RowStatus.INVALID


def test_a_row_that_came_stands_in_the_place_of_the_invalid_one(owner, product, client_of):
    database = make_database(product, rows=users(2), kind=WD)
    batch, rows = give(database, owner, 1)
    switch_on_replacement(WD)
    answer = tap(client_of(owner, htmx=True), batch, rows[0], reason="mati")
    (line,) = parsed(answer).all("tr")
    came = rows_of(batch)
    assert {row.status for row in came} == {"archived", "assigned"}
    new = next(row for row in came if row.status == "assigned")
    assert line["id"] == f"row-{new.pk}"


def test_the_card_of_a_batch_says_what_is_due(batch, owner, client_of):
    row = rows_of(batch)[0]
    MemberRow.objects.filter(pk=row.pk).update(call_again_on=timezone.localdate() - timedelta(1))
    page = parsed(client_of(owner).get("/members/mine/"))
    assert "1 customer is to be called again today." in page.text
    card = page.one("li", id=f"batch-{batch.pk}")
    assert "To do 4" in card.text


@pytest.mark.parametrize("title", ["", "Pagi"])
def test_DB_9_a_batch_names_its_database_also_under_a_title_of_its_own(
    title, batch, owner, client_of
):
    """Earlier defect: it was always called “Unknown”."""
    client = client_of(owner)
    client.post(url(batch) + "title/", {"title": title})
    card = parsed(client.get("/members/mine/")).one("li", id=f"batch-{batch.pk}")
    assert batch.database_name in card.text
    assert batch.database_name in parsed(client.get(url(batch))).one("main").text


def test_a_batch_is_pinned_and_called_by_its_owner(batch, owner, client_of):
    client = client_of(owner)
    client.post(url(batch) + "pin/", {"pinned": "1"})
    client.post(url(batch) + "title/", {"title": "  Pagi  "})
    kept = Batch.objects.get(pk=batch.pk)
    assert kept.is_pinned
    assert kept.title == "Pagi"


def _normal(staff, product):
    """A batch of a normal database, as an approved request leaves it."""
    batch, rows = give(make_database(product, rows=users(3), kind=WD), staff, 3)
    Batch.objects.filter(pk=batch.pk).update(kind=DatabaseKind.NORMAL)
    return batch, rows


def _title(answer):
    work = parsed(answer).one("section", id="work")
    heads = work.all("h2") or work.all("strong")
    return heads[0].text


@pytest.mark.parametrize("page", ["/members/mine/", "{}", "{}work/", "{}?rows=todo"])
def test_a_page_takes_few_commands_however_many_batches_there_are(page, owner, product, client_of):
    database = make_database(product, rows=users(40), kind=WD)
    batches = [give(database, owner, 4)[0] for _number in range(8)]
    client, path = client_of(owner), page.format(url(batches[0]))
    client.get(path)
    with recorded_commands() as commands:
        assert client.get(path).status_code == 200
    assert len(commands) <= 12


def test_a_list_that_is_opened_reads_no_collection_as_a_whole(batch, owner, client_of):
    client = client_of(owner)
    with recorded_commands() as commands:
        client.get("/members/mine/")
        client.get(url(batch))
        client.get("/badges/")
    assert collection_scans(commands) == []


def test_a_row_is_worked_in_its_own_batch_alone(batch, owner, product, client_of):
    database = make_database(product, secret_rows(2), kind=BONANZA, columns=COLUMNS)
    other = give(database, owner, 2)[0]
    row = rows_of(other)[0]
    answer = tap(client_of(owner, htmx=True), batch, row, action="response:ya")
    assert answer.status_code == 409
    assert MemberRow.objects.get(pk=row.pk).response == ""
    assert tap(client_of(owner, htmx=True), other, row, action="response:ya").status_code == 200
    assert MemberRow.objects.get(pk=row.pk).response == "ya"


def test_RO_7_a_masked_phone_is_not_found_in_a_batch_by_its_end(
    batch, owner, stranger, admin, product, client_of
):
    client = client_of(owner)
    find = f"{url(batch)}find/"
    assert "user1" in client.post(find, {"q": "11110001"}).content.decode()
    reserve(stranger, product, "user1", by=admin)
    assert "user1" not in client.post(find, {"q": "11110001"}).content.decode()
    assert "user1" in client.post(find, {"q": "user1"}).content.decode()

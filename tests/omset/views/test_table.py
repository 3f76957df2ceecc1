"""The omset table in the browser."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from crm.mongo.inspection import collection_scans, recorded_commands, winning_stages
from crm.staff.models import User
from omset.ledger import trash
from omset.models import OmsetRecord, StaffLock
from tests.make import make_deposit, make_product, make_reservation
from tests.omset.views.pages import (
    fields_with_errors,
    figures_in,
    has_badge,
    next_url,
    records_in,
)
from tests.parsed import parsed

LIST, EXPORT = "/omset/", "/omset/export/"
FEBRUARY = {"start": "2026-02-01", "end": "2026-02-28"}


def records_on(response):
    """The records on the screen, by their ids, in order."""
    return records_in(parsed(response))


def pks(golden, *numbers):
    return {str(golden[number]) for number in numbers}


def figures(response):
    """The figures by their labels."""
    return figures_in(parsed(response))


def test_a_count_that_is_not_the_number_of_records_says_why(golden, admin, client_of):
    client, note = client_of(admin), "NDP, RDP: a customer once a day"
    assert note in client.get(LIST, FEBRUARY).content.decode()
    alike = client.get(LIST, FEBRUARY | {"staff": str(golden.staff["B"].pk)})
    assert note not in alike.content.decode()


def test_staff_see_their_own_records_only(golden, client_of):
    response = client_of(golden.staff["B"]).get(LIST, FEBRUARY)
    assert set(records_on(response)) == pks(golden, 6, 7, 8)
    assert figures(response)["Records"] == "2"


def test_the_cards_of_ones_own_records_leave_out_whose_they_are(golden, admin, client_of):
    own = parsed(client_of(golden.staff["B"]).get(LIST, FEBRUARY)).all(
        "td", **{"data-label": "Staff"}
    )
    everybody = parsed(client_of(admin).get(LIST, FEBRUARY)).all("td", **{"data-label": "Staff"})
    assert {cell.get("class") for cell in own} == {"no-card"}
    assert {cell.get("class") for cell in everybody} == {""}


def test_the_sums_say_what_their_words_mean(golden, admin, client_of):
    client, term = client_of(admin), "NDP (new depositor) is"
    assert term in client.get(LIST, FEBRUARY).content.decode()
    assert term in client.get("/").content.decode()


def test_staff_can_not_ask_for_a_colleagues_records(golden, client_of):
    colleague = {"staff": str(golden.staff["A"].pk), "customer": "x"}
    response = client_of(golden.staff["B"]).get(LIST, FEBRUARY | colleague, follow=True)
    assert records_on(response) == [str(golden[6])]
    assert 'name="staff"' not in response.content.decode()


def test_admins_see_all_and_can_choose_one_person(golden, admin, client_of):
    client = client_of(admin)
    assert len(records_on(client.get(LIST, FEBRUARY))) == 13
    chosen = client.get(LIST, FEBRUARY | {"staff": str(golden.staff["B"].pk)})
    assert set(records_on(chosen)) == pks(golden, 6, 7, 8)


def test_the_figures_are_the_golden_ones(golden, admin, client_of):
    response = client_of(admin).get(LIST, FEBRUARY)
    assert figures(response) == {
        "Omset": "Rp 1.500.000",
        "NDP": "5",
        "RDP": "5",
        "Records": "12",
        "Forms": "13,5",
    }
    assert response.content.decode().count("Rp 1.030.000") == 1


def test_every_figure_leads_to_its_records(golden, admin, client_of):
    client = client_of(admin)
    cards = parsed(client.get(LIST, FEBRUARY)).all("a", **{"class": "stat-card"})
    links = [card["href"] for card in cards]
    counts = [len(records_on(client.get(LIST + url))) for url in links]
    kinds = [parse_qs(urlsplit(url).query).get("kind") for url in links]
    assert kinds == [None, ["NDP"], ["RDP"], None, None]
    assert counts == [12, 6, 6, 12, 12]


def test_a_pending_record_is_marked_and_has_no_kind(golden, admin, client_of):
    query = FEBRUARY | {"approval": "pending"}
    page = parsed(client_of(admin).get(LIST, query))
    [pk] = records_in(page)
    row = page.one("tr", id=f"record-{pk}")
    assert has_badge(row, "pending")
    assert not has_badge(row, "ndp")
    assert not has_badge(row, "rdp")
    assert page.text.count("not counted") == 3


def test_the_trash_is_not_shown(golden, admin, client_of):
    trash.delete(golden[6], by=admin)
    response = client_of(golden.staff["B"]).get(LIST, FEBRUARY)
    assert set(records_on(response)) == pks(golden, 7, 8)


def test_the_table_shows_this_month_unless_asked(owner, product, client_of):
    with time_machine.travel("2026-02-28T18:00:00Z", tick=False):
        make_deposit(owner, product, "old", "2026-02-28")
        new = make_deposit(owner, product, "new", "2026-03-01")
        response = client_of(owner).get(LIST)
    assert records_on(response) == [str(new.pk)]
    assert "Sun, 1 Mar 2026" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"staff": "nobody"}, "staff"),
        ({"product": "0" * 24}, "product"),
        ({"preset": "soon"}, "preset"),
        ({"preset": "custom", "start": "2026-02-30"}, "start"),
        ({"preset": "", "start": "2026-02-02", "end": "2026-02-01"}, "end"),
        ({"kind": "XDP"}, "kind"),
        ({"approval": "?"}, "approval"),
    ],
)
def test_nonsense_shows_nothing_but_a_message_at_its_field(query, field, golden, admin, client_of):
    response = client_of(admin).get(LIST, {"preset": "all"} | query)
    assert records_on(response) == []
    assert fields_with_errors(parsed(response)) == [field]
    assert figures(response) == {}


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "W10"])
def test_a_page_link_that_is_not_ours_is_refused(cursor, golden, admin, client_of):
    assert client_of(admin).get(LIST, {"page": cursor}).status_code == 400


def test_htmx_gets_the_records_and_the_notes_of_the_fields(golden, admin, client_of):
    client = client_of(admin, htmx=True)
    query = FEBRUARY | {"kind": "NDP"}
    page = parsed(client.get(LIST, query, headers={"HX-Target": "records"}))
    notes = [note for note in page.all("div") if note.get("id").endswith("_error")]
    assert page.all()[0].get("id") == "records"
    assert len(notes) == 8
    assert {note.get("hx-swap-oob") for note in notes} == {"true"}
    # A blank in it would show the empty note.
    assert [note.element.children for note in notes] == [[]] * 8


def test_a_search_without_a_result_says_so(golden, admin, client_of):
    client = client_of(admin)
    address = client.post(f"{LIST}find/", FEBRUARY | {"customer": "nobody"})["Location"]
    page = parsed(client.get(address))
    assert "No records match this filter" in page.text
    [find] = parse_qs(urlsplit(address).query)["find"]
    assert page.one("a", href=f"?find={find}&preset=all").text == "Show all time"


def test_all_pages_together_hold_each_record_once_G_4(owner, product, admin, client_of):
    first = make_deposit(owner, product, "c", "2026-02-01")
    more = [
        OmsetRecord(
            staff=owner, staff_name="owner", product=product, product_name="P",
            date=date(2026, 2, 1 + at % 20), customer_id=f"c{at}", customer_key=f"c{at}",
            nominal=1, multiplier=1, total=1, created_by_name="owner",
        )
        for at in range(119)
    ]  # fmt: skip
    OmsetRecord.objects.bulk_create(more)
    client, url, result = client_of(admin), f"{LIST}?preset=all", []
    while url:
        response = client.get(url)
        result.append(records_on(response))
        following = next_url(parsed(response))
        url = following and LIST + following
    assert [len(page) for page in result] == [50, 50, 20]
    assert {pk for page in result for pk in page} == {str(row.pk) for row in [first, *more]}


def test_an_import_that_waits_for_its_recount_is_told(owner, product, client_of):
    make_deposit(owner, product)
    sentence = "being recounted"
    assert sentence not in client_of(owner).get(LIST).content.decode()
    StaffLock.objects.update(recount_due_since="2026-02-01T00:00:00Z")
    assert sentence in client_of(owner).get(LIST).content.decode()


@pytest.mark.parametrize("query", ["", "?preset=all", "?start=2025-12-15&end=2026-02-20"])
def test_a_page_costs_at_most_twelve_commands(query, golden, admin, client_of):
    client = client_of(admin)
    with recorded_commands() as commands:
        client.get(LIST + query)
    assert len(commands) <= 12


def served_by(client, query):
    with recorded_commands() as commands:
        client.get(LIST, query, follow=True)
    ledger = [command for command in commands if command.collection == "omset_omsetrecord"]
    # A row for each staff member, and for each of their months: all of them are asked for.
    small = {"omset_ledgerhead", "omset_monthlytally"}
    return ledger, collection_scans(commands, allowed=small)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"staff": "A"},
        {"product": "P"},
        {"staff": "A", "product": "P"},
        {"approval": "pending"},
        {"approval": "declined"},
        {"kind": "NDP"},
        {"customer": "x"},
        {"customer": "x", "staff": "A", "product": "P", "kind": "RDP"},
    ],
)
@pytest.mark.parametrize("period", [{"preset": "all"}, FEBRUARY])
def test_no_filter_reads_a_whole_collection(more, period, golden, admin, client_of):
    things = {"staff": golden.staff, "product": golden.products}
    ids = {name: str(things[name][value].pk) for name, value in more.items() if name in things}
    _ledger, scans = served_by(client_of(admin), period | more | ids)
    assert scans == []


@pytest.mark.parametrize(
    "names", [(), ("staff",), ("product",), ("staff", "product"), ("approval",)]
)
def test_the_list_is_sorted_by_an_index(names, golden, admin, client_of):
    values = {
        "staff": str(golden.staff["A"].pk),
        "product": str(golden.products["P"].pk),
        "approval": "pending",
    }
    query = {"preset": "all"} | {name: values[name] for name in names}
    ledger, _scans = served_by(client_of(admin), query)
    # The badges' count of what waits is read together with rows of other collections.
    lists = [command for command in ledger if _sorts_alone(command)]
    assert [set(winning_stages(command)) & {"SORT"} for command in lists] == [set()]


def _sorts_alone(command):
    stages = {name for stage in command.document["pipeline"] for name in stage}
    return "$sort" in stages and "$unionWith" not in stages


def test_a_blocked_admin_gets_neither_table_nor_file(golden, admin, client_of):
    User.objects.filter(pk=admin.pk).update(blocked_pages=["omset"])
    client = client_of(admin)
    assert [client.get(url).status_code for url in (LIST, EXPORT)] == [403, 403]


def test_nobody_sees_it_without_signing_in(client, db):
    for url in (LIST, EXPORT):
        assert client.get(url).url == f"{reverse('staff:login')}?next={url}"


def test_a_note_is_text_not_markup(owner, product, client_of):
    make_deposit(owner, product, "<b>x</b>", note="<script>alert(1)</script>")
    page = client_of(owner).get(LIST, {"preset": "all"}).content.decode()
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_names_come_without_a_query_for_each_row(owner, admin, client_of):
    def commands_with(products):
        for _product in range(products):
            make_deposit(owner, make_product(), "x")
        with recorded_commands() as commands:
            client.get(LIST, {"preset": "all"})
        return len(commands)

    client = client_of(admin)
    client.get(LIST)
    assert commands_with(1) == commands_with(9)


def test_a_record_waiting_for_approval_counts_nowhere(owner, stranger, product, client_of):
    make_reservation(stranger, product, "x")
    make_deposit(owner, product, "x")
    response = client_of(owner).get(LIST, {"preset": "all"})
    assert len(records_on(response)) == 1
    assert figures(response)["Records"] == "0"

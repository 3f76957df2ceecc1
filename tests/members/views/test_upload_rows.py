"""Each number on the page of an upload opens its rows (issue 13, 3: the counts add up)."""

import re

import pytest

from members.customers import do_not_contact
from members.models import MemberImport, MemberRow, RowScopes
from tests.make import make_reservation
from tests.members.views.test_uploads import act, choices, client, page, send, speak, work
from tests.omset.imports.test_forgotten import forget
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
__all__ = ["client", "send"]
TABLE = (
    "user;nama;hp\nbudi01;Budi;0812-3456-7890\nani02;Ani;6.28E+12\nBUDI01;Budi;0812 9999 0000\n"
    "cici3;Cici;+62 813 3456 7890\ndoni4;Doni;0814 1111 2222\neka5;Eka;0812-3456-7890\nx;X;12\n"
)


@pytest.fixture
def wanted(client, send, owner, admin, product):
    """An upload of which every count is of some rows."""
    make_reservation(owner, product, "cici3")
    do_not_contact.add(by=admin, reason="asked", customer_id="doni4")
    wanted = send(TABLE)
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    act(client, wanted, "confirm", **choices(wanted))
    return wanted


def counts(answer):
    """The numbers of the page that open something, by where they lead."""
    links = parsed(answer).one(id="upload").all("a", **{"class": "link"})
    return {link["href"]: int(link.text) for link in links if "/rows/" in link["href"]}


def numbers(client, url):
    """The rows that a page lists, by their number in the file."""
    cells = parsed(client.get(url)).all("td", **{"data-label": "Row"})
    return [int(cell.text) for cell in cells]


def rows_of(wanted, query):
    return f"/members/uploads/{wanted.pk}/rows/?{query}"


def test_every_number_opens_as_many_rows(client, wanted):
    links = counts(page(client, wanted))
    names = {re.search(r"outcome=(\w+)", link).group(1) for link in links}
    assert names == {
        *("new", "in_file", "phone_in_file", "reserved", "do_not_contact", "rejected"),
        *("inserted", "skipped", "marked", "loaded_reserved", "loaded_do_not_contact"),
    }
    assert {link: len(numbers(client, link)) for link in links} == links


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("outcome=new", [2]),
        ("outcome=in_file", [4]),
        ("outcome=skipped", [4]),
        ("outcome=reserved", [5]),
        ("outcome=do_not_contact", [6]),
        ("outcome=phone_in_file", [7]),
        ("outcome=inserted", [2, 5, 6, 7]),
        ("outcome=rejected", [3, 8]),
        ("outcome=rejected&reason=0", [3]),
        ("outcome=rejected&reason=1", [8]),
    ],
)
def test_a_count_lists_its_own_rows(query, expected, client, wanted):
    assert numbers(client, rows_of(wanted, query)) == expected


def test_a_row_that_was_left_out_has_its_cells_and_the_reason_in_the_readers_language(
    client, wanted, admin
):
    skipped = parsed(client.get(rows_of(wanted, "outcome=skipped"))).one("tbody").text
    assert skipped == "4 Twice in the file BUDI01 Budi 0812 9999 0000"
    speak(admin, "id")
    rejected = parsed(client.get(rows_of(wanted, "outcome=rejected&reason=0"))).one("tbody").text
    assert "kehilangan digit" in rejected
    assert "ani02" in rejected


def test_a_long_list_has_pages_of_fifty(client, send):
    lines = "".join(f"u{n};N;0812000{n:05}\nu{n};N;0813000{n:05}\n" for n in range(60))
    wanted = send(f"user;nama;hp\n{lines}")
    work()
    act(client, wanted, "columns", customer_id=0, name=1, phone=2)
    act(client, wanted, "confirm", **choices(wanted))
    for outcome in ("new", "in_file", "inserted"):
        url = rows_of(wanted, f"outcome={outcome}")
        first = numbers(client, url)
        following = parsed(client.get(url)).one("a", rel="next")["href"]
        second = numbers(client, f"/members/uploads/{wanted.pk}/rows/{following}")
        assert len(first) == 50
        assert len(second) == 10
        assert first + second == sorted({*first, *second})


def test_who_is_forgotten_since_is_shown_in_no_list(client, wanted):
    forget("ani02")
    forget("budi01")
    text = client.get(rows_of(wanted, "outcome=rejected")).text
    text += client.get(rows_of(wanted, "outcome=skipped")).text
    assert "ani02" not in text
    assert "BUDI01" not in text
    assert numbers(client, rows_of(wanted, "outcome=rejected")) == [3, 8]


def test_rows_that_were_taken_back_are_said_to_be_gone(client, wanted):
    act(client, wanted, "undo/confirm")
    assert not MemberRow.objects.filter(customer_id="budi01").exists()
    text = client.get(rows_of(wanted, "outcome=new")).text
    assert "rows that were taken back are gone" in text


def test_counts_of_an_upload_of_before_open_what_can_be_told(client, wanted):
    RowScopes.objects.all().delete()
    links = counts(page(client, wanted))
    assert {link.partition("outcome=")[2].partition("&")[0] for link in links} == {
        "inserted",
        "rejected",
    }
    assert client.get(rows_of(wanted, "outcome=in_file")).status_code == 404


@pytest.mark.parametrize(
    "query", ["outcome=x", "", "outcome=rejected&reason=9", "outcome=anywhere"]
)
def test_what_is_no_count_is_not_there(query, client, wanted):
    assert client.get(rows_of(wanted, query)).status_code == 404


def test_staff_open_none(client_of, owner, wanted):
    assert client_of(owner).get(rows_of(wanted, "outcome=new")).status_code == 403


# The first rows before anything is uploaded


def test_a_damaged_row_shows_nobody_who_was_forgotten(client, send):
    damaged = 'user;nama\nani02;Ani\n"budi01";"Bu"di";x\ncici3;Cici\n'
    assert "budi01" in str(_reading(send, damaged))
    forget("budi01")
    reading = _reading(send, damaged)
    assert "budi01" not in str(reading)
    assert [row["row"] for row in reading["rows"]] == [2, 3, 4]
    assert reading["samples"][0] == ["ani02", "cici3"]


def _reading(send, text):
    wanted = send(text)
    work()
    return MemberImport.objects.get(pk=wanted.pk).reading

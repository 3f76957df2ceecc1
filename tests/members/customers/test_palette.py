"""Finding customers of databases and reservations in the palette."""

import pytest
from django.test import Client

from crm.mongo.inspection import collection_scans, recorded_commands
from members.conflicts.marks import mark_rows
from members.customers.palette import search_members
from tests.make import make_admin, make_reservation
from tests.members.make import make_database
from tests.members.rows import make_row, stored

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


def found(person, text):
    return [hit.label for hit in search_members(person, text)]


@pytest.fixture
def rows(product, owner):
    database = make_database(product, 0)
    budi = make_row(database, "Budi.01", name="Budi Santoso", phone=PHONE, staff=owner)
    other = make_row(database, "andi02", name="Andi Budiman Saputra", phone="+6281399990000")
    return budi, other


@pytest.mark.parametrize(
    ("text", "customers"),
    [
        ("budi01", ["Budi.01"]),
        ("BUDI 0", ["Budi.01"]),
        ("santo", ["Budi.01"]),
        ("budi sant", ["Budi.01"]),
        ("saputra andi", ["andi02"]),
        ("andi santoso", []),
        ("7890", ["Budi.01"]),
        ("34567890", ["Budi.01"]),
        ("0812 3456-7890", ["Budi.01"]),
        ("+62 812 3456 7890", ["Budi.01"]),
        ("789", []),
        ("0812", []),
        (".*", []),
        ("$where", []),
    ],
)
def test_by_id_words_of_a_name_and_the_end_of_a_phone(rows, admin, text, customers):
    assert found(admin, text) == customers


def test_a_word_of_a_name_begins_with_the_text(rows, admin):
    assert sorted(found(admin, "budi")) == ["Budi.01", "andi02"]


def test_RO_6_staff_find_what_is_theirs(rows, owner, stranger, admin, product):
    make_reservation(stranger, product, "citra03", by=admin)
    assert found(owner, "budi") == ["Budi.01"]
    assert found(owner, "andi") == []
    assert found(owner, "0000") == []
    assert found(owner, "citra") == []
    assert found(stranger, "citra") == ["citra03"]


def test_a_customer_of_several_databases_is_one_hit(rows, admin, owner, product):
    make_row(make_database(product, 0), "budi01")
    make_reservation(owner, product, "budi01", by=admin)
    [hit] = search_members(admin, "budi01")
    assert hit.note == "reserved for owner in P"


def test_the_phone_is_masked_and_no_address_names_anybody(rows, admin):
    [hit] = search_members(admin, "7890")
    assert "••••890" in hit.note
    assert PHONE not in hit.note
    assert hit.url == f"/members/customers/of/row/{rows[0].pk}/"


def test_RO_5_a_blocked_admin_finds_nobody(rows):
    assert found(make_admin(blocked_pages=["customers"]), "budi") == []


def test_it_asks_three_times_at_most_and_by_index(rows, admin, owner):
    for person in (admin, owner):
        with recorded_commands() as commands:
            found(person, "0812 3456")
        assert len(commands) <= 3
        assert collection_scans(commands) == []


def test_every_hit_opens_the_customers_page(rows, admin, client_of):
    client: Client = client_of(admin)
    for hit in search_members(admin, "budi"):
        page = client.get(hit.url, follow=True)
        assert page.status_code == 200
        assert hit.label in page.content.decode()


def test_DB_10_no_other_cell_is_guessed_sign_after_sign(product, owner, admin):
    database = make_database(product, 0, kind="bonanza", columns=("username", "no rekening"))
    make_row(database, "budi01", cells=["budi01", "8830417725"], staff=owner)
    for digits in ("8830", "88304", "8830417725"):
        assert found(owner, digits) == []
        assert found(admin, digits) == []
    assert found(owner, "budi01") == ["budi01"]


def test_RO_7_a_masked_phone_is_not_guessed(product, owner, stranger, admin):
    row = make_row(make_database(product, 0), "budi01", phone=PHONE, staff=owner)
    assert found(owner, "34567890") == ["budi01"]
    mark_rows(make_reservation(stranger, product, "budi01", by=admin), by=admin)
    assert stored(row).is_conflict
    assert found(owner, "34567890") == []
    assert found(owner, "budi01") == ["budi01"]
    assert found(admin, "34567890") == ["budi01"]


@pytest.mark.parametrize(
    ("blocked", "customers"),
    [
        ("reserved", ["free01", "held01"]),
        ("databases", ["reserved01", "held01"]),
        ("batches", ["reserved01", "free01", "held01"]),
    ],
)
def test_RO_5_each_part_asks_for_its_own_page(product, owner, admin, blocked, customers):
    database = make_database(product, 0)
    make_row(database, "free01")
    make_row(database, "held01", staff=owner)
    make_reservation(owner, product, "reserved01", by=admin)
    person = make_admin(blocked_pages=[blocked])
    texts = ("reserved01", "free01", "held01")
    assert [name for text in texts for name in found(person, text)] == customers


def test_RO_5_whoever_is_blocked_from_databases_and_batches_finds_no_row(product, owner):
    make_row(make_database(product, 0), "held01", staff=owner)
    assert found(make_admin(blocked_pages=["databases", "batches"]), "held01") == []

"""Finding customers of databases and reservations in the palette."""

import pytest
from django.test import Client

from crm.mongo.inspection import collection_scans, recorded_commands
from members.customers.palette import search_members
from tests.make import make_admin, make_reservation
from tests.members.make import make_database
from tests.members.rows import make_row

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


def test_it_asks_twice_at_most_and_by_index(rows, admin, owner):
    for person in (admin, owner):
        with recorded_commands() as commands:
            found(person, "budi sant")
        assert len(commands) <= 2
        assert collection_scans(commands) == []


def test_every_hit_opens_the_customers_page(rows, admin, client_of):
    client: Client = client_of(admin)
    for hit in search_members(admin, "budi"):
        page = client.get(hit.url, follow=True)
        assert page.status_code == 200
        assert hit.label in page.content.decode()

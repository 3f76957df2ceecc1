"""Customers by the beginning of their key, each person their own (RO-6)."""

from datetime import date

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands, winning_stages
from omset.ledger import trash
from omset.lists import customers
from omset.lists.customers import find_customers
from tests.make import make_deposit, make_product

pytestmark = pytest.mark.django_db


def keys(user, text, **options):
    return [customer.key for customer in find_customers(user, text, **options)]


def test_staff_find_their_own_customers_and_admins_all(owner, stranger, admin, product):
    make_deposit(owner, product, "Budi"), make_deposit(stranger, product, "Budiman")
    assert [keys(person, "bud") for person in (owner, stranger, admin)] == [
        ["budi"],
        ["budiman"],
        ["budi", "budiman"],
    ]


def test_it_compares_as_customers_are_compared(owner, product):
    make_deposit(owner, product, "Budi Santoso")
    assert [keys(owner, text) for text in ("BUDI  san", "santoso", "")] == [["budisantoso"], [], []]


def test_each_customer_is_found_once_as_last_recorded(owner, product):
    other = make_product("Q")
    make_deposit(owner, product, "BUDI", "2026-02-01"), make_deposit(owner, other, "budi")
    make_deposit(owner, other, "Budi", "2026-02-03")
    [customer] = find_customers(owner, "bu")
    assert customer.customer_id == "Budi"
    assert customer.last_date == date(2026, 2, 3)
    assert customer.product_id == other.pk
    assert customer.product_name == "Q"


def test_a_product_narrows_it(owner, product):
    make_deposit(owner, product, "budi"), make_deposit(owner, make_product(), "budiman")
    assert keys(owner, "bu", product=product.pk) == ["budi"]


def test_who_is_only_in_the_trash_is_left_out_and_makes_room(owner, product):
    trash.delete(make_deposit(owner, product, "a1").pk, by=owner)
    for customer in ("a2", "a3", "a4"):
        make_deposit(owner, product, customer)
    assert keys(owner, "a", limit=2) == ["a2", "a3"]


def test_many_records_of_one_customer_do_not_hide_the_next(owner, product, monkeypatch):
    monkeypatch.setattr(customers, "READ_AT_ONCE", 3)
    for day in range(1, 8):
        make_deposit(owner, product, "a1", f"2026-02-{day:02}")
    make_deposit(owner, product, "a2"), make_deposit(owner, product, "a3")
    assert keys(owner, "a") == ["a1", "a2", "a3"]


@pytest.mark.parametrize("text", [".*", "^b", "(", "[", "%", "_", "$where", "\\", "\0", "<b>"])
def test_no_character_is_a_pattern(owner, product, text):
    make_deposit(owner, product, "xyz")
    assert keys(owner, text) == []


def test_it_reads_the_index_alone_to_find_out_who(owner, admin, product):
    for number in range(12):
        make_deposit(owner, product, f"a{number}")
    for person in (owner, admin):
        with recorded_commands() as commands:
            find_customers(person, "a")
        assert [command.name for command in commands] == ["find", "aggregate"]
        assert collection_scans(commands) == []
        assert "FETCH" not in winning_stages(commands[0])

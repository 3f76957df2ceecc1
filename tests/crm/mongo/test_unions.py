"""Rows and counts of several collections with one command."""

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.mongo.unions import count_part, read_union, rows_part
from crm.staff.models import Product, User
from tests.make import make_product, make_staff

pytestmark = pytest.mark.django_db


def counted_together(querysets, limit):
    parts = {name: count_part(rows, limit) for name, rows in querysets.items()}
    return {name: [row["count"] for row in rows] for name, rows in read_union(parts).items()}


def test_each_queryset_is_counted_under_its_name_with_one_command():
    people = [make_staff() for _number in range(3)]
    make_product()
    querysets = {
        "all": User.objects.all(),
        "one": User.objects.filter(pk=people[0].pk),
        "none": User.objects.filter(username_key="nobody"),
        "products": Product.objects.all(),
    }
    with recorded_commands() as commands:
        counts = counted_together(querysets, 100)
    assert counts == {"all": [3], "one": [1], "none": [], "products": [1]}
    assert [command.name for command in commands] == ["aggregate"]


def test_counting_stops_at_the_limit():
    for _number in range(3):
        make_product()
    assert counted_together({"products": Product.objects.all()}, 2) == {"products": [2]}


def test_an_index_answers_each():
    querysets = {name: User.objects.filter(username_key=name) for name in "ab"}
    with recorded_commands() as commands:
        counted_together(querysets, 100)
    assert collection_scans(commands) == []


def test_nothing_to_count_asks_nothing():
    assert counted_together({}, 100) == {}


def test_rows_of_several_collections_come_in_their_order_with_one_command():
    for name in ("b", "a", "c"):
        make_product(name)
    make_staff("rina")
    querysets = {
        "products": Product.objects.order_by("-name_key").values("name")[:2],
        "people": User.objects.values("username"),
        "none": User.objects.filter(username_key="nobody").values("username"),
    }
    with recorded_commands() as commands:
        result = read_union({name: rows_part(rows) for name, rows in querysets.items()})
    names = {
        key: [row.get("name", row.get("username")) for row in rows] for key, rows in result.items()
    }
    assert names == {"products": ["c", "b"], "people": ["rina"], "none": []}
    assert [command.name for command in commands] == ["aggregate"]

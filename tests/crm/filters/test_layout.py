"""Which columns an account sees, and how close the rows are."""

import re

import pytest
from django.urls import reverse

from crm.filters.layout import layout_of
from crm.staff.models import User
from tests.make import make_deposit

pytestmark = pytest.mark.django_db
ALL = "/omset/?preset=all"


def heads(page):
    return re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page.content.decode())


def choose(client, *columns, density="comfortable"):
    data = {"page": "omset", "columns": columns, "density": density}
    return client.post(reverse("filters:layout"), data)


def test_everything_is_shown_until_chosen_otherwise(owner, product, client_of):
    make_deposit(owner, product)
    assert len(heads(client_of(owner).get(ALL))) == 10


def test_hidden_columns_leave_the_table_and_the_cards(owner, product, client_of):
    client = client_of(owner)
    make_deposit(owner, product, "x", note="secret")
    choose(client, "product")
    page = client.get(ALL)
    assert heads(page) == ["Date", "Product", "Customer", "Total"]
    labels = re.findall(r'<td[^>]* data-label="(.*?)"', page.content.decode())
    assert labels == ["Date", "Product", "Customer", "Total"]
    assert b"secret" not in page.content


def test_the_rows_are_as_close_as_chosen(owner, product, client_of):
    client = client_of(owner)
    make_deposit(owner, product)
    assert "data-density" not in client.get(ALL).content.decode()
    choose(client, density="compact")
    assert 'data-density="compact"' in client.get(ALL).content.decode()
    choose(client, density="enormous")
    assert layout_of(User.objects.get(pk=owner.pk), "omset").density == "compact"


def test_nonsense_hides_nothing(owner, client_of):
    choose(client_of(owner), "<b>", "date", "kind")
    hidden = layout_of(User.objects.get(pk=owner.pk), "omset").hidden
    assert hidden == {"staff", "product", "nominal", "multiplier", "note", "approval"}

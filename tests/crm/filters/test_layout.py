"""Which columns an account sees, and how close the rows are."""

import pytest
from django.urls import reverse

from crm.staff.accounts.list_layout import layout_of
from crm.staff.models import User
from tests.make import make_deposit
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
ALL = "/omset/?preset=all"


def heads(page):
    return [head.text for head in parsed(page).all("th", scope="col")]


def densities(page):
    return [part["data-density"] for part in parsed(page).all() if part.get("data-density")]


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
    cells = [cell for cell in parsed(page).all("td") if cell.get("data-label")]
    assert [cell["data-label"] for cell in cells] == ["Date", "Product", "Customer", "Total"]
    assert b"secret" not in page.content


def test_the_rows_are_as_close_as_chosen(owner, product, client_of):
    client = client_of(owner)
    make_deposit(owner, product)
    assert densities(client.get(ALL)) == []
    choose(client, density="compact")
    assert densities(client.get(ALL)) == ["compact"]
    choose(client, density="enormous")
    assert layout_of(User.objects.get(pk=owner.pk), "omset").density == "compact"


def test_nonsense_hides_nothing(owner, client_of):
    choose(client_of(owner), "<b>", "date", "kind")
    hidden = layout_of(User.objects.get(pk=owner.pk), "omset").hidden
    assert hidden == {"staff", "product", "nominal", "multiplier", "note", "approval"}

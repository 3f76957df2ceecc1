"""The page of exchange rates: added, never changed."""

from datetime import date
from decimal import Decimal

import pytest

from bonuses.models import ExchangeRate
from crm.mongo.inspection import collection_scans, recorded_commands
from tests.make import make_admin

pytestmark = pytest.mark.django_db
URL = "/bonuses/rates/"
RATE = {"valid_from": "2026-03-01", "rupiah": "16250"}


def test_a_rate_is_added_beside_the_earlier_ones(client_of, admin):
    client = client_of(admin)
    client.post(URL, RATE)
    client.post(URL, RATE | {"rupiah": "16300,50"})
    found = ExchangeRate.objects.order_by("id").values_list("valid_from", "rupiah", "set_by_name")
    assert list(found) == [
        (date(2026, 3, 1), Decimal(16250), "admin"),
        (date(2026, 3, 1), Decimal("16300.50"), "admin"),
    ]
    assert b"Rp 16.300,50" in client.get(URL).content.replace(b"\xc2\xa0", b" ")


@pytest.mark.parametrize(
    "rupiah", ["0", "-1", "16.250", "1,234", "0,001", "0,99", "99999999", "NaN", ""]
)
def test_a_rate_is_a_plain_amount_above_zero(client_of, admin, rupiah):
    assert client_of(admin).post(URL, RATE | {"rupiah": rupiah}).status_code == 422
    assert ExchangeRate.objects.count() == 0


def test_RO_6_rates_are_for_admins(client_of, owner):
    blocked = make_admin("blocked", blocked_pages=["plans"])
    found = [client_of(person).post(URL, RATE).status_code for person in (owner, blocked)]
    assert (found, ExchangeRate.objects.count()) == ([403, 403], 0)


def test_the_page_asks_little_and_by_index(client_of, admin):
    client = client_of(admin)
    client.post(URL, RATE)
    with recorded_commands() as commands:
        client.get(URL)
    assert collection_scans(commands) == []
    assert len(commands) <= 8

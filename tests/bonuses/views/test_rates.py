"""The page of exchange rates: added, never changed."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from bonuses.models import ExchangeRate
from bonuses.months import closing
from crm.mongo.inspection import collection_scans, recorded_commands
from tests.make import make_admin

pytestmark = pytest.mark.django_db
URL = "/bonuses/rates/"
RATE = {"valid_from": "2026-03-01", "rupiah": "16250"}


def test_a_rate_is_added_beside_the_earlier_ones(client_of, admin):
    client = client_of(admin)
    client.post(URL, RATE)
    client.post(URL, RATE | {"rupiah": "16300,50"})
    result = ExchangeRate.objects.order_by("id").values_list("valid_from", "rupiah", "set_by_name")
    assert list(result) == [
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
    result = [client_of(person).post(URL, RATE).status_code for person in (owner, blocked)]
    assert result == [403, 403]
    assert ExchangeRate.objects.count() == 0


def test_the_page_asks_little_and_by_index(client_of, admin):
    client = client_of(admin)
    client.post(URL, RATE)
    with recorded_commands() as commands:
        client.get(URL)
    assert collection_scans(commands) == []
    assert len(commands) <= 8


def test_a_rate_of_a_closed_month_is_refused_beside_the_field(client_of, admin):
    closing.close(date(2026, 2, 1), by=admin)
    answer = client_of(admin).post(URL, RATE | {"valid_from": "2026-02-28"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "valid_from": [
            "February 2026 is closed with its rate and keeps it. Choose 1 Mar 2026 or a later day."
        ]
    }
    assert ExchangeRate.objects.count() == 0


def test_several_closed_months_are_named_together(client_of, admin):
    for month in (2, 3):
        closing.close(date(2026, month, 1), by=admin)
    answer = client_of(admin).post(URL, RATE | {"valid_from": "2026-01-01"})
    [error] = answer.context["form"].errors["valid_from"]
    assert "2 months from February 2026 to March 2026 are closed" in error
    assert "Choose 1 Apr 2026" in error


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-01-20", "January 2026 to March 2026 are now shown in rupiah at it."),
        ("2026-03-02", "March 2026 is now shown in rupiah at it."),
        ("2026-05-01", "It changes no month up to now."),
    ],
)
@time_machine.travel("2026-03-20T10:00:00+07:00")
def test_the_page_says_which_months_a_rate_moves(client_of, admin, day, moved):
    answer = client_of(admin).post(URL, RATE | {"valid_from": day}, follow=True)
    assert moved in answer.content.decode()


def test_a_closing_is_reviewed_with_its_rate(client_of, admin):
    client, review = client_of(admin), "/bonuses/closing/?month=2026-02"
    assert "no exchange rate is known for its last day" in client.get(review).content.decode()
    client.post(URL, RATE | {"valid_from": "2026-02-01"})
    page = client.get(review).content.decode().replace("\xa0", " ")
    assert "Rp 16.250 for one dollar, from 1 Feb 2026 on" in page

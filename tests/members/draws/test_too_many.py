"""How many rows one person may have asked for and not worked yet (DB-3)."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crm.policies.verbs import decide
from members.draws.hoarding import TooManyUnworked, unworked_rows
from members.draws.policies import MOST_UNWORKED
from members.draws.requests import approve, ask
from members.models import DatabaseRequest, MemberRow
from tests.members.make import make_database
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


def asked(staff, database, count, key):
    return ask(staff=staff, database_id=database.pk, count=count, idempotency_key=key)


@pytest.fixture
def five(admin):
    decide(MOST_UNWORKED, Decimal(5), timezone.localdate(), by=admin, reason="few at a time")


def test_it_is_two_thousand_unless_the_floor_decides_otherwise(db):
    assert MOST_UNWORKED.default == 2_000


def test_what_waits_and_what_has_no_status_are_counted_over_all_databases(
    five, owner, admin, product
):
    first, second = make_database(product, 6), make_database(product, 6)
    approve(asked(owner, first, 2, "a").pk, by=admin)
    asked(owner, second, 2, "b")
    assert unworked_rows(owner) == 4
    with pytest.raises(TooManyUnworked) as refused:
        asked(owner, first, 2, "c")
    assert refused.value.unworked == 4
    assert refused.value.most == 5
    assert DatabaseRequest.objects.count() == 2
    asked(owner, first, 1, "d")


def test_rows_with_a_status_and_rows_of_colleagues_do_not_count(
    five, owner, stranger, admin, product
):
    database = make_database(product, 12)
    approve(asked(owner, database, 5, "a").pk, by=admin)
    asked(stranger, database, 2, "b")
    worked = MemberRow.objects.with_staff(owner.pk).order_by("pk")[:2]
    MemberRow.objects.filter(pk__in=[row.pk for row in worked]).update(whatsapp="ada")
    assert unworked_rows(owner) == 3
    asked(owner, database, 2, "c")
    with pytest.raises(TooManyUnworked):
        asked(owner, database, 1, "d")


def test_0_is_no_limit(owner, admin, product):
    decide(MOST_UNWORKED, Decimal(0), timezone.localdate(), by=admin, reason="no limit")
    asked(owner, make_database(product, 9), 9, "a")


def test_the_form_says_why(five, client_of, owner, product):
    database = make_database(product, 9)
    form = {"database": str(database.pk), "count": "6", "idempotency_key": "a"}
    page = client_of(owner).post(reverse("members:request_new"), form)
    assert page.status_code == 422
    assert "at most 5 may" in parsed(page).all("main")[0].text
    assert not DatabaseRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_requests_of_one_person_at_two_databases_at_once_see_each_other(five, owner, product):
    databases = [make_database(product, 9) for _each in range(4)]

    def ask_for_three(number):
        try:
            return asked(owner, databases[number], 3, f"key{number}") and 3
        except TooManyUnworked:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(ask_for_three, range(4))) == 3
    assert unworked_rows(owner) == 3

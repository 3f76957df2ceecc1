"""SE-3: a friendly page with the request's id, and 503 while the database is away."""

import pytest
from django.db import DatabaseError
from django.test import Client, override_settings
from django.urls import path
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from crm.staff.access import public
from crm.web import errors

NOWHERE = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=20"


def broken(request):
    raise RuntimeError("secret detail")


def without_database(request):
    with MongoClient(NOWHERE) as client:
        client.admin.command("ping")


def while_an_index_goes(request):
    # A migration drops it under a page that is just reading.
    raise DatabaseError from OperationFailure("query plan killed :: index dropped", 175)


for view in (broken, without_database, while_an_index_goes):
    public(view)

urlpatterns = [
    path("broken/", broken),
    path("away/", without_database),
    path("migrating/", while_an_index_goes),
]
handler500 = errors.server_error


@pytest.fixture
def client():
    return Client(raise_request_exception=False, headers={"X-Request-ID": "request-0042"})


@override_settings(ROOT_URLCONF=__name__, TRUSTED_PROXIES=1)
def test_SE_3_a_fault_shows_the_request_id_and_no_detail(client):
    answer = client.get("/broken/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "request-0042" in text
    assert "secret detail" not in text


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("place", ["/away/", "/migrating/"])
def test_SE_3_a_database_that_is_away_is_503_and_asks_to_try_again(client, place):
    answer = client.get(place)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"

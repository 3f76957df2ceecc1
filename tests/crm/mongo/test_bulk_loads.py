"""Item 12: history for consistent reads is cut short while a bulk load runs, and no longer."""

import pytest

from crm.mongo import bulk_loads
from crm.mongo.bulk_loads import PARAMETER, bulk_load
from crm.mongo.rows import mongo_connection

pytestmark = pytest.mark.django_db(transaction=True)


def kept_seconds() -> int:
    admin = mongo_connection().database.client.admin
    return admin.command("getParameter", 1, **{PARAMETER: 1})[PARAMETER]


def test_the_server_keeps_less_while_rows_come_in():
    with bulk_load():
        assert kept_seconds() == bulk_loads.SECONDS_WHILE_LOADING


def test_and_as_much_as_usual_afterwards():
    with bulk_load():
        pass
    assert kept_seconds() == bulk_loads.USUAL_SECONDS


def test_a_load_that_fails_leaves_it_as_usual():
    with pytest.raises(ZeroDivisionError), bulk_load():
        1 / 0  # noqa: B018
    assert kept_seconds() == bulk_loads.USUAL_SECONDS


def test_where_the_server_refuses_the_load_goes_on(monkeypatch):
    monkeypatch.setattr(bulk_loads, "PARAMETER", "noSuchParameter")
    loaded = []
    with bulk_load():
        loaded.append(1)
    assert loaded == [1]

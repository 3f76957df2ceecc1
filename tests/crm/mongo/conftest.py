"""The sample models in the test database, and the same database through the stock engine."""

import pytest
from django.db import connection, connections

from crm.mongo.engine.recorder import recorder
from tests.crm.mongo.sample import rows
from tests.crm.mongo.sample.models import MODELS


@pytest.fixture(scope="session")
def sample(django_db_setup, django_db_blocker):
    """Create the sample collections with this engine's indexes."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)


@pytest.fixture(scope="session")
def stock(django_db_setup, django_db_blocker):
    """Return an alias of the test database on the stock engine."""
    ours = connections.settings["default"]
    options = {**ours["OPTIONS"], "event_listeners": [recorder]}
    engine = {"ENGINE": "django_mongodb_backend", "OPTIONS": options}
    connections.settings["stock"] = {**ours, **engine}
    yield "stock"
    with django_db_blocker.unblock():
        connections["stock"].close_pool()
    del connections["stock"], connections.settings["stock"]


@pytest.fixture
def ledger(sample, db):
    """Write the sample's rows: teams, staff, products and deposits of several months."""
    return rows.write()

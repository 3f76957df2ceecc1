"""What tests of the ledger share."""

import pytest

from tests.make import make_deposit
from tests.omset import reference
from tests.remembered import remembered


@pytest.fixture
def nothing_differs(db):
    """After the test each number is what the records say."""
    yield
    assert reference.drift() == []


@pytest.fixture
@remembered
def record(owner, product):
    return make_deposit(owner, product, "x")

"""Who decides on the pages of loyalty."""

import pytest

from tests.make import make_master


@pytest.fixture
def boss(db):
    """A master admin who has just proved who they are."""
    return make_master("boss")

"""After whatever is done to batches, each database counts its rows as they are."""

import pytest

from members.databases.counts import find_faults


@pytest.fixture
def written_by_hand():
    """For a test that writes the status of rows past the verbs, which count them."""


@pytest.fixture(autouse=True)
def every_database_counts_its_rows(db, request):
    yield
    if "written_by_hand" not in request.fixturenames:
        assert list(find_faults()) == []

"""The golden set; the tests on real deposits are collected where the data is (pytest's header)."""

import pytest

from tests.environment import CDNOW
from tests.omset.golden import Golden
from tests.remembered import remembered

collect_ignore = [] if CDNOW.exists() else ["test_cdnow.py"]


@pytest.fixture
@remembered
def golden(db):
    """The deposits of the golden set, whose numbers are worked out by hand."""
    return Golden()

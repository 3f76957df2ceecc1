"""A programme, and what imports into it."""

import pytest

from tests.loyalty.imports.files import Importer
from tests.loyalty.make import make_programme


@pytest.fixture
def programme():
    return make_programme("Setia")


@pytest.fixture
def load(programme, tmp_path):
    return Importer(programme, tmp_path)

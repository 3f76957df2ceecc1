"""A URL that takes files, and what is stored."""

from dataclasses import replace

import pytest
from django.test import Client

from crm.uploads.models import Upload
from crm.uploads.store import chunks, files, store_file
from tests.conftest import session_of
from tests.crm.uploads.urls import LETTERS


@pytest.fixture(autouse=True)
def letters_are_taken(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.crm.uploads.urls"


@pytest.fixture
def limited(monkeypatch):
    """limited(largest=..): the same purpose with other limits."""

    def change(**limits):
        for name, value in limits.items():
            # A frozen value: the test alone changes it, and puts it back.
            monkeypatch.setitem(vars(LETTERS), name, value)
        return replace(LETTERS)

    return change


@pytest.fixture
def letter(admin, tmp_path):
    """letter(content=b"..", owner=admin): a stored file."""

    def make(content=b"date,amount\n", owner=admin, name="Budi's deposits.csv"):
        path = tmp_path / "source.csv"
        path.write_bytes(content)
        return store_file(path, owner, LETTERS, name, "csv")

    return make


@pytest.fixture
def checked(admin, settings):
    """A signed-in browser whose forms are checked for their token, and the token."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(admin)
    return client, client.get("/csrf/").json()["token"]


def nothing_is_stored():
    """Whether no row, no list entry and no chunk is there."""
    counts = [Upload.objects.count(), files().count_documents({}), chunks().count_documents({})]
    return counts == [0, 0, 0]

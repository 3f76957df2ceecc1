"""The standing people and the clients of the tests."""

import os

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from tests.database import (  # noqa: F401
    _django_db_helper,
    django_db_modify_db_settings,
    written_by_others,
)
from tests.make import make_admin, make_product, make_staff
from tests.remembered import remembered

settings.register_profile(
    "tests",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("tests")


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def plain_static_names(settings):
    """Pages render, and their files are served, without collectstatic."""
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}


@pytest.fixture
@remembered
def owner(db):
    return make_staff("owner")


@pytest.fixture
@remembered
def stranger(db):
    return make_staff("stranger")


@pytest.fixture
@remembered
def admin(db):
    return make_admin("admin")


@pytest.fixture
@remembered
def product(db):
    return make_product("P")


@pytest.fixture
def client_of():
    """A signed-in browser: client_of(person), or with htmx=True one that sends htmx requests."""

    def signed_in(person, *, htmx=False):
        client = Client(headers={"HX-Request": "true"} if htmx else None)
        client.force_login(person)
        return client

    return signed_in

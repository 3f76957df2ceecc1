"""The standing people and the clients of the tests."""

import itertools
import os
import time
from dataclasses import replace

import pytest
from bson import ObjectId
from django.conf import settings as conf
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from hypothesis import HealthCheck, settings

from crm.audit import record
from crm.garbage import collect_seldom
from crm.registry.history_words import SUBJECTS, VERBS
from crm.staff import writes
from crm.staff.sign_in import failed_sign_ins
from crm.staff.sign_in.confirmation import CONFIRMED
from crm.staff.sign_in.sessions import SessionStore
from omset import policies
from tests.database import (  # noqa: F401
    _django_db_helper,
    django_db_modify_db_settings,
    django_db_setup,
    every_write_says_where_it_lies,
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

# Half a minute and more each: begun first, so that at the end no process waits for one.
LONGEST = (
    "failover/test_failover.py",
    "browser/test_pages.py",
    "browser/entry/test_golden_set.py",
    "omset/test_state_machine.py",
    "omset/test_cdnow.py",
    "members/draws/test_processes.py",
    "omset/test_concurrency.py",
    "crm/web/test_slow_database.py",
    "browser/shell/test_killed_primary.py",
    "failover/test_full_disk.py",
    "bonuses/test_state_machine.py",
)


def pytest_collection_finish():
    """All modules are loaded: from here on no test waits while Python looks through them all."""
    collect_seldom()


def pytest_collection_modifyitems(items):
    """Two processes begin with a half each: at the head of both stand long ones."""
    long = [item for item in items if item.path.as_posix().endswith(LONGEST)]
    rest = [item for item in items if item not in long]
    half = len(rest) // 2
    items[:] = [*long[::2], *rest[:half], *long[1::2], *rest[half:]]


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def plain_static_names(settings):
    """Pages render, and their files are served, without collectstatic."""
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}


@pytest.fixture(autouse=True)
def limits_begin_with_the_test(monkeypatch):
    """The minutes of rate limits are counted from here: none ends while a test fills one."""
    began = int(time.time())

    def window(_value, period):
        return began + ((int(time.time()) - began) // period + 1) * period

    monkeypatch.setattr("django_ratelimit.core._get_window", window)
    five_minutes = failed_sign_ins.SECONDS
    monkeypatch.setattr(
        failed_sign_ins, "_window", lambda: divmod(int(time.time()) - began, five_minutes)
    )


@pytest.fixture(autouse=True)
def history_has_a_word_for_what_is_done(monkeypatch):
    """Whatever a test is about: nothing that it has noted reads raw (issue 15, 6)."""
    write, raw = record._event, set()

    def noted(subject, subject_type, verb, *rest, **more):
        raw.update({subject_type} - SUBJECTS.keys() | {verb} - VERBS.keys())
        return write(subject, subject_type, verb, *rest, **more)

    monkeypatch.setattr(record, "_event", noted)
    yield
    assert raw == set()


@pytest.fixture(autouse=True)
def deposits_of_any_size_and_date(request, monkeypatch):
    """Tests date and value deposits as they like; `limits_as_shipped` has the limits back."""
    if "limits_as_shipped" not in request.fixturenames:
        for name in ("LARGEST_DEPOSIT", "OLDEST_ENTRY"):
            policy = getattr(policies, name)
            monkeypatch.setattr(policies, name, replace(policy, default=policy.most))


@pytest.fixture(autouse=True)
def forms_without_end(request, monkeypatch):
    """A test sends as many forms as it likes, but for those of the limit itself."""
    if "writes_as_shipped" not in request.fixturenames:
        monkeypatch.setattr(writes, "WRITES_A_MINUTE", 1_000_000)


@pytest.fixture
def writes_as_shipped():
    """So many forms a minute as people may send."""


@pytest.fixture
def limits_as_shipped():
    """The limits of plausible deposits that hold before anybody has decided about them."""


@pytest.fixture
def falling_ids(monkeypatch):
    """As of many web processes: of two rows of one second the later has the smaller id."""
    numbers = itertools.count(2**40 - 1, -1)
    fall = classmethod(lambda cls: next(numbers).to_bytes(5, "big"))
    monkeypatch.setattr(ObjectId, "_random", fall)


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


def session_of(person, *, confirmed=True) -> str:
    """The key of a session made for them: what Client.force_login() makes with a dozen commands."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = conf.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if confirmed:
        # However far a test moves its clock.
        store[CONFIRMED] = 2**40
    store.save(must_create=True)
    return store.session_key


@pytest.fixture
def client_of():
    """A signed-in browser: client_of(person), or with htmx=True one that sends htmx requests.

    They have proved a moment ago who they are, unless told otherwise (asks_again).
    """

    def signed_in(person, *, htmx=False, confirmed=True):
        client = Client(headers={"HX-Request": "true"} if htmx else None)
        client.cookies[conf.SESSION_COOKIE_NAME] = session_of(person, confirmed=confirmed)
        return client

    return signed_in

"""A real browser against real web processes and the real database.

These tests are collected where Debian's Chromium is installed; pytest's header says so if it is
not (tests/environment.py).
"""

import os
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from crm.policies.models import PolicyValue
from omset.policies import OLDEST_ENTRY
from tests.browser.instruments.chromium import ARGUMENTS
from tests.browser.instruments.mailbox import Mailbox
from tests.browser.instruments.person import PATIENCE_MS, Person
from tests.browser.instruments.web_server import WebServer
from tests.environment import CHECKOUT, CHROMIUM
from tests.remembered import remembered

ARTIFACTS = CHECKOUT / ".test-artifacts"
collect_ignore_glob = [] if CHROMIUM.exists() else ["test_*.py"]


@pytest.fixture(scope="session")
def mailbox():
    """Where the mails arrive that the web processes send."""
    box = Mailbox()
    box.open()
    yield box
    box.close()


@pytest.fixture(scope="session")
def web_server(django_db_setup, tmp_path_factory, mailbox):
    """The product on the test database of this pytest worker."""
    static_root = tmp_path_factory.mktemp("static")
    database = connection.settings_dict["NAME"]
    server = WebServer(settings.MONGODB_URI, database, static_root, mailbox.settings)
    server.collect_static()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def chromium():
    """Playwright leaves a running loop in this thread, which Django would refuse to work beside."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
@remembered
def any_date(db):
    """Staff may date deposits as far back as they like: the server is a process of its own."""
    values = {"valid_from": date(1990, 1, 1), "sequence": 1, "author_name": "nobody"}
    PolicyValue.objects.create(policy=OLDEST_ENTRY.key, value=OLDEST_ENTRY.most, **values)


@pytest.fixture
def sign_in(web_server, chromium, written_by_others, request):
    """sign_in(user, by_form=False, **options of the browser): a Person who is signed in.

    sign_in(None) is a visitor. Fails the test on whatever went wrong in a browser, and leaves a
    picture if it failed.
    """
    people = []

    def enter(user, *, by_form=False, **options):
        context = chromium.new_context(base_url=web_server.url, **options)
        person = Person(context, user, web_server.url)
        people.append(person)
        if user:
            person.sign_in_by_form() if by_form else person.sign_in()
        return person

    yield enter
    for person in people:
        if request.node.failed:
            person.picture(ARTIFACTS / "failed" / f"{request.node.name}-{person.name}.jpg")
        person.context.close()
    assert [complaint for person in people for complaint in person.complaints] == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report

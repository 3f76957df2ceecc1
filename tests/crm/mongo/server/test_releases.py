"""Releases of MongoDB that disclose memory are named where people look before and after a start."""

import pytest
from django.core import checks

from crm.mongo.server import releases
from crm.mongo.server.releases import discloses_memory
from tests.make import make_admin
from tests.parsed import parsed

pytestmark = pytest.mark.django_db(transaction=True)
WARNING = "discloses memory to strangers"


@pytest.fixture
def reached_by_others(monkeypatch):
    """The server of the tests as one on another machine."""
    monkeypatch.setattr(releases, "_is_loopback", lambda host: False)


@pytest.mark.parametrize(
    "version", ["6.0.27", "7.0.31", "7.0.5", "8.0.20", "8.0.0", "5.0.31", "4.4.29"]
)
def test_a_release_below_the_first_safe_one_discloses_memory(version):
    assert discloses_memory(version)


@pytest.mark.parametrize("version", ["7.0.32", "7.0.40", "8.0.21", "8.2.3", "x"])
def test_the_first_safe_release_and_later_ones_do_not(version):
    assert not discloses_memory(version)


def test_check_deploy_warns_of_it(reached_by_others):
    messages = [each.msg for each in checks.run_checks(include_deployment_checks=True)]
    assert any(WARNING in text for text in messages)


def test_a_server_of_this_machine_alone_is_no_danger():
    messages = [each.msg for each in checks.run_checks(include_deployment_checks=True)]
    assert not any(WARNING in text for text in messages)


def test_the_status_page_warns_of_it(client_of, reached_by_others):
    page = parsed(client_of(make_admin()).get("/status/"))
    alerts = page.all("div", **{"class": "alert alert-error"})
    assert any(WARNING in alert.text for alert in alerts)

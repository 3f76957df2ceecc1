"""Forgetting a customer is decided and asked for at once; what has stopped is gone on with."""

import pytest

from crm.jobs.models import Job, State
from crm.jobs.processes.worker import Worker
from members.customers import erasure
from members.customers.ids import customer_id_of
from members.models import Customer, ForgottenName
from tests.make import make_admin, make_master
from tests.members.make import make_database
from tests.members.rows import make_row, stored
from tests.parsed import text_of

pytestmark = pytest.mark.django_db


class Killed(Exception):
    pass


@pytest.fixture
def master(db):
    return make_master("boss")


@pytest.fixture
def client(master, client_of):
    return client_of(master)


@pytest.fixture
def row(product):
    return make_row(make_database(product, 0), "budi01", name="Budi Santoso")


@pytest.fixture
def address(row):
    return f"/members/customers/{customer_id_of('budi01')}/"


def work():
    while Worker().take_one():
        pass


def killed(*_arguments, **_options):
    raise Killed


def test_it_is_decided_and_asked_for_or_neither(client, address, monkeypatch):
    monkeypatch.setattr(erasure, "_ask", killed)
    with pytest.raises(Killed):
        client.post(f"{address}erase/", {"reason": "a letter"})
    assert Customer.objects.get().pseudonym == ""
    assert not ForgottenName.objects.exists()
    monkeypatch.undo()
    client.post(f"{address}erase/", {"reason": "a letter"})
    assert Job.objects.get().state == State.READY
    assert "Go on" not in text_of(client.get(address))


@pytest.mark.parametrize("how", ["failed", "cancelled", "never asked for"])
def test_what_has_stopped_is_gone_on_with(client, master, address, row, how, monkeypatch, settings):
    settings.JOB_RETRY_SECONDS = 0
    pk = Customer.objects.get().pk
    if how == "never asked for":
        erasure.begin_erasure(pk, by=master, reason="a command that was killed")
    else:
        client.post(f"{address}erase/", {"reason": "a letter"})
        Job.objects.update(state=State.DEAD if how == "failed" else State.CANCELLED)
    text = text_of(client.get(address))
    assert "has stopped before its end" in text
    assert "Go on" in text
    assert client.post(f"{address}erase/go-on/").status_code == 302
    assert client.post(f"{address}erase/go-on/").status_code == 409
    work()
    assert stored(row).name == ""
    assert Customer.objects.get().erased_at
    assert "has stopped" not in text_of(client.get(address))


def test_the_page_is_there_when_nothing_names_the_customer_any_more(
    client, address, row, monkeypatch, settings, client_of
):
    """Killed between the last thing that was rewritten and the word that it is done."""
    settings.JOB_RETRY_SECONDS = 0
    client.post(f"{address}erase/", {"reason": "a letter"})
    with monkeypatch.context() as patched:
        patched.setattr(erasure, "_finish", killed)
        work()
    assert stored(row).customer_id != "budi01"
    assert "Go on" in text_of(client.get(address))
    assert client_of(make_admin()).get(address).status_code == 404
    client.post(f"{address}erase/go-on/")
    work()
    assert Customer.objects.get().erased_at


def test_only_master_admins_let_it_go_on(client_of, admin, address):
    assert client_of(admin).post(f"{address}erase/go-on/").status_code == 403

"""Writing is limited: 60 forms a minute a person, whatever pages they are sent to."""

import pytest

from crm.staff import writes
from omset.models import OmsetRecord
from tests.make import deposit_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("writes_as_shipped")]


@pytest.fixture
def three_a_minute(monkeypatch):
    monkeypatch.setattr(writes, "WRITES_A_MINUTE", 3)


def test_writing_is_limited_to_sixty_a_minute():
    assert writes.WRITES_A_MINUTE == 60


def test_writing_is_limited_over_all_pages_together_and_writes_nothing_more(
    three_a_minute, owner, stranger, product, client_of
):
    client = client_of(owner)
    for _time in range(2):
        client.post("/omset/new/", deposit_form(product))
    client.post(f"/omset/{OmsetRecord.objects.first().pk}/delete/")
    answer = client.post("/omset/new/", deposit_form(product))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert OmsetRecord.objects.count() == 2
    assert client.get("/omset/").status_code == 200
    assert client_of(stranger).post("/omset/new/", deposit_form(product)).status_code == 302


def test_writing_is_limited_but_what_writes_nothing_is_not(
    three_a_minute, owner, product, client_of
):
    client = client_of(owner)
    answers = [client.post("/omset/check/", deposit_form(product)) for _time in range(5)]
    answers.append(client.post("/search/", {"q": "xy"}))
    assert {answer.status_code for answer in answers} == {200}
    assert client.post("/omset/new/", deposit_form(product)).status_code == 302

"""What one request, or one person, may cost."""

from contextlib import ExitStack, closing

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from omset import numbers
from omset.lists import filters
from tests.make import PASSWORD

EXPORT = "/omset/export/"


def sign_in_with_file(client, person, size):
    fields = {"username": person.username, "password": PASSWORD}
    return client.post("/login/", fields | {"file": SimpleUploadedFile("x", b"x" * size)})


def test_a_large_file_is_refused_before_it_is_read(client, owner):
    assert sign_in_with_file(client, owner, 1_000_000).status_code == 400


def test_a_small_file_is_dropped_and_its_form_is_read(client, owner):
    answer = sign_in_with_file(client, owner, 1_000)
    assert answer.status_code == 302
    assert answer.wsgi_request.FILES == {}


@pytest.fixture
def questions(monkeypatch):
    """Each time the database is asked for sums that would take too long."""
    times = []

    def too_many(match, kind=None, *, within_ms):
        times.append(match)
        raise numbers.TooManyRecords

    monkeypatch.setattr(filters.numbers, "of_records", too_many)
    return times


def test_who_keeps_asking_for_too_much_does_not_keep_the_database_busy(questions, owner, client_of):
    client = client_of(owner)
    with time_machine.travel("2026-03-01T03:00:00Z", tick=False):
        address = client.post("/omset/find/", {"customer": "a"})["Location"]
        codes = {client.get(address).status_code for _time in range(15)}
    assert codes == {200}
    assert len(questions) == 10


def test_a_leaderboard_of_a_thousand_years_is_not_worked_out(owner, client_of):
    result = {"period": "range", "start": "2000-01-01", "end": "2999-12-31"}
    page = client_of(owner).get("/leaderboard/", result)
    assert "end" in page.context["form"].errors
    assert "leaderboard" not in page.context


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_person_has_a_few_files_made_at_once(kind, owner, stranger, client_of):
    client, other = client_of(owner), client_of(stranger)

    def begin(who, times=1):
        result = {"format": kind, "preset": "all"}
        return [files.enter_context(closing(who.get(EXPORT, result))) for _time in range(times)]

    with ExitStack() as files:
        first, second, third = begin(client, 3)
        assert [answer.status_code for answer in begin(client) + begin(other)] == [429, 200]
        first.close()
        assert b"".join(second.streaming_content)
        again = [answer.status_code for answer in begin(client, 3)]
    assert third.status_code == 200
    assert again == [200, 200, 429]


def test_a_refused_download_is_none_that_is_under_way(owner, client_of):
    client = client_of(owner)
    codes = {client.get(EXPORT, {"format": "exe"}).status_code for _time in range(5)}
    assert codes == {422}

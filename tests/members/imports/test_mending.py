"""The rows that an upload has rejected are run again by one further upload."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from members.imports import requests
from members.models import MemberImport, UploadState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wanted(product):
    return MemberImport.objects.create(
        by_name="admin",
        file_name="a.csv",
        database_name="x",
        kind="normal",
        product=product,
        source="s",
        lawful_basis="l",
        state=UploadState.DONE,
        rows=2,
        counts={"rejected": 2},
    )


def test_pressed_twice_it_is_the_same_upload(wanted, client_of, admin):
    client, address = client_of(admin), f"/members/uploads/{wanted.pk}/mend/"
    first = client.post(address)
    assert client.post(address).url == first.url
    assert MemberImport.objects.filter(rerun_of_id=wanted.pk).count() == 1
    assert first.url in client.get(f"/members/uploads/{wanted.pk}/").text


def test_pressed_by_two_at_once_it_is_the_same_upload(wanted, admin):
    barrier = Barrier(4)

    def mend(_number):
        try:
            barrier.wait()
            return requests.mend(wanted, by=admin).pk
        except requests.OverTaken:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        reruns = set(threads.map(mend, range(4))) - {None}
    assert len(reruns) == 1
    assert MemberImport.objects.filter(rerun_of_id=wanted.pk).count() == 1


def test_after_one_that_was_cancelled_there_may_be_another(wanted, admin):
    first = requests.mend(wanted, by=admin)
    first.refresh_from_db()
    requests.cancel(first, by=admin)
    second = requests.mend(wanted, by=admin)
    assert second.pk != first.pk
    assert requests.mend(wanted, by=admin).pk == second.pk

"""How often one person may use the pages of members and of leave (SE-2)."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from members.batches.reveals import NO_MORE_A_DAY, EnoughRevealed, reveal
from members.models import DoNotContact, Reveal, RevealCount
from tests.make import make_master
from tests.members.make import make_database
from tests.members.rows import make_row
from tests.urls import every_url

NOT_ALLOWED = 405


@pytest.fixture
def counted(settings):
    settings.RATELIMIT_ENABLE = True
    cache.clear()


def writing_urls(client, app):
    """The pages of an app that take a form, found by asking each."""
    for url in every_url():
        if url.name.startswith(f"{app}:"):
            options = client.options(url.path())
            if options.status_code == NOT_ALLOWED and "POST" in options["Allow"]:
                yield url


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["members", "leave"])
def test_SE_2_every_page_that_writes_has_a_limit(client_of, admin, owner, app):
    clients = [client_of(person) for person in (admin, owner, make_master())]
    urls = {url.name: url for client in clients for url in writing_urls(client, app)}
    assert len(urls) > 30
    assert [name for name, url in urls.items() if not getattr(url.view, "limit", "")] == []


@pytest.mark.django_db
def test_the_search_of_the_palette_has_a_limit():
    [search] = [url for url in every_url() if url.name == "dashboard:search"]
    assert search.view.limit == "120/m"


@pytest.mark.django_db
def test_who_sends_too_often_waits_and_changes_nothing(counted, client_of, admin):
    client, address = client_of(admin), reverse("members:do_not_contact_add")
    for number in range(20):
        form = {"customer_id": f"budi{number:02}", "reason": "asked us"}
        assert client.post(address, form).status_code == 302
    answer = client.post(address, {"customer_id": "budi99", "reason": "asked us"})
    assert answer.status_code == 429
    assert DoNotContact.objects.count() == 20
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_DB_10_nobody_reads_a_database_out_cell_by_cell(client_of, product, admin):
    database = make_database(product, 0, kind="bonanza", columns=("username", "no rekening"))
    row = make_row(database, "budi01", cells=["budi01", "8830417725"])
    reveal(row.pk, 1, by=admin)
    RevealCount.objects.update(count=NO_MORE_A_DAY - 1)
    assert reveal(row.pk, 1, by=admin) == "8830417725"
    with pytest.raises(EnoughRevealed):
        reveal(row.pk, 1, by=admin)
    address = reverse("members:reveal", args=[row.pk])
    answer = client_of(admin).post(address, {"column": "1"})
    assert answer.status_code == 409
    assert "8830417725" not in answer.content.decode()
    assert Reveal.objects.count() == 2

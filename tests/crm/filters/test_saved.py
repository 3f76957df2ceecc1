"""Filters kept under a name: what is kept, who finds it, who may change it."""

import pytest
from django.urls import reverse

from crm.filters import saved
from crm.filters.lists import LISTS
from crm.filters.models import SavedFilter
from crm.mongo.inspection import collection_scans, recorded_commands
from tests.make import make_admin, make_deposit
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
MONTH = "preset=month&kind=NDP"
REFUSALS = (
    "already have a filter",
    "Only admins share",
    "Give the filter a name",
    "already: delete",
)


def names(user):
    return [row.name for row in saved.SavedFilters(user, "omset", "").rows]


def post(client, verb, pk=None, **data):
    """The answer to one of the small forms."""
    return client.post(reverse(f"filters:{verb}", args=[pk] if pk else []), data)


def refusals(client):
    """What the next page says against the last form."""
    page = client.get("/notifications/").content.decode()
    return [text for text in REFUSALS if text in page]


def test_only_what_the_filter_knows_is_kept_each_way_to_say_it_as_one():
    typed = "?customer=++budi+&page=abc&kind=NDP&preset=month&format=csv&product=&kind=RDP"
    assert LISTS["omset"].normalised(typed) == "preset=month&kind=RDP&customer=budi"


def test_a_filter_is_saved_and_leads_to_its_list(owner, client_of):
    client = client_of(owner)
    answer = post(client, "save", page="omset", name=" My  NDP ", query=MONTH + "&page=x")
    row = SavedFilter.objects.get()
    assert answer.url == "/omset/"
    assert row.name == "My NDP"
    assert row.query == MONTH
    assert not row.is_shared
    offered = parsed(client.get(f"/omset/?{MONTH}")).one("nav", **{"class": "chips saved-filters"})
    assert offered.one("a", **{"aria-current": "true"})["href"] == f"/omset/?{MONTH}"


def test_the_period_of_a_saved_filter_moves_on(owner):
    assert saved.save(owner, "omset", "now", "preset=last7").query == "preset=last7"


def test_a_name_is_taken_once_a_person_whatever_its_spelling(owner, stranger):
    saved.save(owner, "omset", "Mine", "")
    with pytest.raises(saved.FilterNameTaken):
        saved.save(owner, "omset", " mine", MONTH)
    saved.save(stranger, "omset", "Mine", "")
    assert SavedFilter.objects.count() == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\0b"])
def test_a_filter_needs_a_name(name, owner):
    with pytest.raises(saved.BadName):
        saved.save(owner, "omset", name, "")


def test_nobody_keeps_more_than_the_most(owner, monkeypatch):
    monkeypatch.setattr(saved, "MOST_OF_ONE", 2)
    for name in "ab":
        saved.save(owner, "omset", name, "")
    with pytest.raises(saved.TooManyFilters):
        saved.save(owner, "omset", "c", "")


def test_a_personal_filter_is_its_owners_alone(owner, stranger, admin):
    saved.save(owner, "omset", "mine", "")
    assert names(owner) == ["mine"]
    assert names(stranger) == []
    assert names(admin) == []


def test_a_shared_filter_is_everybodys(admin, owner, stranger):
    saved.save(admin, "omset", "Ours", "", shared=True)
    saved.save(owner, "omset", "a mine", "")
    assert names(owner) == ["a mine", "Ours"]
    assert names(stranger) == ["Ours"]


def test_staff_cannot_share(owner, client_of):
    client = client_of(owner)
    post(client, "save", page="omset", name="x", query="", shared="on")
    assert SavedFilter.objects.count() == 0
    assert refusals(client) == ["Only admins share"]
    row = saved.save(owner, "omset", "x", "")
    post(client, "share", row.pk, shared="1")
    row.refresh_from_db()
    assert not row.is_shared
    assert refusals(client) == ["Only admins share"]


@pytest.mark.parametrize("verb", ["rename", "share", "delete"])
@pytest.mark.parametrize("person", ["stranger", "admin"])
def test_anothers_personal_filter_is_not_there(verb, person, owner, request, client_of):
    row = saved.save(owner, "omset", "mine", MONTH)
    client = client_of(request.getfixturevalue(person))
    assert post(client, verb, row.pk, name="stolen", shared="1").status_code == 404
    row.refresh_from_db()
    assert row.name == "mine"
    assert not row.is_shared


@pytest.mark.parametrize("verb", ["rename", "share", "delete"])
def test_staff_change_nothing_about_a_shared_filter(verb, admin, owner, client_of):
    row = saved.save(admin, "omset", "ours", MONTH, shared=True)
    assert post(client_of(owner), verb, row.pk, name="stolen", shared="0").status_code == 404


def test_another_admin_ends_the_sharing_but_does_not_delete(admin, client_of):
    row = saved.save(make_admin(), "omset", "ours", MONTH, shared=True)
    client = client_of(admin)
    assert post(client, "delete", row.pk).status_code == 404
    assert post(client, "share", row.pk, shared="0").status_code == 302
    row.refresh_from_db()
    assert row.is_shared is False


def test_rename_and_delete_ones_own(owner, client_of):
    client, row = client_of(owner), saved.save(owner, "omset", "old", MONTH)
    post(client, "rename", row.pk, name="new")
    assert names(owner) == ["new"]
    saved.save(owner, "omset", "other", MONTH)
    post(client, "rename", row.pk, name="OTHER")
    assert names(owner) == ["new", "other"]
    assert refusals(client) == ["already have a filter"]
    post(client, "delete", row.pk)
    assert names(owner) == ["other"]


def test_who_may_not_open_the_list_finds_no_filters_of_it(client_of):
    blocked = make_admin(blocked_pages=["omset"])
    row = saved.save(blocked, "omset", "mine", "")
    client = client_of(blocked)
    assert post(client, "save", page="omset", name="x", query="").status_code == 404
    assert post(client, "delete", row.pk).status_code == 404
    assert post(client, "layout", page="omset", density="compact").status_code == 404


def test_an_unknown_list_is_not_there(owner, client_of):
    assert post(client_of(owner), "save", page="nowhere", name="x", query="").status_code == 404


def test_staff_who_open_a_shared_filter_see_their_own(admin, owner, stranger, product, client_of):
    make_deposit(stranger, product, "theirs")
    mine = make_deposit(owner, product, "mine")
    row = saved.save(admin, "omset", "x", f"preset=all&staff={stranger.pk}", shared=True)
    page = parsed(client_of(owner).get(f"/omset/?{row.query}"))
    assert page.one(id=f"record-{mine.pk}")
    assert "theirs" not in page.text


def test_a_saved_query_that_is_nonsense_shows_its_errors(owner, client_of):
    row = saved.save(owner, "omset", "x", "preset=soon&kind=XDP")
    page = client_of(owner).get(f"/omset/?{row.query}").content.decode()
    assert "Nothing is shown until the filter is right." in page


def test_saved_filters_cost_one_indexed_command_and_one_for_who_shares(owner, admin):
    saved.save(owner, "omset", "mine", "")
    with recorded_commands() as commands:
        assert names(owner) == ["mine"]
    assert len(commands) == 1
    saved.save(admin, "omset", "ours", "", shared=True)
    with recorded_commands() as commands:
        assert names(owner) == ["mine", "ours"]
    assert len(commands) == 2
    assert collection_scans(commands) == []

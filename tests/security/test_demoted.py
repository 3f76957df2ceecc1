"""Rights are asked when something is read: what was addressed to a role is not a person's.

Each way in which an admin's view could outlive their being one, and the other direction.
"""

from itertools import islice

import pytest
from bson import ObjectId

from crm.filters import saved
from crm.notifications import inbox
from crm.notifications.send import ask_admins, notify
from crm.staff import entitlement
from crm.staff.accounts import people
from crm.staff.entitlement import Withdrawn
from crm.staff.models import User
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_master, make_reservation
from tests.omset.views.entry.conftest import form  # noqa: F401
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
INBOX = "/notifications/"
FACTS = {"staff": "s", "customer": "secret-081", "product": "p", "holder": "h"}
ASKING = ("omset-pending", "reservation-requested", "check-submitted")


def page_of(client, path, **query):
    return parsed(client.get(path, query))


def turned(person, role):
    """The account after a master admin has given it another role."""
    boss = User.objects.filter(role="master_admin").first() or make_master()
    return people.edit(person.pk, by=boss, name=person.name, email=None, role=role)


def ask_about_everything():
    for kind in ASKING:
        ask_admins(ObjectId(), kind, "/omset/pending/", **FACTS)


def bell_of(client):
    return page_of(client, "/badges/").one(id="unread").text


def test_what_admins_are_asked_about_is_no_news_for_who_is_none_any_more(admin, client_of):
    ask_about_everything()
    client = client_of(admin)
    assert bell_of(client) == "3"
    turned(admin, "staff")
    page = page_of(client, INBOX)
    assert "secret-081" not in page.text
    assert bell_of(client) == ""
    assert page.one(id="unread").text == ""
    client.post(f"{INBOX}read/")
    assert inbox.unread_count(turned(admin, "admin")) == 3


def test_one_of_them_is_not_there_to_be_opened(admin, client_of):
    ask_about_everything()
    result = admin.pk and inbox.Notification.objects.of(admin).first()
    turned(admin, "staff")
    assert client_of(admin).post(f"{INBOX}{result.pk}/").status_code == 404


def test_what_one_was_told_of_oneself_stays(admin, client_of):
    notify([admin.pk], "reservation-approved", "/members/reserved/", customer="mine", product="p")
    turned(admin, "staff")
    assert "mine in p is now reserved for you." in page_of(client_of(admin), INBOX).text
    assert bell_of(client_of(admin)) == "1"


def test_no_message_leads_to_a_page_that_is_closed_by_now(admin, client_of):
    notify([admin.pk], "reservation-approved", "/members/reserved/", customer="x", product="p")
    notification = inbox.Notification.objects.get()
    people.block_pages(admin.pk, ["reserved"], by=make_master())
    assert client_of(admin).post(f"{INBOX}{notification.pk}/").url == INBOX
    assert inbox.unread_count(admin) == 0


def test_who_is_made_an_admin_has_the_queues_at_once(owner, stranger, product, client_of):
    make_reservation(stranger, product, "secret-081")
    client = client_of(owner)
    waiting = make_deposit(owner, product, "secret-081")
    turned(owner, "admin")
    make_deposit(stranger, product, "other")
    assert page_of(client, "/badges/").one(id="badge-pending").text == "1"
    assert waiting.customer_id in page_of(client, "/omset/pending/").text
    ask_about_everything()
    assert bell_of(client) == "3"


@pytest.mark.parametrize("sheet", ["csv", "xlsx"])
def test_a_download_under_way_breaks_off(sheet, admin, owner, product, client_of, monkeypatch):
    monkeypatch.setattr(entitlement, "ASK_EVERY_SECONDS", 0)
    make_deposit(owner, product, "secret-081")
    answer = client_of(admin).get("/omset/export/", {"preset": "all", "format": sheet})
    turned(admin, "staff")
    with pytest.raises(Withdrawn):
        b"".join(answer.streaming_content)
    answer.close()


@pytest.mark.parametrize("ending", ["deactivate", "block", "sign out"])
def test_so_it_does_for_who_is_blocked_or_signed_out(
    ending, admin, owner, product, client_of, monkeypatch
):
    monkeypatch.setattr(entitlement, "ASK_EVERY_SECONDS", 0)
    make_deposit(owner, product, "secret-081")
    answer = client_of(admin).get("/omset/export/", {"preset": "all"})
    if ending == "deactivate":
        people.deactivate(admin.pk, by=make_master())
    elif ending == "block":
        people.block_pages(admin.pk, ["omset"], by=make_master())
    else:
        people.reset_password(admin.pk, by=make_master())
    with pytest.raises(Withdrawn):
        b"".join(answer.streaming_content)
    answer.close()


def test_a_download_goes_on_for_who_may_more_than_before(owner, product, client_of, monkeypatch):
    monkeypatch.setattr(entitlement, "ASK_EVERY_SECONDS", 0)
    make_deposit(owner, product, "own-081")
    answer = client_of(owner).get("/omset/export/", {"preset": "all"})
    turned(owner, "admin")
    assert b"own-081" in b"".join(answer.streaming_content)


def test_rights_are_asked_once_a_second_not_for_each_part():
    result = []
    parts = entitlement.while_entitled([b"x"] * 1000, lambda: result.append(1) or True, 0.0)
    assert len(list(islice(parts, 1000))) == 1000
    assert len(result) == 1


def names_at(user):
    return [row.name for row in saved.SavedFilters(user, "omset", "").rows]


def test_a_filter_is_shared_as_long_as_its_owner_may_share(admin, owner, client_of):
    saved.save(admin, "omset", "For all", "preset=all", shared=True)
    other = make_admin()
    assert names_at(owner) == ["For all"]
    now = turned(admin, "staff")
    assert names_at(owner) == []
    assert names_at(other) == []
    assert names_at(now) == ["For all"]
    assert not saved.SavedFilters(now, "omset", "").rows[0].is_shared
    turned(admin, "admin")
    assert names_at(owner) == ["For all"]


def test_a_saved_filter_of_a_colleague_finds_own_deposits_only(admin, owner, product, client_of):
    make_deposit(owner, product, "secret-081")
    saved.save(admin, "omset", "Theirs", f"preset=all&staff={owner.pk}")
    turned(admin, "staff")
    page = page_of(client_of(admin), "/omset/", preset="all", staff=str(owner.pk))
    assert "secret-081" not in page.text
    assert owner.name not in page.one("main").text


def test_a_form_for_a_colleague_kept_open_is_no_deposit_of_ones_own(
    admin,
    owner,
    form,  # noqa: F811
    client_of,
):
    client = client_of(admin)
    turned(admin, "staff")
    answer = client.post("/omset/new/", form | {"staff": str(owner.pk)})
    assert answer.status_code == 422
    assert OmsetRecord.objects.count() == 0
    assert client.post("/omset/new/", form | {"staff": ""}).status_code == 302


def test_an_undo_kept_on_a_page_is_refused(admin, owner, product, client_of):
    record = make_deposit(owner, product, "secret-081")
    client = client_of(admin)
    turned(admin, "staff")
    assert client.post(f"/omset/{record.pk}/delete/?version=1").status_code == 404
    assert OmsetRecord.objects.counted().count() == 1


def test_the_search_finds_no_colleague_and_no_customer_of_theirs(admin, owner, product, client_of):
    make_deposit(owner, product, "secret-081")
    client = client_of(admin)
    assert "secret-081" in hits(client, "secret")
    assert "owner" in hits(client, "owner")
    turned(admin, "staff")
    assert "secret-081" not in hits(client, "secret")
    assert "owner" not in hits(client, "owner")


def hits(client, text):
    links = parsed(client.post("/search/", {"q": text})).one("main").all("a")
    return " ".join(link.text for link in links)

from collections import defaultdict

import pytest
from bson import ObjectId
from django.test import Client
from django.urls import reverse
from django.utils import translation

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.notifications import inbox
from crm.notifications.messages import TEXTS
from crm.notifications.models import Notification
from crm.notifications.send import ask_admins, notify, settle
from crm.staff.models import Role, User
from tests.make import make_admin, make_master
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
LIST = "/notifications/"
KIND = "reservation-approved"


def tell(person, customer="x", url="/omset/"):
    notify([person.pk], KIND, url, customer=customer, product="P")
    return Notification.objects.of(person).first()


def url_of(notification):
    return reverse("notifications:open", args=[notification.pk])


def texts(response):
    return [notification.text for notification in response.context["page"].rows]


def test_NO_1_the_inbox_is_ones_own_newest_first(client_of, owner, stranger):
    tell(owner, "first")
    tell(stranger, "not mine")
    tell(owner, "second")
    page = client_of(owner).get(LIST)
    assert texts(page) == [
        "second in P is now reserved for you.",
        "first in P is now reserved for you.",
    ]
    assert page.context["unread"] == 2


def test_NO_1_opening_one_marks_it_read_and_goes_there(client_of, owner):
    notification = tell(owner, url="/members/reserved/")
    tell(owner)
    response = client_of(owner).post(url_of(notification))
    assert response["Location"] == "/members/reserved/"
    assert inbox.unread_count(owner) == 1
    assert client_of(owner).post(url_of(notification)).status_code == 302


def test_NO_1_somebody_elses_is_not_there(client_of, owner, stranger):
    notification = tell(owner)
    assert client_of(stranger).post(url_of(notification)).status_code == 404
    assert inbox.unread_count(owner) == 1


def test_NO_1_all_of_mine_and_nobody_elses_are_read(client_of, owner, stranger):
    for person in (owner, owner, stranger):
        tell(person)
    assert client_of(owner).post("/notifications/read/")["Location"] == LIST
    assert [inbox.unread_count(person) for person in (owner, stranger)] == [0, 1]


def test_by_htmx_the_list_is_replaced_and_the_bell_refreshed(client_of, owner):
    tell(owner)
    client = client_of(owner, htmx=True)
    reply = client.post("/notifications/read/", headers={"HX-Target": "inbox"})
    assert reply.content.decode().strip().startswith('<div id="inbox"')
    assert reply.context["unread"] == 0
    assert "pending-changed" in reply["HX-Trigger"]


def test_a_link_marks_nothing_read(client_of, owner):
    notification, client = tell(owner), client_of(owner)
    assert client.get(url_of(notification)).status_code == 405
    assert client.get(f"{LIST}read/").status_code == 405
    assert inbox.unread_count(owner) == 1


def test_a_form_of_another_site_is_refused(owner):
    notification = tell(owner)
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.post(url_of(notification)).status_code == 403
    assert inbox.unread_count(owner) == 1


def test_nobody_gets_in_without_signing_in(client, owner):
    answers = [client.get(LIST), client.post(url_of(tell(owner))), client.post(f"{LIST}read/")]
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/login/"}
    assert inbox.unread_count(owner) == 1


def test_a_message_is_text(client_of, owner):
    tell(owner, "<script>alert(1)</script>")
    page = client_of(owner).get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_pages_hold_50_and_every_query_has_an_index(client_of, owner):
    notify([owner.pk] * 51, KIND, "/", customer="x", product="P")
    client = client_of(owner)
    with recorded_commands() as commands:
        first = client.get(LIST)
        following = client.get(LIST, {"page": first.context["page"].next})
        client.post("/notifications/read/")
    assert [len(page.context["page"].rows) for page in (first, following)] == [50, 1]
    assert collection_scans(commands) == []


def test_what_is_unread_is_what_its_number_opens(client_of, owner):
    for customer in ("x", "y", "z"):
        tell(owner, customer)
    inbox.read(Notification.objects.of(owner).first())
    client = client_of(owner)
    assert parsed(client.get(LIST)).one("a", href=f"{LIST}?unread=1").text == "2 unread"
    with recorded_commands() as commands:
        page = client.get(LIST, {"unread": "1"})
    assert [row.is_read for row in page.context["page"].rows] == [False, False]
    assert collection_scans(commands) == []


def test_an_empty_inbox_says_so(client_of, owner):
    assert "No notifications" in client_of(owner).get(LIST).content.decode()


def test_OM_6_admins_are_those_who_can_sign_in():
    admin, boss, gone = make_admin(), make_master(), make_admin(is_active=False)
    facts = {"staff": "s", "customer": "c", "product": "p", "holder": "h"}
    ask_admins(ObjectId(), "omset-pending", "/", **facts)
    assert [inbox.unread_count(person) for person in (admin, boss, gone)] == [1, 1, 0]


@pytest.mark.parametrize("language", ["en", "id"])
def test_NO_2_every_message_can_be_said_in_every_language(language):
    facts = defaultdict(lambda: "?")
    facts["date"] = "2026-08-17"
    with translation.override(language):
        messages = [Notification(kind=kind, facts=facts).text for kind in TEXTS]
    # Each names a fact, be it the date alone, but for what somebody did to their own account.
    bare = {text for text in messages if "?" not in text and "17" not in text}
    assert len(bare) == 2
    assert all("%(" not in message for message in messages)


def test_what_was_decided_is_news_for_no_admin_any_more(owner):
    boss, other = make_admin("boss"), make_master("other")
    decided, waiting = ObjectId(), ObjectId()
    for about in (decided, waiting):
        ask_admins(about, KIND, "/omset/", customer="x", product="P")
    tell(owner)
    with recorded_commands() as commands:
        settle(decided)
    assert [inbox.unread_count(person) for person in (boss, other, owner)] == [1, 1, 1]
    assert collection_scans(commands) == []
    settle(ObjectId())
    assert inbox.unread_count(boss) == 1


def test_whoever_is_no_admin_any_more_has_no_such_news_either():
    boss, about = make_admin("boss"), ObjectId()
    ask_admins(about, KIND, "/omset/", customer="x", product="P")
    User.objects.filter(pk=boss.pk).update(role=Role.STAFF)
    settle(about)
    assert inbox.unread_count(boss) == 0

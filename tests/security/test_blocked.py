"""A page that is closed to an admin tells nothing through another door (RO-5)."""

import pytest
from bson import ObjectId

from crm.notifications.send import ask_admins
from crm.staff.accounts import people
from tests.make import make_admin, make_master

KINDS = {
    "pending": "omset-pending",
    "reserved": "reservation-requested",
    "checks": "check-submitted",
}
FACTS = {"staff": "s", "customer": "secret-081", "product": "p", "holder": "h"}


@pytest.mark.parametrize(("page", "kind"), KINDS.items())
def test_RO_5_the_inbox_tells_nothing_of_a_blocked_page(page, kind, db, client_of):
    blocked, free = make_admin(), make_admin()
    ask_admins(ObjectId(), kind, "/", **FACTS)
    people.block_pages(blocked.pk, [page], by=make_master())
    ask_admins(ObjectId(), kind, "/", **FACTS)
    blocked.refresh_from_db()
    assert "secret-081" not in client_of(blocked).get("/notifications/").content.decode()
    assert 'class="count" hx-swap-oob="true"></span>' in text_of(client_of(blocked), "/badges/")
    assert text_of(client_of(free), "/notifications/").count("secret-081") == 2


def text_of(client, path):
    return client.get(path).content.decode()

"""Join links of tills and staff (LM-17), with case 126."""

import pytest
from django.test import Client

from loyalty.accounts.join_links import Bringer, bringer_of, registrations_by, renew_join_link
from loyalty.models import Attribution, Member, Store, StoreState
from loyalty.stores import verbs as stores
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import CLAIM, K1, PASSWORD
from tests.make import make_admin
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
NEW = {"name": "Siti", "contact": "0812-3456-7890", "place": "Solo", "password": PASSWORD}


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def till(programme):
    store = stores.join_programme("TOKO 1 & 2", programme, by=None)
    return stores.add_till(store, 1, by=None)


def path_of(client, sheet):
    """The path of the link that a sheet shows, after a new one was made."""
    client.post(sheet)
    address = parsed(client.get(sheet)).one("input", id="address")["value"]
    return address.replace("http://testserver", "")


def test_case_126_a_code_with_blanks_scans_back_to_its_store(programme, till, client_of):
    path = path_of(client_of(make_admin()), f"/loyalty/join-links/tills/{till.pk}/")
    page = parsed(Client().get(path))
    assert "TOKO 1 & 2" in page.text
    assert bringer_of(path.rsplit("/", 1)[1]).till == till
    assert Client().post(path, NEW).status_code == 302
    member = Member.objects.get(name="Siti")
    assert member.store == till.store
    assert Attribution.objects.get().till_id == till.pk


def test_case_126_an_inactive_store_brings_nobody(programme, till):
    token = renew_join_link(Bringer(programme, till=till), by=make_admin())
    Store.objects.update(state=StoreState.INACTIVE)
    for path in (f"/join/{token}", f"/join/{token}/card"):
        answer = Client().post(path, NEW)
        assert answer.status_code == 410
        assert "no longer valid" in parsed(answer).text
    assert Member.objects.count() == 0


def test_case_126_registrations_are_the_members_counted(programme, till, owner, client_of):
    admin = make_admin()
    of_till = renew_join_link(Bringer(programme, till=till), by=admin)
    of_owner = renew_join_link(Bringer(programme, staff=owner), by=admin)
    for number in range(3):
        sent = NEW | {"contact": f"n{number}@example.test"}
        assert Client().post(f"/join/{of_till}", sent).status_code == 302
    Client().post(f"/join/{of_owner}", NEW)
    assert registrations_by(programme) == {till.pk: 3, owner.pk: 1}
    page = parsed(client_of(admin).get("/loyalty/join-links/"))
    (row,) = [each.text for each in page.all("li") if f"{till.store} · 1" in each.text]
    assert row.split()[-1] == "3"


def test_LM_17_who_has_a_card_comes_by_a_link_too(programme, owner, stranger, client_of):
    make_member(programme, card=K1, surname="Esempio")
    token = renew_join_link(Bringer(programme, staff=owner), by=make_admin())
    assert Client().post(f"/join/{token}/card", CLAIM).status_code == 302
    assert Attribution.objects.get().staff_id == owner.pk
    # Who brought her sees her; a colleague does not (1.5).
    address = f"/loyalty/members/{Attribution.objects.get().pk}/"
    assert client_of(owner).get(address).status_code == 200
    assert client_of(stranger).get(address).status_code == 404


def test_LM_17_a_renewed_link_ends_the_one_before(programme, owner):
    admin = make_admin()
    old, new = (renew_join_link(Bringer(programme, staff=owner), by=admin) for _time in range(2))
    assert Client().get(f"/join/{old}").status_code == 410
    assert Client().get(f"/join/{new}").status_code == 200


def test_LM_17_a_staff_member_who_left_brings_nobody(programme, owner):
    token = renew_join_link(Bringer(programme, staff=owner), by=make_admin())
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    assert Client().get(f"/join/{token}").status_code == 410


def test_LM_17_the_sheet_of_a_till_outside_of_any_programme_is_not_there(client_of, db):
    store = stores.add_store("S9", by=None)
    till = stores.add_till(store, 1, by=None)
    client = client_of(make_admin())
    assert client.get(f"/loyalty/join-links/tills/{till.pk}/").status_code == 404

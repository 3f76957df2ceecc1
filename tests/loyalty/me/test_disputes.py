"""Whose card it is: a dispute, its queue, its decision (LS-6)."""

from contextlib import nullcontext
from datetime import date

import pytest
from django.test import Client

from crm.audit.models import Event
from loyalty.accounts import disputes
from loyalty.accounts.disputes import AlreadyDecided
from loyalty.members.errors import MemberRefused
from loyalty.models import CardDispute, Member, MemberAccount
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1, PASSWORD, asked_for_link, claimed, gets_in, link_in, signed_in
from tests.make import make_admin
from tests.omset.test_concurrency import at_once
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
SAID = {"card": K1, "surname": "Esempio", "contact": "0812-3456-7890", "text": "Kartu saya"}
NEW_PASSWORD = "gajah hijau dekat sungai"


@pytest.fixture
def taken():
    """The browser of whoever has the card."""
    return signed_in(make_programme())


def dispute(**said):
    return Client().post("/me/dispute/", SAID | said)


def test_LS_6_who_knows_the_surname_disputes_a_taken_card(taken):
    assert dispute().status_code == 200
    opened = CardDispute.objects.get()
    assert opened.text == "Kartu saya"
    assert opened.state == "open"


@pytest.mark.parametrize("said", [{"surname": "Prova"}, {"card": "2900000000094"}])
def test_LS_6_nobody_else_does(said, taken):
    assert dispute(**said).status_code == 422
    assert CardDispute.objects.count() == 0


def test_LS_6_a_card_that_nobody_has_taken_is_not_disputed(db):
    make_member(make_programme(), card=K1, surname="Esempio")
    assert dispute().status_code == 422


def test_LS_6_disputes_of_others_do_not_shut_the_owner_out(taken):
    fake = {"text": "x", "surname": "Esempio", "card": K1}
    for number in range(disputes.MOST_OPEN):
        disputes.open_dispute(contact=f"t{number}@example.test", **fake)
    # All from nowhere; hers comes from a network, and with a contact of hers.
    assert dispute().status_code == 200
    with pytest.raises(MemberRefused):
        disputes.open_dispute(contact="t9@example.test", **fake)


def test_LS_6_one_contact_says_it_five_times_at_most(taken, monkeypatch):
    for number in range(disputes.MOST_OPEN + 1):
        monkeypatch.setattr(disputes, "network_of_request", lambda at=number: f"198.51.{at}.0/24")
        last = number == disputes.MOST_OPEN
        with pytest.raises(MemberRefused) if last else nullcontext():
            disputes.open_dispute(**SAID)
    assert CardDispute.objects.count() == disputes.MOST_OPEN


def test_LS_6_admins_see_both_sides_and_the_badge_counts_it(taken, client_of):
    dispute()
    client = client_of(make_admin())
    listed = parsed(client.get("/loyalty/disputes/"))
    (link,) = [each for each in listed.all("a") if each.text == K1]
    page = parsed(client.get(link["href"])).text
    assert "0812-3456-7890" in page
    assert "Kartu saya" in page
    assert "a••••@example.test" in page
    assert "a@example.test" not in page
    badge = parsed(client.get("/badges/")).one(id="badge-disputes")
    assert "1" in badge.text


def birth_and_purchase(programme):
    """What only the owner of the card knows."""
    Member.objects.update(birth_date=date(1990, 5, 17))
    ring_up(programme, [(K1, date(2026, month, 3), f"{month}00000") for month in (1, 2, 3, 4)])


def test_LS_6_admins_see_what_to_ask_for_and_that_they_looked_is_noted(taken, client_of):
    dispute()
    birth_and_purchase(Member.objects.get().programme)
    opened, client = CardDispute.objects.get(), client_of(make_admin())
    before = text_of(client.get(f"/loyalty/disputes/{opened.pk}/"))
    assert "17 May 1990" not in before
    assert "Rp 400.000" not in before
    shown = text_of(client.post(f"/loyalty/disputes/{opened.pk}/questions/"))
    assert "17 May 1990" in shown
    assert "3 Apr 2026 · Rp 400.000 · Receipt · S1" in shown
    assert "Rp 200.000" in shown
    assert "Rp 100.000" not in shown
    assert Event.objects.about(opened.member).last().verb == "look at questions"


def test_LS_6_who_may_not_decide_sees_nothing_to_ask_for(taken, client_of):
    dispute()
    birth_and_purchase(Member.objects.get().programme)
    opened, admin = CardDispute.objects.get(), make_admin()
    Member.objects.update(staff=admin)
    client = client_of(admin)
    assert "To ask for" not in text_of(client.get(f"/loyalty/disputes/{opened.pk}/"))
    assert client.post(f"/loyalty/disputes/{opened.pk}/questions/").status_code == 403
    disputes.refuse(opened.pk, by=make_admin("other"), reason="no papers")
    answer = client_of(make_admin("third")).post(f"/loyalty/disputes/{opened.pk}/questions/")
    assert answer.status_code == 403


def test_LS_6_handed_over_the_first_is_out_and_the_other_chooses_a_password(taken, client_of):
    dispute()
    path = f"/loyalty/disputes/{CardDispute.objects.get().pk}/hand-over/"
    answer = client_of(make_admin()).post(path, {"reason": "showed her papers"})
    address = parsed(answer).one("input", id="address")["value"]
    assert taken.get("/me/").status_code == 302
    assert not gets_in(K1, PASSWORD)
    Client().post(address.replace("http://testserver", ""), {"password": NEW_PASSWORD})
    assert gets_in(K1, NEW_PASSWORD)


def handed_over(client_of):
    """The path of the link by which the other chooses a password."""
    dispute()
    path = f"/loyalty/disputes/{CardDispute.objects.get().pk}/hand-over/"
    answer = client_of(make_admin()).post(path, {"reason": "showed her papers"})
    address = parsed(answer).one("input", id="address")["value"]
    return address.replace("http://testserver", "")


def test_LS_6_whoever_had_the_card_cannot_claim_it_again(taken, client_of):
    link = handed_over(client_of)
    assert claimed(Client()).status_code == 409
    assert not gets_in(K1, PASSWORD)
    Client().post(link, {"password": NEW_PASSWORD})
    assert gets_in(K1, NEW_PASSWORD)
    assert not gets_in("a@example.test", NEW_PASSWORD)


def test_LS_6_no_link_is_sent_to_who_had_confirmed_an_e_mail(taken, client_of, mailoutbox):
    [sent] = [mail for mail in mailoutbox if "a@example.test" in mail.to]
    Client().post(link_in(sent))
    assert Member.objects.get().email == "a@example.test"
    link = handed_over(client_of)
    assert Member.objects.get().email == ""
    mailoutbox.clear()
    for name in ("a@example.test", K1):
        asked_for_link(name)
    assert mailoutbox == []
    Client().post(link, {"password": NEW_PASSWORD})
    assert gets_in(K1, NEW_PASSWORD)


def test_LS_6_refused_the_card_stays_with_who_has_it(taken, client_of):
    dispute()
    path = f"/loyalty/disputes/{CardDispute.objects.get().pk}/refuse/"
    client = client_of(make_admin())
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "has no papers"}).status_code == 302
    assert client.post(path, {"reason": "has no papers"}).status_code == 409
    assert taken.get("/me/").status_code == 200


def test_LS_6_of_two_decisions_at_once_one_is_written(taken):
    dispute()
    pk, admin = CardDispute.objects.get().pk, make_admin()

    def decide(verb):
        return lambda: verb(pk, by=admin, reason="seen")

    results = at_once(decide(disputes.hand_over), *[decide(disputes.refuse)] * 3)
    assert sum(isinstance(each, AlreadyDecided) for each in results) == 3
    verbs = Event.objects.filter(verb__in=["hand over card", "refuse dispute"])
    assert verbs.count() == 1


def test_LM_18_nobody_decides_a_dispute_about_their_own_record(taken):
    dispute()
    member = CardDispute.objects.get().member
    admin = make_admin(email="own@example.test")
    type(member).objects.filter(pk=member.pk).update(email_key="own@example.test")
    with pytest.raises(MemberRefused):
        disputes.hand_over(CardDispute.objects.get().pk, by=admin, reason="mine")
    assert MemberAccount.objects.count() == 1


def test_LS_6_staff_do_not_decide(taken, client_of, owner):
    dispute()
    pk = CardDispute.objects.get().pk
    client = client_of(owner)
    assert client.get("/loyalty/disputes/").status_code == 403
    assert client.post(f"/loyalty/disputes/{pk}/hand-over/", {"reason": "x"}).status_code == 403

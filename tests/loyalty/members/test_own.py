"""A record stays a colleague's own, however it is made to look otherwise (LM-18)."""

import pytest
from django.core import mail
from django.test import Client

from crm.audit.models import Event
from crm.staff.accounts.people import edit_own_profile
from loyalty.accounts import disputes
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.contacts import Contact, confirm_contact, give_contact
from loyalty.accounts.digital_cards import renew_token
from loyalty.members.entries import MemberFacts, edit, mark_own, set_state
from loyalty.members.errors import MemberRefused
from loyalty.members.merges import merge
from loyalty.members.own import is_own
from loyalty.models import CardDispute, ContactSort, Member, MemberAccount, MemberState
from loyalty.points.movements.adjustments import adjust
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.me.make import K1, K2, link_in, signed_in
from tests.make import make_admin

pytestmark = pytest.mark.django_db
OWN = "saya@example.test"
OTHER = "lain@example.test"


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def me():
    return make_admin(email=OWN)


def email(typed):
    return Contact(ContactSort.EMAIL, typed, typed)


def refused(verb, *arguments, **named) -> bool:
    try:
        verb(*arguments, **named)
    except MemberRefused:
        return True
    return False


def change_email(person, to=OTHER):
    return edit_own_profile(person.pk, email=to)


def test_LM_18_a_record_stays_own_when_the_e_mail_of_the_staff_account_changes(programme, me):
    member = make_member(programme, email=OWN)
    me = change_email(me)
    assert Member.objects.get().staff_id == me.pk
    assert refused(set_state, member.pk, MemberState.BLOCKED, by=me, reason="x")
    assert refused(adjust, member.pk, 900, by=me, reason="x", key="k")
    assert Event.objects.about(member).last().verb == "mark own"


def test_LM_18_so_does_one_whose_account_has_it(programme, me):
    signed_in(programme, contact=OWN)
    assert Member.objects.get().email_key == ""
    assert is_own(me, Member.objects.get())
    me = change_email(me)
    assert Member.objects.get().staff_id == me.pk
    assert refused(renew_token, Member.objects.get(), by=me)


def test_LM_18_so_does_one_whose_own_e_mail_changes(programme, me):
    member = make_member(programme, email=OWN)
    edit(member.pk, MemberFacts(name="Ana", email=OTHER), by=make_admin(), version=member.version)
    assert Member.objects.get().email == OTHER
    assert refused(set_state, member.pk, MemberState.BLOCKED, by=me, reason="x")


def test_LM_18_and_one_whose_account_had_it_or_confirms_it(programme, me):
    signed_in(programme, contact=OWN)
    signed_in(programme, K2, contact="b@example.test")
    first, second = Member.objects.order_by("number")
    give_contact(MemberAccount.objects.get(pk=first.pk), email(OTHER))
    assert refused(set_state, first.pk, MemberState.BLOCKED, by=me, reason="x")
    confirm_contact(second.pk, email(OWN), by=THE_MEMBER)
    assert Member.objects.get(pk=second.pk).staff_id == me.pk


def test_LM_18_a_confirmed_link_to_another_address_does_not_part_them(programme, me):
    client = signed_in(programme, contact=OWN)
    Client().post(link_in(mail.outbox.pop()))
    client.post("/me/profile/contact/", {"contact": OTHER})
    Client().post(link_in(mail.outbox.pop()))
    assert MemberAccount.objects.get().email == OTHER
    assert Member.objects.get().staff_id == me.pk


def test_LM_18_every_record_that_was_merged_with_an_own_one_is_own(programme, me):
    own, above, beside = (make_member(programme) for _each in range(3))
    Member.objects.filter(pk=own.pk).update(staff=me)
    other = make_admin()
    for member in (own, beside):
        merge(member.pk, above.pk, by=other, reason="the same")
    for member in (own, above, beside):
        assert is_own(me, Member.objects.get(pk=member.pk))
    assert refused(adjust, above.pk, 900, by=me, reason="x", key="k")
    assert not is_own(other, Member.objects.get(pk=above.pk))


def test_LM_18_nobody_decides_a_dispute_that_came_from_their_own_address(programme, me):
    signed_in(programme)
    said = {"card": K1, "surname": "Esempio", "contact": "Saya@example.test", "text": "x"}
    Client().post("/me/dispute/", said)
    dispute = CardDispute.objects.get()
    assert refused(disputes.hand_over, dispute.pk, by=me, reason="mine")
    me = change_email(me)
    assert refused(disputes.refuse, dispute.pk, by=me, reason="x")


def test_LM_18_another_admin_takes_the_mark_away_with_a_reason_and_nobody_their_own(programme, me):
    member = make_member(programme, email=OWN)
    me, other = change_email(me), make_admin()
    assert refused(mark_own, member.pk, None, by=me, reason="x")
    assert refused(mark_own, member.pk, None, by=other, reason="")
    mark_own(member.pk, None, by=other, reason="was a mistake")
    assert not is_own(me, Member.objects.get())

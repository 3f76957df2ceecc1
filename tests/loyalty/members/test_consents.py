"""Consents and their history (LM-6)."""

import pytest

from loyalty.members.consents import consents_of, say
from loyalty.members.errors import MemberRefused
from loyalty.models import ConsentStatement
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from tests.loyalty.make import make_member, make_programme

pytestmark = pytest.mark.django_db
MARKETING = ConsentSubject.MARKETING


@pytest.fixture
def member():
    return make_member(make_programme())


def test_what_nobody_has_said_is_unknown_LM_6(member):
    assert set(consents_of(member.pk)) == set(ConsentSubject)
    assert set(consents_of(member.pk).values()) == {Consent.UNKNOWN}


def test_case_110_her_own_no_stands_against_a_file_LM_6(member):
    assert say(member.pk, MARKETING, Consent.NO, source=ConsentSource.MEMBER)
    assert not say(member.pk, MARKETING, Consent.YES, source=ConsentSource.FILE)
    assert consents_of(member.pk)[MARKETING] == Consent.NO
    assert ConsentStatement.objects.count() == 1


def test_every_change_is_kept_with_its_source_in_order_LM_6(member, admin):
    say(member.pk, MARKETING, Consent.YES, source=ConsentSource.FILE)
    say(member.pk, MARKETING, Consent.YES, source=ConsentSource.FILE)
    say(member.pk, MARKETING, Consent.NO, source=ConsentSource.MEMBER)
    say(member.pk, MARKETING, Consent.YES, source=ConsentSource.ADMIN, by=admin, reason="telepon")
    said = ConsentStatement.objects.filter(member_id=member.pk).order_by("sequence")
    assert [each.source for each in said] == ["file", "member", "admin"]
    assert [each.sequence for each in said] == [1, 2, 3]
    assert said[2].by_name == admin.name


def test_an_admin_says_why_LM_6(member, admin):
    with pytest.raises(MemberRefused):
        say(member.pk, MARKETING, Consent.YES, source=ConsentSource.ADMIN, by=admin)
    assert not ConsentStatement.objects.exists()

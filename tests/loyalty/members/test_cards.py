"""Cards of members (LM-9, LM-10, LM-13), with the cases by their numbers."""

import pytest

from loyalty.members import cards
from loyalty.members.entries import MemberFacts, register
from loyalty.members.errors import MemberRefused
from loyalty.members.reads import member_of_card
from loyalty.members.search.terms import wrong_terms
from loyalty.models import Card, CardSource, Member
from loyalty.rules.cards import card_number
from tests.loyalty.make import make_member, make_programme
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
K1, K4 = "2900000000018", "2900000000100"


@pytest.fixture
def programme():
    return make_programme()


def minted():
    return sorted(Card.objects.filter(source=CardSource.MINTED).values_list("pk", flat=True))


def test_case_104_the_first_minted_numbers_LM_10(programme):
    for _number in range(3):
        make_member(programme)
    assert minted() == ["2990000000002", "2990000000019", "2990000000026"]


def test_case_104_two_programmes_mint_from_one_sequence_LM_10(programme):
    make_member(programme)
    make_member(make_programme())
    assert minted() == ["2990000000002", "2990000000019"]


def test_case_104_minted_at_once_they_differ_and_are_right_LM_10(programme):
    at_once(*[lambda: register(programme, MemberFacts(name="x"), by=None)] * 8)
    assert len(minted()) == 8
    assert all(card_number(number).is_barcode for number in minted())


def test_case_104_another_prefix_is_a_setting_LM_10(programme, settings):
    settings.LOYALTY_CARD_PREFIX = "298"
    make_member(programme)
    assert minted()[0].startswith("298000000000")


def test_case_105_a_reserved_number_that_was_not_minted_is_refused_LM_10(programme):
    with pytest.raises(MemberRefused, match="reserved prefix"):
        make_member(programme, card="2990000000095")
    assert not Member.objects.exists()


def test_a_card_is_one_members_over_all_programmes_LM_9(programme):
    first = make_member(programme, card=K1)
    with pytest.raises(MemberRefused, match="another member"):
        make_member(make_programme(), card="2900-0000 0001 8")
    assert member_of_card(K1) == first


def test_of_two_who_take_a_card_at_once_one_gets_it_LM_9(programme):
    at_once(*[lambda: make_member(programme, card=K1)] * 4)
    assert Card.objects.count() == 1
    assert Member.objects.count() == 1


def test_a_card_of_another_length_is_kept_with_a_flag_LM_9(programme):
    make_member(programme, card="29000001")
    assert Card.objects.get(pk="29000001").flag == "length"


def test_a_card_is_attached_at_the_counter_and_taken_back_LM_13(programme, admin):
    member, other = make_member(programme, card=K1), make_member(programme)
    cards.attach(member.pk, K4, by=admin, reason="lupa kartu")
    assert member_of_card(K4) == member
    cards.detach(K4, by=admin, reason="keliru")
    assert member_of_card(K4) is None
    cards.attach(other.pk, K4, by=admin, reason="kartunya")
    assert member_of_card(K4) == other
    assert list(wrong_terms()) == []


def test_a_registered_or_minted_card_stays_its_members_for_ever_LM_9(programme, admin):
    make_member(programme, card=K1, source=CardSource.REGISTRY)
    make_member(programme)
    for number in (K1, minted()[0]):
        with pytest.raises(MemberRefused):
            cards.detach(number, by=admin, reason="keliru")
    assert Card.objects.count() == 2


@pytest.mark.parametrize("typed", ["", "abc", "2.9e12"])
def test_what_is_no_card_number_is_refused(programme, admin, typed):
    member = make_member(programme)
    with pytest.raises(MemberRefused):
        cards.attach(member.pk, typed, by=admin, reason="x")

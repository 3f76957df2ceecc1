"""Registering, correcting, finding members and their state (LM-4, LM-5, LM-8, LM-18, LM-19)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.audit.models import Event
from loyalty.members.entries import MemberFacts, edit, register, set_state
from loyalty.members.errors import MemberRefused, StaleMember
from loyalty.members.lists import MembersWish, listed_members
from loyalty.members.reads import (
    count_members,
    duplicates,
    member_of_card,
    members_matching,
    suggested_member,
)
from loyalty.members.search.terms import wrong_terms
from loyalty.models import Member, MemberState
from loyalty.rules.identity import Sex
from tests.loyalty.make import make_member, make_programme
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
K1 = "2900000000018"


@pytest.fixture
def programme():
    return make_programme()


def test_what_was_typed_is_kept_and_compared_by_a_key_LM_4(programme):
    member = make_member(programme, email=" USER@Example.test", phone="0812-3456-7890")
    stored = Member.objects.get(pk=member.pk)
    assert stored.email == " USER@Example.test"
    assert stored.email_key == "user@example.test"
    assert stored.phone == "0812-3456-7890"
    assert stored.phone_key == "+6281234567890"


def test_case_112_a_phone_is_read_in_the_programmes_region_LM_4():
    italian = make_programme(phone_region="IT")
    member = make_member(italian, phone="333 1234567")
    assert member.phone_key == "+393331234567"
    assert make_member(italian, phone="tidak ada").phone_key == ""


def test_families_share_contacts_LM_5(programme):
    first = make_member(programme, email="a@x.test", phone="081234567890")
    second = make_member(programme, email="a@x.test", phone="081234567890")
    alone = make_member(programme, email="b@x.test")
    assert duplicates(programme) == [sorted([first.pk, second.pk])]
    assert alone.pk not in duplicates(programme)[0]


def test_name_and_birth_date_together_make_a_duplicate_LM_14(programme):
    born = {"surname": "Contoh", "birth_date": date(1985, 2, 28)}
    pair = sorted(make_member(programme, **born).pk for _number in range(2))
    make_member(programme, surname="Contoh")
    assert duplicates(programme) == [pair]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "", "surname": " . "}, "name"),
        ({"postcode": "1" * 21}, "postcode"),
    ],
)
def test_what_is_refused_leaves_nothing_LM_4(programme, wrong, field):
    with pytest.raises(MemberRefused) as refused:
        make_member(programme, **wrong)
    assert refused.value.field == field
    assert count_members(programme) == 0


def test_nobody_is_born_tomorrow(programme):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(MemberRefused):
        make_member(programme, birth_date=tomorrow)


def test_an_edit_is_stored_shown_and_kept_with_before_and_after_LM_8(programme, admin):
    member = make_member(programme, surname="Contoh", sex=Sex.FEMALE)
    known = MemberFacts(surname="Contoh", sex=Sex.OTHER, place="Bandung")
    shown = edit(member.pk, known, by=admin, version=member.version)
    assert shown.place == "Bandung"
    assert Member.objects.get(pk=member.pk).sex == "other"
    event = Event.objects.about(member).last()
    assert event.before == {"sex": "F", "place": ""}
    assert event.after == {"sex": "other", "place": "Bandung"}


def test_of_two_editors_of_one_version_the_second_sees_both_values_LM_8(programme, admin):
    member = make_member(programme, surname="Contoh")
    edit(member.pk, MemberFacts(surname="Satu"), by=admin, version=1)
    with pytest.raises(StaleMember) as stale:
        edit(member.pk, MemberFacts(surname="Dua"), by=admin, version=1)
    assert stale.value.stored.surname == "Satu"
    assert Member.objects.get(pk=member.pk).surname == "Satu"


def test_two_editors_at_once_do_not_overwrite_each_other_LM_8(programme, admin):
    member = make_member(programme, surname="Contoh")
    names = ["Satu", "Dua", "Tiga"]
    answers = at_once(
        *[
            lambda name=name: edit(member.pk, MemberFacts(surname=name), by=admin, version=1)
            for name in names
        ]
    )
    assert sum(isinstance(answer, StaleMember) for answer in answers) == 2
    assert Member.objects.get(pk=member.pk).version == 2


def test_a_state_has_who_and_why_LM_4(programme, admin):
    member = make_member(programme)
    with pytest.raises(MemberRefused):
        set_state(member.pk, MemberState.BLOCKED, by=admin, reason=" ")
    set_state(member.pk, MemberState.BLOCKED, by=admin, reason="kartu hilang")
    assert Member.objects.get(pk=member.pk).state == MemberState.BLOCKED
    event = Event.objects.about(member).last()
    assert event.actor_name == admin.name
    assert event.reason == "kartu hilang"


def test_nobody_decides_about_their_own_record_LM_18(programme, admin):
    marked, by_email = make_member(programme), make_member(programme, email="Saya@x.test ")
    Member.objects.filter(pk=marked.pk).update(staff=admin)
    admin.email = "saya@X.test"
    for member in (marked, by_email):
        with pytest.raises(MemberRefused):
            set_state(member.pk, MemberState.BLOCKED, by=admin, reason="x")
    assert not Member.objects.filter(state=MemberState.BLOCKED).exists()


def test_nobody_edits_what_makes_a_record_their_own_LM_18(programme, admin):
    member = make_member(programme, surname="Saya", email="saya@x.test")
    admin.email = "saya@x.test"
    with pytest.raises(MemberRefused):
        edit(member.pk, MemberFacts(surname="Saya"), by=admin, version=member.version)
    assert Member.objects.get(pk=member.pk).email == "saya@x.test"


@pytest.mark.parametrize(
    "typed",
    [
        *("esempi", "D'ES", "budi", "BUDI esem", "user@ex", "use"),
        *("0812 345", "+62 812", "81234", "2900-0000"),
    ],
)
def test_a_search_finds_by_name_e_mail_phone_and_card_LM_19(programme, typed):
    there = make_member(
        programme,
        card=K1,
        name="Budi",
        surname="D'ESEMPIÒ Esempio",
        email="User@example.test",
        phone="0812-3456-7890",
    )
    make_member(programme, card="2810000000016", surname="Lain", phone="081999999999")
    assert members_matching(programme, typed) == [there]


@pytest.mark.parametrize("typed", ["es", "", "..", "budi lain", ".*", "$ne", "sempio"])
def test_a_search_finds_nobody_by_less_or_something_else_LM_19(programme, typed):
    make_member(programme, name="Budi", surname="Esempio")
    assert members_matching(programme, typed) == []


def test_a_search_stays_within_its_programme(programme):
    make_member(make_programme(), surname="Contoh")
    assert members_matching(programme, "contoh") == []


def test_every_member_is_reached_page_by_page_LM_19(programme):
    for number in range(3):
        make_member(programme, surname=f"Contoh {number}")
    make_member(make_programme())
    page = listed_members(MembersWish(programme=programme))
    assert [row.member.surname for row in page.rows] == ["Contoh 0", "Contoh 1", "Contoh 2"]
    assert count_members(programme) == 3


def test_case_101_a_wrong_check_digit_is_another_card_LM_9(programme):
    right = make_member(programme, card=K1)
    wrong = make_member(programme, card="2900000000019")
    assert member_of_card(" 2900-0000 0001 8") == right
    assert member_of_card("2900000000019") == wrong
    assert member_of_card("2900000000017") is None
    assert members_matching(programme, "2900000000019") == [wrong]


def test_case_103_twelve_digits_suggest_a_member_and_match_nobody_LM_9(programme):
    member = make_member(programme, card=K1)
    assert member_of_card("290000000001") is None
    assert suggested_member("290000000001") == member
    assert suggested_member("29000000") is None


def test_recount_names_a_term_that_does_not_follow(programme):
    member = make_member(programme, surname="Contoh", email="a@x.test")
    assert list(wrong_terms()) == []
    Member.objects.filter(pk=member.pk).update(email_key="b@x.test")
    difference = next(wrong_terms())
    assert difference.field == "email_key"
    assert difference.stored == "b@x.test"
    assert difference.expected == "a@x.test"


def test_members_registered_at_once_have_different_numbers_and_cards(programme):
    answers = at_once(*[lambda: register(programme, MemberFacts(name="x"), by=None)] * 6)
    assert sorted(member.number for member in answers) == [1, 2, 3, 4, 5, 6]
    assert list(wrong_terms()) == []

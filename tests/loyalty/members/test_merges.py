"""Links to customers, merges that are undone, erasure (LM-12, LM-14, LM-15)."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from crm.audit.models import Event
from crm.staff.models import Product
from loyalty.members import links, merges
from loyalty.members.cards import detach
from loyalty.members.erasure import erase
from loyalty.members.errors import MemberRefused
from loyalty.members.reads import member_of_card, members_matching
from loyalty.members.search.terms import wrong_terms
from loyalty.models import Card, CustomerLink, Member, MemberState
from loyalty.segments.proof import wrong_runs
from loyalty.segments.runs import compute
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_product
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
K1, K2 = "2900000000018", "2900000000025"


@pytest.fixture
def programme(product):
    return make_programme(products=[product, make_product("Q")])


@pytest.fixture
def pair(programme):
    first = make_member(programme, card=K1, surname="Pertama", email="a@x.test")
    return first, make_member(programme, card=K2, surname="Kedua")


def linked(programme):
    return links.members_of_customers(programme)


def test_a_customer_is_one_members_at_a_time_LM_12(programme, pair, admin, product):
    first, second = pair
    links.link(first.pk, "Ana", by=admin, reason="kenal")
    for wanted in (None, product):
        with pytest.raises(MemberRefused, match="already"):
            links.link(second.pk, "ANA", by=admin, reason="kenal", product=wanted)
    assert linked(programme) == {("ana", None): first.pk}


def test_in_two_products_she_may_be_two_members_LM_12(programme, pair, admin, product):
    first, second = pair
    other = Product.objects.get(name="Q")
    links.link(first.pk, "ana", by=admin, reason="kenal", product=product)
    links.link(second.pk, "ana", by=admin, reason="kenal", product=other)
    with pytest.raises(MemberRefused):
        links.link(second.pk, "ana", by=admin, reason="kenal")
    assert linked(programme) == {("ana", product.pk): first.pk, ("ana", other.pk): second.pk}


def test_of_two_links_at_once_one_holds_LM_12(programme, pair, admin, product):
    first, second = pair
    at_once(
        lambda: links.link(first.pk, "ana", by=admin, reason="kenal"),
        lambda: links.link(second.pk, "ana", by=admin, reason="kenal", product=product),
    )
    assert len(linked(programme)) == 1


def test_an_ended_link_leaves_the_customer_free_LM_12(programme, pair, admin):
    first, second = pair
    ended = links.link(first.pk, "ana", by=admin, reason="kenal")
    links.unlink(ended.pk, by=admin, reason="keliru")
    with pytest.raises(MemberRefused):
        links.unlink(ended.pk, by=admin, reason="keliru")
    links.link(second.pk, "ana", by=admin, reason="kenal")
    assert linked(programme) == {("ana", None): second.pk}


def test_a_product_of_no_programme_is_refused_LM_12(pair, admin):
    with pytest.raises(MemberRefused):
        links.link(pair[0].pk, "ana", by=admin, reason="kenal", product=make_product("R"))


def test_a_merge_moves_cards_and_links_and_is_undone_exactly_LM_14(programme, pair, admin):
    first, second = pair
    links.link(first.pk, "ana", by=admin, reason="kenal")
    merged = merges.merge(first.pk, second.pk, by=admin, reason="orang yang sama")
    closed = Member.objects.get(pk=first.pk)
    assert closed.state == MemberState.CLOSED
    assert closed.merged_into_id == second.pk
    assert member_of_card(K1) == second
    assert linked(programme) == {("ana", None): second.pk}
    merges.undo(merged.pk, by=admin, reason="dua orang")
    assert Member.objects.get(pk=first.pk).state == MemberState.ACTIVE
    assert Member.objects.get(pk=first.pk).merged_into_id is None
    assert member_of_card(K1) == first
    assert member_of_card(K2) == second
    assert linked(programme) == {("ana", None): first.pk}
    assert list(wrong_terms()) == []


def test_a_merge_is_undone_once_and_by_whom_it_does_not_concern_LM_14_LM_18(pair, admin):
    first, second = pair
    merged = merges.merge(first.pk, second.pk, by=admin, reason="x")
    Member.objects.filter(pk=second.pk).update(staff=admin)
    with pytest.raises(MemberRefused, match="own"):
        merges.undo(merged.pk, by=admin, reason="x")
    Member.objects.filter(pk=second.pk).update(staff=None)
    merges.undo(merged.pk, by=admin, reason="x")
    with pytest.raises(MemberRefused, match="undone already"):
        merges.undo(merged.pk, by=admin, reason="x")


def test_what_has_moved_on_since_is_not_torn_out_LM_14(programme, pair, admin):
    first, second = pair
    third = make_member(programme)
    merged = merges.merge(first.pk, second.pk, by=admin, reason="x")
    further = merges.merge(second.pk, third.pk, by=admin, reason="x")
    with pytest.raises(MemberRefused, match="undo that merge first"):
        merges.undo(merged.pk, by=admin, reason="x")
    assert member_of_card(K1) == third
    merges.undo(further.pk, by=admin, reason="x")
    merges.undo(merged.pk, by=admin, reason="x")
    assert member_of_card(K1) == first


def test_a_merge_without_cards_or_links_is_not_undone_in_the_middle_of_a_chain_LM_14(pair, admin):
    first, second = pair
    Card.objects.filter(member_id=first.pk).delete()
    merged = merges.merge(first.pk, second.pk, by=admin, reason="x")
    merges.merge(second.pk, make_member(first.programme).pk, by=admin, reason="x")
    with pytest.raises(MemberRefused, match="undo that merge first"):
        merges.undo(merged.pk, by=admin, reason="x")
    assert Member.objects.get(pk=first.pk).merged_into_id == second.pk


def test_a_card_that_was_taken_back_since_is_not_torn_out_LM_14(pair, admin):
    first, second = pair
    merged = merges.merge(first.pk, second.pk, by=admin, reason="x")
    detach(K1, by=admin, reason="x")
    with pytest.raises(MemberRefused, match="moved on"):
        merges.undo(merged.pk, by=admin, reason="x")


def test_each_way_at_once_one_merge_holds_LM_14(pair, admin):
    first, second = pair
    at_once(
        lambda: merges.merge(first.pk, second.pk, by=admin, reason="x"),
        lambda: merges.merge(second.pk, first.pk, by=admin, reason="x"),
    )
    assert Member.objects.filter(state=MemberState.CLOSED).count() == 1
    assert Card.objects.values("member_id").distinct().count() <= 2
    assert list(wrong_terms()) == []


def test_members_of_two_programmes_are_not_merged_LM_14(pair, admin):
    with pytest.raises(MemberRefused):
        merges.merge(pair[0].pk, make_member(make_programme()).pk, by=admin, reason="x")


def everything_stored():
    names = connection.database.list_collection_names()
    rows = [row for name in names for row in connection.database[name].find()]
    return json.dumps(rows, default=repr)


def test_LM_15_who_was_merged_into_an_erased_member_is_named_nowhere_either(programme, admin):
    gone = make_member(programme, surname="Zxqwv", email="zx@x.test")
    between, stays = make_member(programme, surname="Qzj"), make_member(programme)
    merges.merge(gone.pk, between.pk, by=admin, reason="the same")
    merges.merge(between.pk, stays.pk, by=admin, reason="the same")
    erase(stays.pk, by=admin, reason="asked for")
    assert set(Member.objects.values_list("surname", "email_key", "is_erased")) == {("", "", True)}


def test_case_114_an_erased_member_is_named_nowhere_and_keeps_the_number_LM_15(programme, admin):
    born = date(1985, 2, 28)
    member = make_member(
        programme, card=K1, surname="Zxqwv", email="zx@x.test", street="Jalan Qzj", birth_date=born
    )
    erase(member.pk, by=admin, reason="Zxqwv minta")
    stored = everything_stored()
    for said in ("Zxqwv", "zxqwv", "zx@x.test", "Qzj", "1985-02-28"):
        assert said not in stored
    erased = Member.objects.get(pk=member.pk)
    assert erased.is_erased
    assert erased.number == member.number
    assert str(erased) == f"#{member.number}"
    assert members_matching(programme, "zxqwv") == []
    assert member_of_card(K1) == erased
    assert Event.objects.about(member).last().verb == "erase"


def test_a_forgotten_customer_is_forgotten_in_links_too(programme, pair, admin, owner, product):
    make_deposit(owner, product, "zzana")
    compute(programme, date(2026, 4, 15), by=None)
    links.link(pair[0].pk, "ZZana", by=admin, reason="kenal")
    admin.role = "master_admin"
    admin.save()
    call_command("erase_customer", "zzana", "--by", admin.username)
    assert "zzana" not in everything_stored().casefold()
    assert list(wrong_runs()) == []
    link = CustomerLink.objects.get()
    assert link.is_in_force
    assert link.customer_key == link.customer_id

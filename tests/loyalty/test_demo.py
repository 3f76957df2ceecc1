"""The demo's programme: complete in itself, by the verbs' own rules, and once (issue 16, 7)."""

import pytest

from crm.audit.models import Event
from loyalty.demo import cast, play
from loyalty.imports.proofs import wrong_batches
from loyalty.members.reads import count_members
from loyalty.members.search.terms import wrong_terms
from loyalty.models import (
    Card,
    ConsentStatement,
    CustomerLink,
    ImportBatch,
    Member,
    PointsEntry,
    Receipt,
    Reward,
    Store,
    Till,
)
from loyalty.programmes.reads import programme_named
from tests.loyalty.make import make_member
from tests.make import make_deposit, make_reservation

pytestmark = pytest.mark.django_db


def test_it_has_members_cards_links_consents_a_merge_and_an_erased_one(
    owner, product, admin, monkeypatch
):
    parts = []
    monkeypatch.setattr(play, "PARTS", [lambda programme, by: parts.append(programme)])
    make_reservation(owner, product, "ana", by=admin)
    make_deposit(owner, product, "ana", "2026-02-01")
    play.play(admin=admin)
    programme = programme_named(cast.PROGRAMME)
    assert count_members(programme) == 400
    assert Card.objects.filter(flag="").count() == 400
    assert CustomerLink.objects.in_force().count() == 1
    assert ConsentStatement.objects.count() == play.CONSENTING
    assert Member.objects.filter(is_erased=True).count() == 1
    assert Member.objects.exclude(merged_into_id=None).count() == 1
    assert Store.objects.count() == 3
    assert Till.objects.count() == 6
    assert list(wrong_terms()) == []
    assert Event.objects.about(Member.objects.first()).first().verb == "create"
    assert parts == [programme]


def test_a_second_run_adds_nothing_and_numbers_go_on(admin):
    play.play(admin=admin)
    play.play(admin=admin)
    programme = programme_named(cast.PROGRAMME)
    assert count_members(programme) == 400
    assert make_member(programme).number == 401


def test_it_has_three_imports_of_which_one_is_held(admin):
    play.play(admin=admin)
    states = ImportBatch.objects.order_by("number").values_list("dataset", "state")
    assert list(states) == [
        ("registry", "complete"),
        ("receipts", "complete"),
        ("registry", "held"),
    ]
    assert Receipt.objects.count() > 200
    assert Reward.objects.count() == 3
    earned = PointsEntry.objects.filter(reason="earned", source__startswith="receipt:")
    assert earned.count() > 100
    assert ImportBatch.objects.first().inserted == 0
    assert list(wrong_batches()) == []

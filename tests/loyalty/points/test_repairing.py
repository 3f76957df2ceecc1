"""What somebody has done to entries or heads is named, and repaired by further entries (LP-2)."""

from io import StringIO

import pytest
import time_machine
from bson import ObjectId
from django.core.management import call_command

from crm.mongo.rows import collection
from loyalty.achievements.challenges import plan_challenge
from loyalty.members.merges import merge, undo
from loyalty.models import MemberMerge, MemberPoints, PointsEntry
from loyalty.points.earning.settling import settle
from loyalty.points.everybody import repair_all_points
from loyalty.points.ledger.posting import Cause
from loyalty.points.movements.adjustments import adjust
from loyalty.points.proof import wrong_points
from tests.loyalty.achievements.test_challenges import APRIL, IN_MARCH
from tests.loyalty.points.make import balance, differences, give_opening, posted

pytestmark = pytest.mark.django_db
MAY_3 = "2026-05-03T10:00:00+07:00"
SORTS = ["deposit:", "opening:", "adjustment:", "challenge:", "merge:"]


@pytest.fixture
def people(programme, a, b, c, deposit, admin):
    """A with purchases, a challenge and an adjustment; B with an opening, one now with C."""
    with time_machine.travel(IN_MARCH):
        plan_challenge(programme, APRIL, by=admin)
    with time_machine.travel(MAY_3):
        for day in ("2026-04-03", "2026-04-29"):
            deposit(500_000, day)
        give_opening(b, 120, 3_000_000)
        settle(programme, [b.pk], Cause("import"))
        for number, member in enumerate((a, b, c)):
            adjust(member.pk, 30, by=admin, reason="kind", key=f"key {number}")
        merge(c.pk, b.pk, by=admin, reason="same person")
        yield a, b, c


def balances(people):
    return [balance(each) for each in people]


def entries(sort):
    return PointsEntry.objects.filter(source__startswith=sort)


def change(entry, points):
    """As somebody with the database itself does: the product cannot."""
    collection(PointsEntry).update_one({"_id": entry.pk}, {"$set": {"points": points}})


def remove(entry):
    collection(PointsEntry).delete_one({"_id": entry.pk})


def named():
    """The sorts of what the proof finds wrong of entries."""
    found = {where for where, field, *_values in differences() if field == "posted"}
    return {sort for sort in SORTS if any(f" {sort}" in where for where in found)}


def test_LP_2_what_nobody_has_touched_is_right(people):
    assert balances(people) == [200 + 50 + 30, 120 + 30 + 30, 0]
    assert differences() == []


@pytest.mark.parametrize("sort", SORTS)
def test_LP_2_an_entry_that_was_changed_is_named_and_made_good_by_another(people, sort):
    before = balances(people)
    entry = entries(sort).order_by("member_id", "sequence").first()
    change(entry, entry.points + 7)
    assert sort in named()
    repair_all_points()
    assert differences() == []
    assert balances(people) == before
    assert entries(sort).get(pk=entry.pk).points == entry.points + 7


@pytest.mark.parametrize("sort", SORTS)
def test_LP_2_an_entry_that_was_removed_is_named_and_posted_again(people, sort):
    before, gone = balances(people), entries(sort).order_by("member_id", "sequence").first()
    remove(gone)
    assert sort in named()
    repair_all_points()
    assert differences() == []
    assert balances(people) == before


@pytest.mark.parametrize("sort", ["adjustment:", "challenge:", "merge:"])
def test_LP_2_an_entry_for_nothing_is_named_and_taken_back(people, programme, sort):
    a, *_others = people
    head = MemberPoints.objects.get(pk=a.pk)
    last = collection(PointsEntry).find_one({"member_id": a.pk, "sequence": head.entries})
    row = {"sequence": head.entries + 1, "source": f"{sort}{a.pk}", "_id": ObjectId()}
    collection(PointsEntry).insert_one(last | row)
    before = balances(people)
    assert sort in named()
    repair_all_points()
    assert differences() == []
    assert balances(people) == before


def test_LM_14_a_pair_of_an_undone_merge_that_stayed_is_taken_back(people, admin):
    undo(MemberMerge.objects.get().pk, by=admin, reason="two people")
    before = balances(people)
    last = entries("merge:").order_by("-posted_at", "-sequence").first()
    remove(last)
    assert named() == {"merge:"}
    repair_all_points()
    assert differences() == []
    assert balances(people) == before


@pytest.mark.parametrize("fact", ["entries", "balance", "earned", "spent", "expired"])
def test_LP_6_a_head_that_alone_is_wrong_is_counted_anew(people, fact):
    before, written = balances(people), PointsEntry.objects.count()
    MemberPoints.objects.filter(pk=people[0].pk).update(**{fact: 3})
    assert [(field, found) for _where, field, found, _expected in differences()] == [(fact, 3)]
    repair_all_points()
    assert differences() == []
    assert balances(people) == before
    assert PointsEntry.objects.count() == written


def test_LP_6_a_head_that_is_gone_is_counted_anew(people):
    before = balances(people)
    MemberPoints.objects.filter(pk=people[1].pk).delete()
    assert {where for where, *_what in differences()} == {f"{people[1].pk} points"}
    repair_all_points()
    assert differences() == []
    assert balances(people) == before


def test_recount_repairs_points_and_a_dry_run_changes_nothing_LP_6(people):
    entry = entries("adjustment:").order_by("member_id", "sequence").first()
    change(entry, 1)
    MemberPoints.objects.filter(pk=people[1].pk).update(balance=3)
    with pytest.raises(SystemExit):
        call_command("recount", "--dry-run", stdout=StringIO())
    assert len(list(wrong_points())) > 1
    out = StringIO()
    call_command("recount", stdout=out)
    assert f"{entry.source}: posted is 1, expected 30" in out.getvalue()
    assert posted(people[0])[-1] == 29
    assert differences() == []

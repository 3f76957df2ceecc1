"""Runs of RFM over deposits: frozen, explained, and nothing of the ledger moves (LF-7, LM-1)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from loyalty.members import links
from loyalty.models import SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.segments import Segment
from loyalty.segments.runs import compute, explained, has_changed, scored_buyers, wrong_runs
from omset.ledger import trash
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_product
from tests.omset.test_concurrency import at_once

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 15)
COMMAND = ("compute_rfm", "--programme", "Setia", "--as-of", "2026-04-15")


@pytest.fixture
def deposits(owner, product):
    """Two customers of the programme's product, and one of another."""
    make_deposit(owner, make_product("Lain"), "orang", "2026-03-01")
    return [
        make_deposit(owner, product, "ana", "2026-01-10", 1_000_000),
        make_deposit(owner, product, "ANA", "2026-02-05", 250_000),
        make_deposit(owner, product, "budi", "2026-02-10", 505_000),
        make_deposit(owner, product, "budi", "2026-04-16", 999_000),
    ]


@pytest.fixture
def programme(product):
    return make_programme("Setia", products=[product])


def rows(run):
    return {each.buyer.key: tuple(each.scores) for each in scored_buyers(run)}


def test_customers_of_the_programmes_products_are_scored_as_of_the_day_LF_1(programme, deposits):
    run = compute(programme, DAY, by=None)
    assert run.buyers == 2
    assert run.value == Decimal(1_755_000)
    ana, budi = (each.buyer for each in scored_buyers(run))
    assert ana.key == "customer:ana"
    assert ana.recency == 69
    assert ana.frequency == 2
    assert budi.recency == 64
    assert budi.value == Decimal(505_000)


def test_a_run_keeps_the_values_at_which_scores_begin_LF_7(programme, deposits):
    run = compute(programme, DAY, by=None)
    assert run.beginnings["recency"] == {"1": "69", "3": "64"}
    assert run.beginnings["frequency"] == {"1": "1", "3": "2"}
    assert run.beginnings["value"] == {"1": "505000.00", "3": "1250000.00"}


def test_case_169_the_same_day_twice_is_one_run_and_a_change_makes_another_LF_7(
    programme, deposits, owner
):
    first = compute(programme, DAY, by=None)
    before = rows(first)
    assert compute(programme, DAY, by=None) == first
    assert not has_changed(first)
    trash.delete(deposits[1].pk, by=owner)
    assert has_changed(first)
    second = compute(programme, DAY, by=None)
    assert second.fingerprint != first.fingerprint
    assert rows(first) == before
    assert rows(second) != before
    assert SegmentRun.objects.count() == 2


def test_two_who_compute_at_once_keep_one_run(programme, deposits):
    at_once(*[lambda: compute(programme, DAY, by=None)] * 3)
    assert SegmentRun.objects.count() == 1
    assert SegmentedBuyer.objects.count() == 2


def test_case_172_a_link_makes_the_member_of_a_customer_and_the_old_run_stays_LM_12(
    programme, deposits, admin
):
    first = compute(programme, DAY, by=None)
    member = make_member(programme)
    links.link(member.pk, "Ana", by=admin, reason="kenal")
    second = compute(programme, DAY, by=None)
    assert set(rows(first)) == {"customer:ana", "customer:budi"}
    assert set(rows(second)) == {f"member:{member.pk}", "customer:budi"}


def test_case_171_the_explanation_of_a_run_comes_true_LF_8(programme, deposits, owner, product):
    run = compute(programme, DAY, by=None)
    step = explained(run, "customer:budi").next_step
    for _number in range(step.purchases):
        make_deposit(owner, product, "budi", DAY.isoformat(), step.amount)
    later = compute(programme, DAY, by=None)
    assert rows(later)["customer:budi"] == tuple(step.scores)
    assert explained(later, "customer:budi").segment == step.segment
    assert explained(run, "customer:nobody") is None


def test_case_167_nobody_has_bought(programme, capsys):
    call_command(*COMMAND)
    assert capsys.readouterr().out == "no buyers\n"
    assert not SegmentRun.objects.exists()


def test_the_command_prints_every_segment_LF_9(programme, deposits, capsys):
    call_command(*COMMAND, "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed["n"] == 2
    assert printed["value"] == "1755000.00"
    assert [each["segment"] for each in printed["segments"]] == list(Segment)
    assert sum(each["buyers"] for each in printed["segments"]) == 2
    empty = next(each for each in printed["segments"] if not each["buyers"])
    assert empty["average_recency"] is None


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--programme=x", "--as-of=2026-04-15"), "There is no programme “x”."),
        (("--programme=Setia", "--as-of=15-04-2026"), "--as-of: “15-04-2026” is not a date"),
        (("--programme=Setia", "--as-of=2026-04-15", "--months=0"), "--months is between"),
    ],
)
def test_bad_usage_computes_nothing(programme, deposits, arguments, reason):
    with pytest.raises(CommandError) as refused:
        call_command("compute_rfm", *arguments)
    assert str(refused.value).startswith(reason)
    assert not SegmentRun.objects.exists()


def test_recount_names_a_run_that_is_not_its_rows(programme, deposits):
    run = compute(programme, DAY, by=None)
    assert list(wrong_runs()) == []
    SegmentedBuyer.objects.filter(run_id=run.pk, buyer="customer:ana").delete()
    assert [each.field for each in wrong_runs()] == ["buyers", "buyers_value"]


def printed(capsys, *command):
    call_command(*command, "--json")
    return capsys.readouterr().out


def test_numbers_and_standings_are_the_same_with_loyalty_and_without_LM_1(
    deposits, product, admin, capsys
):
    numbers = ("numbers", "--from=2026-01-01", "--to=2026-04-30", "--by=day")
    standings = ("standings", "--month=2026-02")
    before = [printed(capsys, *numbers), printed(capsys, *standings)]
    programme = make_programme("Setia", products=[product])
    links.link(make_member(programme).pk, "ana", by=admin, reason="kenal")
    compute(programme, DAY, by=None)
    after = [printed(capsys, *numbers), printed(capsys, *standings)]
    assert after == before
    assert '"records"' in before[0]

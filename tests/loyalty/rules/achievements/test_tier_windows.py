"""Tiers by the spend of the last calendar months, and their loss by the calendar (LP-15, LP-16)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loyalty.rules.achievements.tiers import ReachedTier, progress_on, reached_tier, spend_for_tier
from loyalty.rules.achievements.windows import loss_ahead
from loyalty.rules.personal.figures import MemberPurchase, Opening
from loyalty.rules.programmes import PRESETS, SUPERMARKET, Version
from loyalty.rules.stored_terms import as_stored, from_stored

ALL_TIME = PRESETS[SUPERMARKET]
THREE = replace(ALL_TIME, tier_months=3)
OPENING = Opening(Decimal(2_000), date(2026, 2, 15))
JANUARY = date(2026, 1, 20)


def bought(day, amount):
    return MemberPurchase(day, Decimal(amount))


GOLD_IN_JANUARY = [bought(JANUARY, 600), bought(date(2026, 3, 2), 400)]
OPENED = [GOLD_IN_JANUARY[0]._replace(stated_on=OPENING.day), GOLD_IN_JANUARY[1]]
BY_WINDOW = [Version(date(2025, 1, 1), 1, THREE)]


def losses(purchases, today, *versions):
    published = [Version(day, n, terms) for n, (day, terms) in enumerate(versions, start=1)]
    return loss_ahead(purchases, published or BY_WINDOW, today)


@pytest.mark.parametrize(
    ("day", "spend", "tier"),
    [
        (date(2026, 1, 19), 0, "Bronze"),
        (date(2026, 1, 20), 600, "Silver"),
        (date(2026, 3, 2), 1_000, "Gold"),
        (date(2026, 3, 31), 1_000, "Gold"),
        (date(2026, 4, 1), 400, "Bronze"),
        (date(2026, 6, 1), 0, "Bronze"),
    ],
)
def test_LP_15_the_window_is_calendar_months_that_end_on_the_day(day, spend, tier):
    assert spend_for_tier(GOLD_IN_JANUARY, THREE, day) == spend
    assert progress_on(GOLD_IN_JANUARY, THREE, day).tier.name == tier
    assert reached_tier(GOLD_IN_JANUARY, BY_WINDOW, day).name == tier


@pytest.mark.parametrize(("amount", "tier"), [("499.99", "Bronze"), ("500.00", "Silver")])
def test_LP_15_a_window_includes_the_minimum_too(amount, tier):
    assert progress_on([bought(JANUARY, amount)], THREE, JANUARY).tier.name == tier


def test_LP_15_a_window_excludes_the_opening_and_counts_what_was_bought_in_it():
    march = date(2026, 3, 31)
    assert spend_for_tier(OPENED, ALL_TIME, march, [OPENING]) == 2_400
    assert spend_for_tier(OPENED, THREE, march, [OPENING]) == 1_000


def test_an_opening_of_later_than_the_day_is_not_known_yet_LP_15():
    assert spend_for_tier(OPENED, ALL_TIME, date(2026, 1, 31), [OPENING]) == 600


def test_LP_16_the_calendar_leads_to_a_lower_tier_on_the_first_of_a_month():
    reached = reached_tier(GOLD_IN_JANUARY, BY_WINDOW, date(2026, 5, 3))
    assert reached == ReachedTier("Bronze", date(2026, 4, 1), by_window=True)
    again = [*GOLD_IN_JANUARY, bought(date(2026, 4, 1), 100)]
    reached = reached_tier(again, BY_WINDOW, date(2026, 5, 3))
    assert reached == ReachedTier("Silver", date(2026, 4, 1), by_window=False)


def test_LP_16_thirty_days_before_a_loss_it_is_said_what_is_missing():
    assert losses(GOLD_IN_JANUARY, date(2026, 3, 1)) is None
    assert losses(GOLD_IN_JANUARY, date(2026, 3, 2)) == (
        date(2026, 4, 1),
        "Gold",
        "Bronze",
        Decimal(600),
    )
    assert losses([*GOLD_IN_JANUARY, bought(date(2026, 3, 9), 600)], date(2026, 3, 10)) is None


def test_LP_16_a_loss_on_the_first_of_march_is_told_thirty_days_before_too():
    in_december = [bought(date(2025, 12, 20), 600)]
    assert losses(in_december, date(2026, 1, 29)) is None
    loss = losses(in_december, date(2026, 1, 30))
    assert loss.day == date(2026, 3, 1)
    assert loss.missing == Decimal(500)
    assert losses(in_december, date(2026, 2, 1)) == loss


def test_LP_16_of_two_losses_within_thirty_days_the_first_is_told():
    both = [bought(date(2025, 11, 20), 500), bought(date(2025, 12, 20), 600)]
    loss = losses(both, date(2026, 1, 30))
    assert loss.day == date(2026, 2, 1)
    assert loss.lower == "Silver"


def test_who_is_in_the_lowest_tier_loses_nothing_LP_16():
    assert losses([], date(2026, 3, 2)) is None
    assert losses([bought(JANUARY, 10)], date(2026, 3, 2)) is None


def test_LP_16_terms_without_a_window_bring_no_loss_by_one():
    both = (date(2026, 1, 1), THREE), (date(2026, 4, 1), ALL_TIME)
    assert losses(GOLD_IN_JANUARY, date(2026, 3, 20), *both) is None
    other = (date(2026, 1, 1), ALL_TIME), (date(2026, 4, 1), THREE)
    assert losses(GOLD_IN_JANUARY, date(2026, 3, 20), *other).day == date(2026, 4, 1)


def test_terms_of_before_there_were_windows_are_of_all_time_LP_15():
    stored = as_stored(THREE)
    assert from_stored(stored) == THREE
    del stored["tier_months"]
    assert from_stored(stored) == ALL_TIME

"""Every entry says what it was posted for, and opens it (LP-7)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from loyalty.achievements.challenges import ChallengeTerms, plan_challenge
from loyalty.points.explaining import entries_page
from loyalty.rules.achievements.challenges import ChallengeMetric
from tests.loyalty.rewards.make import asks, browser_of, make_redeemer, make_reward
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
APRIL = ChallengeTerms(
    name="Belanja April",
    metric=ChallengeMetric.PURCHASES,
    target=Decimal(1),
    points=50,
    first=date(2026, 4, 1),
    last=date(2026, 4, 30),
)


def row_of(response, text):
    return next(row for row in parsed(response).all("tr") if text in row.text)


def test_LP_7_what_was_redeemed_is_named_and_opens_the_redemption(programme, admin, client_of):
    member = make_redeemer(programme)
    redemption = asks(make_reward(programme, by=admin, title="Kopi gratis"), member)
    row = row_of(client_of(admin).get(f"/loyalty/members/{member.pk}/points/"), "Kopi gratis")
    assert row.one("a")["href"] == f"/loyalty/redemptions/{redemption.pk}/"
    assert row.all("td")[-1].text == "-100"
    own = browser_of(member).get("/me/activity/")
    assert "Kopi gratis" in text_of(own)
    assert "/loyalty/" not in own.content.decode()


def test_LP_7_staff_are_led_to_no_deposit_by_an_entry(
    programme, admin, staff, client_of, a, deposit
):
    deposit(2_000_000)
    entry = entries_page(programme, a.pk)[0]
    assert entry.page == "omset:record"
    page = client_of(staff).get(f"/loyalty/members/{a.pk}/points/").content.decode()
    assert f'href="{entry.url}"' not in page


def test_LP_7_the_challenge_that_was_reached_is_named(programme, a, admin, deposit):
    with time_machine.travel("2026-03-20T10:00:00+07:00"):
        plan_challenge(programme, APRIL, by=admin)
    with time_machine.travel("2026-04-10T10:00:00+07:00"):
        deposit(1_000_000, "2026-04-09")
    texts = {each.entry.points: each.explanation for each in entries_page(programme, a.pk)}
    assert texts[50] == "Belanja April"
    assert texts[200] == "1.000.000 / 5.000 = 200, rules valid from 1 Apr 2026"

"""One person's month: what explains each figure (BO-6, BO-9, case 28)."""

import pytest

from tests.bonuses.views.conftest import MILLION
from tests.dashboard.numbers import Numbers
from tests.parsed import cards, tables

pytestmark = pytest.mark.django_db
PAGE = "/bonuses/mine/?month=2026-02"


def test_BO_9_the_total_is_explained(month, client_of, owner):
    page = " ".join(client_of(owner).get(PAGE).content.decode().split())
    sentence = "main bonus $ 20,00 + daily NDP bonuses $ 2,50 + daily RDP bonuses $ 0,00"
    assert f"Total bonus = {sentence} = <strong>$ 22,50</strong>." in page


def test_the_main_bonus_says_what_is_reached_and_how_far_the_next_is(month, client_of, owner):
    answer = client_of(owner).get(PAGE)
    assert "Another <strong>Rp 29.000.000</strong> of omset for $ 30,00." in answer.content.decode()
    assert [row[1:] for row in tables(answer)[0][1:4]] == [
        ["$ 20,00", "reached"],
        ["$ 30,00", "next"],
        ["$ 50,00", ""],
    ]


def test_BO_6_the_tiers_count_their_days(month, client_of, owner):
    assert tables(client_of(owner).get(PAGE))[1][1:] == [
        ["8–10 NDP", "$ 2,50", "1", "$ 2,50"],
        ["11+ NDP", "$ 5,00", "0", "$ 0,00"],
        ["12–15 RDP", "$ 2,50", "0", "$ 0,00"],
        ["16+ RDP", "$ 5,00", "0", "$ 0,00"],
    ]


def test_BO_6_the_days_with_their_tiers_and_sums(month, client_of, owner):
    days = tables(client_of(owner).get(PAGE))[2]
    first = ["Tue, 3 Feb 2026", "10", "Rp 70.000.000", "10", "0", "8–10", "", "$ 2,50", "$ 0,00"]
    assert days[1:] == [
        first,
        ["Wed, 4 Feb 2026", "1", "Rp 1.000.000", "1", "0", "", "", "$ 0,00", "$ 0,00"],
        ["Total", "11", "Rp 71.000.000", "11", "0", "", "", "$ 2,50", "$ 0,00"],
    ]


def test_each_number_of_a_day_opens_its_records(month, client_of, owner):
    client = client_of(owner)
    page = Numbers(client.get(PAGE).content.decode())
    links = {link for link in page.links if link.url.startswith("/omset/?")}
    cards_there = {url: Numbers(client.get(url).content.decode()).cards for url in _urls(links)}
    assert len(links) == 12
    assert {link: cards_there[link.url][link.name][0] for link in links} == {
        link: link.text for link in links
    }


def _urls(links):
    return {link.url for link in links}


def test_above_the_highest_threshold_nothing_is_missing(deposit, client_of, owner):
    deposit("2026-02-03", nominal=280 * MILLION)
    page = client_of(owner).get(PAGE).content.decode()
    assert "The highest threshold is reached." in page


def test_case_28_without_records_there_are_zeros_and_why(client_of, owner):
    answer = client_of(owner).get(PAGE)
    assert cards(answer)["Total bonus"] == "$ 0,00"
    assert cards(answer)["Omset"] == "Rp 0"
    assert cards(answer)["Days worked"] == "0"
    assert "No counted deposits in this month" in answer.content.decode()


def test_BO_9_this_year_and_the_two_before_are_offered(client_of, owner):
    months = client_of(owner).get("/bonuses/mine/").context["months"]
    assert months.first.year == months.last.year - 2
    assert months.first.month == 1
    early = client_of(owner).get("/bonuses/mine/?month=2001-01").context["months"]
    assert early.chosen == early.last

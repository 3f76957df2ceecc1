"""A plan is previewed, then published: what it pays from then on."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonuses.models import BonusPlan, Standing
from bonuses.plans import publishing
from bonuses.plans.preview import preview_of
from bonuses.rules.rates import DEFAULT, Targets, Threshold
from bonuses.schedule import plan_of
from tests.bonuses.views.plans.pages import (
    FEBRUARY,
    GENEROUS,
    LIST,
    MARCH,
    MILLION,
    act,
    edit,
)
from tests.parsed import parsed, text_of
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_march")]


def test_a_preview_shows_each_line_with_sums_and_changes_nothing(
    client_of, admin, deposit, draft, owner, bonus
):
    deposit("2026-02-03", 8, 2 * MILLION)
    page = client_of(admin).get(f"{LIST}{draft.pk}/", {"month": "2026-02"})
    preview = page.context["preview"]
    [line] = preview.lines
    assert line.name == owner.name
    assert [str(cell.paid) for cell in line.cells] == ["0.00", "2.50", "0.00", "2.50"]
    assert [str(cell.draft) for cell in line.cells] == ["99", "2.50", "0.00", "101.50"]
    assert preview.sums == line.cells
    assert "+$ 99,00" in text_of(page)
    assert bonus() == Decimal("2.50")


def test_of_two_currencies_no_difference_is_shown(client_of, admin, deposit):
    deposit("2026-02-03", nominal=2 * MILLION)
    draft = publishing.save_draft(replace(GENEROUS, currency="IDR"), MARCH, by=admin)
    page = client_of(admin).get(f"{LIST}{draft.pk}/", {"month": "2026-02"})
    assert "there is no difference to show" in text_of(page)
    assert "+Rp" not in text_of(page)


@pytest.fixture
@remembered
def march(deposit, owner, stranger):
    """Two people's days of 1 to 5 customers."""
    for day in range(1, 6):
        deposit(f"2026-03-0{day}", day, MILLION, staff=owner)
        deposit(f"2026-03-1{day % 4}", 6 - day, MILLION, staff=stranger)


bonuses_of_tiers = st.integers(0, 500).map(Decimal)


@given(
    at=st.integers(1, 30),
    main=bonuses_of_tiers,
    first=st.integers(1, 6),
    daily=bonuses_of_tiers,
    target=st.integers(1, 5),
)
@settings(max_examples=12)
def test_publishing_pays_what_the_preview_said(march, admin, at, main, first, daily, target):
    tier = DEFAULT.ndp[-1]._replace(least=first, bonus=daily)
    plan = replace(
        DEFAULT,
        main=(Threshold(Decimal(at * MILLION), main),),
        ndp=(tier,),
        targets=Targets(Decimal(MILLION), target, target),
    )
    draft = publishing.save_draft(plan, MARCH, by=admin)
    lines = preview_of(draft.plan, MARCH, plan_of(MARCH)).lines
    previewed = {line.staff_id: line.cells[-1].draft for line in lines}
    publishing.publish(draft.pk, by=admin)
    paid = dict(Standing.objects.filter(month=MARCH).values_list("staff_id", "total_bonus"))
    assert previewed == paid


def test_BO_8_publishing_moves_this_month_and_no_earlier_one(client_of, admin, deposit, draft):
    deposit("2026-02-03", nominal=2 * MILLION)
    deposit("2026-03-03", nominal=2 * MILLION)
    client = client_of(admin)
    assert "1 month of a staff member is worked out anew" in text_of(
        client.get(f"{LIST}{draft.pk}/")
    )
    act(client, draft, "publish", version="1")
    main_bonuses = {
        month: [
            line.main_bonus
            for line in client.get("/bonuses/", {"month": month}).context["sheet"].lines
        ]
        for month in ("2026-02", "2026-03")
    }
    assert main_bonuses == {"2026-02": [0], "2026-03": [99]}


def test_a_plan_that_moves_nobody_says_so_in_words(client_of, admin, draft):
    page = text_of(client_of(admin).get(f"{LIST}{draft.pk}/"))
    assert "No month is worked out anew" in page
    assert "0 months" not in page


def test_a_draft_that_changed_since_is_not_published(client_of, admin, draft):
    publishing.save_draft(DEFAULT, MARCH, by=admin, pk=draft.pk, version=1)
    assert act(client_of(admin), draft, "publish", version="1").status_code == 409
    assert plan_of(MARCH) == DEFAULT


def test_a_plan_that_would_begin_in_the_past_is_refused(client_of, admin):
    early = publishing.save_draft(GENEROUS, FEBRUARY, by=admin)
    client = client_of(admin)
    assert "begins in a month that is over" in text_of(client.get(f"{LIST}{early.pk}/"))
    assert act(client, early, "publish", version="1").status_code == 422
    assert plan_of(FEBRUARY) == DEFAULT


def test_an_unsound_draft_is_refused(client_of, admin):
    unsound = publishing.save_draft(replace(DEFAULT, ndp=DEFAULT.ndp[:1]), MARCH, by=admin)
    assert act(client_of(admin), unsound, "publish", version="1").status_code == 422


def test_BO_8_a_published_plan_is_changed_by_no_url(client_of, admin, published):
    client = client_of(admin)
    before = BonusPlan.objects.values().get()
    replies = [
        client.get(f"{LIST}{published.pk}/edit/"),
        edit(client, published, main_0_bonus="1"),
        act(client, published, "publish"),
        act(client, published, "discard"),
    ]
    assert [reply.status_code for reply in replies] == [409] * 4
    assert BonusPlan.objects.values().get() == before
    main = parsed(client.get(f"{LIST}{published.pk}/")).one("main")
    addresses = [value for part in main.all() for value in part.attributes.values() if value]
    assert not any(f"{LIST}{published.pk}/" in address for address in addresses)

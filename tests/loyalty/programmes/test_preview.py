"""A preview of the terms that are valid says what was posted, to the point (LM-3, LP-4)."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from crm.calendar import last_day
from crm.mongo.inspection import collection_scans, recorded_commands
from loyalty.analytics.tiers import cards_of_tier
from loyalty.members.entries import set_state
from loyalty.members.merges import merge
from loyalty.models import Member, MemberState, PointsEntry
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.points.ledger.sources import DEPOSIT, LINES, RECEIPT
from loyalty.programmes.preview import preview_of
from loyalty.programmes.reads import terms_on
from loyalty.rules.programmes import PRESETS, SUPERMARKET, StorePurchases
from tests.loyalty.analytics.make import ring_up, sell
from tests.loyalty.imports.files import K1, K2, K3, K4
from tests.loyalty.make import make_member, make_programme
from tests.loyalty.personal.golden import APRIL_15, Golden
from tests.loyalty.points.make import give_opening

pytestmark = pytest.mark.django_db
SHOP = PRESETS[SUPERMARKET]
BY_LINES = replace(SHOP, store_purchases=StorePurchases.LINES)
OF_MEMBERS = {f"loyalty_{name}" for name in ("member", "card", "customerlink", "membermerge")}
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def posted_for_purchases(month):
    """The points that the ledger has of what was bought in a month."""
    entries = PointsEntry.objects.filter(day__gte=month, day__lte=last_day(month))
    return sum(each.points for each in entries if each.source.startswith((DEPOSIT, RECEIPT, LINES)))


@time_machine.travel(APRIL_15)
def test_LM_3_each_month_of_the_golden_set_is_what_its_purchases_were_posted(owner, admin):
    programme = Golden(owner, admin).programme
    months = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    previews = [preview_of(programme, terms_on(programme, month), month) for month in months]
    assert [each.valid.points for each in previews] == [123, 25 + 100, -10, 200]
    assert [each.draft.points for each in previews] == [123, 25 + 100, -10, 200]
    assert [posted_for_purchases(month) for month in months] == [123, 125, -10, 200]
    assert [each.valid.purchases for each in previews] == [3, 3, 0, 1]
    assert previews[3].valid.tiers == {"Bronze": 1, "Silver": 0, "Gold": 2, "Platinum": 0}


@time_machine.travel(APRIL_15)
def test_LM_3_a_draft_judges_a_month_of_the_golden_set_by_itself(owner, admin):
    programme = Golden(owner, admin).programme
    preview = preview_of(programme, terms_on(programme, date(2026, 4, 1)), date(2026, 2, 1))
    assert (preview.valid.points, preview.draft.points) == (125, 50 + 2 * 101)


@time_machine.travel("2026-07-02T10:00:00+07:00")
def test_LM_3_tiers_of_a_month_have_only_who_was_a_member_in_it(admin):
    programme = make_programme(currency="EUR", terms=SHOP)
    _in_may, in_june, closed = (make_member(programme) for _ in range(3))
    Member.objects.update(created_on=date(2026, 5, 31))
    Member.objects.filter(pk=in_june.pk).update(created_on=JUNE)
    with time_machine.travel("2026-04-30T10:00:00+07:00"):
        set_state(closed.pk, MemberState.CLOSED, by=admin, reason="x")
    assert sum(preview_of(programme, SHOP, MAY).draft.tiers.values()) == 1
    assert sum(preview_of(programme, SHOP, JUNE).draft.tiers.values()) == 2


@pytest.fixture
def shop(admin):
    """A supermarket with somebody of each sort, and receipts and lines of May and June."""

    def make(terms):
        programme = make_programme(currency="EUR", terms=terms)
        plain, opened, closed, gone = (
            make_member(programme, card=card) for card in (K1, K2, K3, K4)
        )
        give_opening(opened, 50, 600, day=date(2026, 5, 20))
        give_opening(gone, 7, 300, day=date(2026, 6, 5))
        with time_machine.travel("2026-06-10T10:00:00+07:00"):
            set_state(closed.pk, MemberState.CLOSED, by=admin, reason="x")
        for month in (5, 6):
            ring_up(programme, [row for card in (K1, K2, K3, K4) for row in rows(card, month)])
        sell(programme, [line for card in (K1, K2, K3, K4) for line in lines(card)], month=202606)
        settle(programme, [plain.pk, opened.pk, closed.pk, gone.pk], Cause("import"))
        merge(gone.pk, opened.pk, by=admin, reason="same person")
        return programme

    return make


def rows(card, month):
    """Stated less, stated more, nothing stated, too little, and a return (case 138)."""
    return [
        (card, date(2026, month, 3), "10.50", {"points": 8}),
        (card, date(2026, month, 8), "10.50", {"points": 12}),
        (card, date(2026, month, 12), "10.50"),
        (card, date(2026, month, 22), "0.99"),
        (card, date(2026, month, 24), "-3.20"),
    ]


def lines(card):
    return [(card, "milk", "01", "2.19", {"points": 2}), (card, "oil", "02", "5.40", {"points": 3})]


@time_machine.travel("2026-07-02T10:00:00+07:00")
@pytest.mark.parametrize("terms", [SHOP, BY_LINES], ids=["by receipts", "by lines"])
def test_LM_3_and_case_138_each_month_of_a_supermarket_is_what_its_purchases_were_posted(
    shop, terms
):
    programme = shop(terms)
    for month in (MAY, JUNE):
        preview = preview_of(programme, terms_on(programme, month), month)
        assert preview.valid.points == preview.draft.points == posted_for_purchases(month)


@time_machine.travel("2026-07-02T10:00:00+07:00")
def test_LM_3_LP_3_a_draft_that_goes_by_lines_counts_lines(shop):
    june = preview_of(shop(SHOP), BY_LINES, JUNE)
    # Receipts: 8 + 12 + 10 - 3; of K3 until closing 8 + 12; of K4 after its opening 12 + 10 - 3.
    assert june.valid.points == 27 + 27 + 20 + 19
    # A month of lines ends after the closing of K3.
    assert june.draft.points == 5 + 5 + 5


@time_machine.travel("2026-07-02T10:00:00+07:00")
def test_LM_3_a_preview_and_the_filter_by_tier_ask_by_indexes(shop):
    programme = shop(BY_LINES)
    with recorded_commands() as commands:
        preview_of(programme, SHOP, JUNE)
        assert len(commands) < 30
        cards_of_tier(programme, "Gold")
    scanned = {each.collection for each in collection_scans(commands)}
    assert scanned & OF_MEMBERS == set()

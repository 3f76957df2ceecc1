"""Cases 150, 154 and 155 as somebody sees them: on pages, lists and files, by eligibility."""

import csv
import io
from datetime import date

import pytest
import time_machine

from loyalty.members.links import link
from loyalty.models import Card
from loyalty.points.earning.settling import settle
from loyalty.points.ledger.posting import Cause
from loyalty.rules.programmes import SUPERMARKET
from tests.loyalty.analytics.make import ring_up
from tests.loyalty.make import make_programme
from tests.loyalty.personal.golden import figures, tier
from tests.loyalty.rewards.make import browser_of, make_redeemer, make_reward
from tests.make import make_deposit, make_product, make_staff
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
LADDER = {
    "499.99": "Bronze",
    "500.00": "Silver",
    "999.99": "Silver",
    "1000.00": "Gold",
    "2000.00": "Platinum",
}
TIERS = ["Bronze", "Silver", "Gold", "Platinum"]
# Of the very first day of the programme until after every day that a case names.
BEGINS, BUYERS = date(2025, 1, 1), "/loyalty/analytics/buyers/"


class Shop:
    """A supermarket's programme in EUR; by what they spent its members, each with her browser."""

    def __init__(self, admin) -> None:
        self.programme = make_programme(preset=SUPERMARKET, currency="EUR")
        self.members = {
            spent: make_redeemer(self.programme, 1, name=f"Ana {spent}") for spent in LADDER
        }
        cards = dict(Card.objects.values_list("member_id", "number"))
        receipts = [
            (cards[member.pk], date(2026, 2, 10), spent) for spent, member in self.members.items()
        ]
        ring_up(self.programme, receipts)
        settle(self.programme, [each.pk for each in self.members.values()], Cause("import"))
        for name in TIERS:
            make_reward(self.programme, by=admin, title=f"{name} gift", tier=name, points=0)


@pytest.fixture
def shop(admin):
    return Shop(admin)


def test_case_150_the_tier_is_the_same_on_page_list_export_and_in_eligibility(
    shop, admin, client_of
):
    client = client_of(admin)
    hers = {spent: browser_of(each).get("/me/") for spent, each in shop.members.items()}
    assert {spent: tier(page) for spent, page in hers.items()} == LADDER
    pages = {
        spent: client.get(f"/loyalty/members/{each.pk}/") for spent, each in shop.members.items()
    }
    assert {spent: tier(page) for spent, page in pages.items()} == LADDER
    assert by_tier(listed(client, name) for name in TIERS) == LADDER
    assert by_tier(exported(client, name) for name in TIERS) == LADDER
    assert {spent: best_offer(each) for spent, each in shop.members.items()} == LADDER


def by_tier(found):
    """By what each had spent the tier in whose list she stands."""
    return {spent: name for name, names in zip(TIERS, found, strict=True) for spent in names}


def listed(client, name):
    """What those whom the list of a tier shows have spent, as their names say."""
    page = parsed(client.get(f"{BUYERS}?source=receipts&tier={name}"))
    rows = [row for table in page.all("table") for row in table.one("tbody").all("tr")]
    heads = [row.all("th", "td")[0].text for row in rows]
    return [head.removeprefix("Ana ") for head in heads if head.startswith("Ana ")]


def exported(client, name):
    """The same of the file."""
    answer = client.get(f"{BUYERS}export/?source=receipts&tier={name}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [row[0].removeprefix("Ana ") for row in list(csv.reader(io.StringIO(text)))[1:]]


def best_offer(member):
    """The highest tier whose reward she may ask for."""
    page = parsed(browser_of(member).get("/me/rewards/"))
    open_offers = " ".join(form.text for form in page.all("form"))
    return [name for name in TIERS if f"{name} gift" in open_offers][-1]


@pytest.fixture
def buys(admin):
    """buys(days, shown on a day): what her page says then, of deposits on these days."""

    def shown(days, on):
        product, staff = make_product(), make_staff()
        programme = make_programme(products=[product], valid_from=BEGINS)
        member = make_redeemer(programme, 1)
        link(member.pk, "ana", by=admin, reason="x")
        with time_machine.travel(f"{on}T10:00:00+07:00", tick=False):
            for day in days:
                make_deposit(staff, product, "ana", day)
            return browser_of(member).get("/me/")

    return shown


def streak(page, name):
    facts = parsed(page).one("section", **{"aria-labelledby": "badges"}).one("dl")
    terms = dict(zip(facts.all("dt"), facts.all("dd"), strict=True))
    return next(each.text for term, each in terms.items() if term.text == name)


@pytest.mark.parametrize(
    ("on", "said"), [("2026-02-10", "3 · longest 3"), ("2026-03-01", "0 · longest 3")]
)
def test_case_154_the_monthly_streak_stands_on_her_page(buys, on, said):
    page = buys(["2025-11-03", "2025-12-24", "2026-01-15"], on)
    assert streak(page, "Months with a purchase") == said


def test_case_154_the_turn_of_the_year_is_one_week_on_her_page(buys):
    page = buys(["2026-12-30", "2027-01-02"], "2027-01-02")
    assert streak(page, "Weeks with a purchase") == "1 · longest 1"


@pytest.mark.parametrize(
    ("days", "frequency"),
    [
        (["2026-01-01"] * 4, "4,0"),
        (["2026-01-01", *["2026-02-01"] * 4, "2026-03-31"], "2,0"),
    ],
)
def test_case_155_the_frequency_stands_on_her_page(buys, days, frequency):
    assert figures(buys(days, "2026-04-15"))["Purchases a month"] == frequency

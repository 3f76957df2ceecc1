"""The personal area: the same figures as on staff's page, and none invented (LA-1 to LA-8)."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.mongo.inspection import recorded_commands
from loyalty.members.consents import say
from loyalty.members.page.member import page_of_member
from loyalty.models import Member, MemberAccount, Programme
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from omset.ledger import trash
from tests.loyalty.analytics.make import ring_up, sell
from tests.loyalty.make import make_programme
from tests.loyalty.me.make import K1, K2, signed_in
from tests.loyalty.personal.golden import APRIL_15, Golden, figures, tier
from tests.loyalty.segments.test_store_purchases import WITH_LINES
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
OWN_PAGES = ("/me/", "/me/activity/", "/me/rewards/", "/me/analytics/", "/me/profile/")


@pytest.fixture
def golden(owner, admin):
    with time_machine.travel(APRIL_15, tick=False):
        yield Golden(owner, admin)


@pytest.fixture
def both(golden, client_of, admin):
    """both(name): the pages about a member, her own and that of staff."""
    staff = client_of(admin)
    return lambda name: (
        golden.browsers[name].get("/me/"),
        staff.get(f"/loyalty/members/{golden.members[name].pk}/"),
    )


@pytest.mark.parametrize(
    ("name", "points", "spend", "purchases", "average", "frequency", "last", "in_tier"),
    [
        ("a", "348", "Rp 2.494.566", "4", "Rp 623.641,50", "1,5", "2 Apr 2026", "Gold"),
        ("b", "210", "Rp 3.905.000", "3", "Rp 386.666,67", "3,0", "10 Feb 2026", "Gold"),
        ("c", "0", "Rp 0", "0", "no data", "no data", "never", "Bronze"),
    ],
)
def test_11_1_figures_and_tier_are_the_same_on_both_pages_LA_1(
    both, name, points, spend, purchases, average, frequency, last, in_tier
):
    for page in both(name):
        assert figures(page) == figures(page) | {
            "Points": points,
            "Spend": spend,
            "Purchases": purchases,
            "Average": average,
            "Purchases a month": frequency,
            "Last purchase": last,
        }
        assert tier(page) == in_tier


def test_11_1_trashing_1_takes_a_below_gold_on_both_pages_LA_1(both, golden, owner):
    trash.delete(golden.deposits[1].pk, by=owner)
    for page in both("a"):
        assert figures(page)["Spend"] == "Rp 1.259.999"
        assert tier(page) == "Silver"


def test_LA_2_activity_lists_each_purchase_once_page_by_page(golden):
    days = [date(2026, 3, 10) + timedelta(number) for number in range(25)]
    ring_up(golden.programme, [(K1, day, f"{1000 + place}") for place, day in enumerate(days)])
    client, url, shown = golden.browsers["a"], "/me/activity/", []
    while url:
        page = parsed(client.get(url))
        entries = page.all("ul", **{"class": "me-list"})[0].all("li")
        shown += [entry.one("div", **{"class": "num"}).text for entry in entries]
        [*onwards] = page.all("a", rel="next")
        url = f"/me/activity/{onwards[0]['href']}" if onwards else ""
    assert len(shown) == len(set(shown)) == 29
    assert shown[-1] == "Rp 1.234.567"
    assert client.get("/me/activity/?page=x").status_code == 400


def test_LA_2_the_ledger_stands_there_with_each_reason_LP_7(golden, owner):
    trash.delete(golden.deposits[1].pk, by=owner)
    page = parsed(golden.browsers["a"].get("/me/activity/"))
    section = page.one("section", **{"aria-labelledby": "points"})
    points = [each.text for each in section.all("div", **{"class": "num"})]
    assert points == ["-123", "+200", "+25", "+123"]
    assert "1.234.567 / 10.000 = 123, rules valid from 1 Jan 2026" in section.text
    assert golden.browsers["a"].get("/me/activity/?entries=x").status_code == 400


def test_LA_2_older_entries_are_a_page_on(golden, monkeypatch):
    monkeypatch.setattr("loyalty.personal.pages.PAGE_SIZE", 2)
    client = golden.browsers["a"]
    [older] = parsed(client.get("/me/activity/")).all("a", href="?entries=2#points")
    section = parsed(client.get("/me/activity/?entries=2")).one(
        "section", **{"aria-labelledby": "points"}
    )
    assert older.text == "Older"
    assert [each.text for each in section.all("div", **{"class": "num"})] == ["+123"]


def test_LA_4_the_running_month_is_marked_and_each_chart_has_its_table(golden):
    page = parsed(golden.browsers["a"].get("/me/analytics/"))
    tables = {table.one("caption").text: table for table in page.all("table")}
    months = [row.one("th").text for row in tables["Spend of the last twelve months"].all("tr")[1:]]
    assert len(months) == 12
    assert months[0] == "May 2025"
    assert months[-1] == "April 2026, still running"
    assert "4 purchases have no time of day" in page.text


def test_LA_4_hours_are_those_of_receipts_with_a_time(golden):
    page = parsed(golden.browsers["b"].get("/me/analytics/"))
    [hours] = [each for each in page.all("table") if each.one("caption").text.endswith("by hour")]
    assert [row.text for row in hours.all("tr")[1:]] == ["10 3"]
    assert "no time of day" not in page.text


def insights(page):
    return [each.text for each in parsed(page).all("section", **{"aria-labelledby": "insights"})]


@pytest.mark.parametrize(
    ("april", "said"), [("120.00", ""), ("121.00", "21 % more than March 2026")]
)
@time_machine.travel("2026-05-20T10:00:00+07:00")
def test_case_156_two_completed_months_are_compared_and_may_is_ignored(april, said):
    programme = make_programme(currency="EUR")
    client = signed_in(programme)
    ring_up(
        programme,
        [
            (K1, date(2026, 3, 5), "100.00"),
            (K1, date(2026, 4, 5), april),
            (K1, date(2026, 5, 5), "900.00"),
        ],
    )
    [text] = insights(client.get("/me/"))
    assert (said in text) if said else ("more than" not in text)


@time_machine.travel("2026-05-20T10:00:00+07:00")
def test_case_156_one_month_of_data_is_no_insight():
    programme = make_programme(currency="EUR")
    client = signed_in(programme)
    ring_up(programme, [(K1, date(2026, 5, 5), "900.00")])
    assert insights(client.get("/me/")) == []


def test_LA_5_the_average_of_all_is_the_programmes_own_of_whole_months(both):
    # 1 234 567 + 9 999 + 250 000 + 150 000 + 2 x 505 000 + 2 000 000, of 7 purchases; 80 000
    # without a card are nobody's, and so no purchase.
    for page in both("b"):
        [text] = insights(page)
        assert "An average purchase: Rp 386.666,67" in text
        assert "Rp 664.938" in text


@time_machine.travel("2026-07-15T10:00:00+07:00")
def test_case_149_a_month_of_lines_is_one_purchase_on_both_pages(client_of, admin):
    programme = make_programme("Toko", terms=WITH_LINES, currency="EUR")
    client = signed_in(programme)
    sell(programme, [(K1, f"{n}", "01", "2.19", {"points": 2}) for n in range(40)], month=202606)
    ring_up(programme, [(K1, date(2026, 6, 10), "99.00"), (K1, date(2026, 7, 1), "7.00")])
    staff = client_of(admin).get(f"/loyalty/members/{Member.objects.get().pk}/")
    for page in (client.get("/me/"), staff):
        assert figures(page)["Spend"] == "EUR 94,60"
        assert figures(page)["Purchases"] == "2"
    month = page_of_member(Member.objects.get(), date(2026, 7, 15)).activity.purchases[1].counted
    assert (month.day, month.points) == (date(2026, 6, 30), 80)
    assert "30 Jun 2026 Purchases of the month" in text_of(client.get("/me/activity/"))


def test_LA_8_no_digit_is_invented_where_nothing_was_bought():
    client = signed_in(make_programme("Setia"))
    for path in OWN_PAGES:
        page = parsed(client.get(path)).one("main").text
        # Her card, what the next tier asks for, and zeros that were counted.
        known = (
            page.replace(K1, "").replace("Rp 5.000.000", "").replace("Rp 0", "").replace("200", "")
        )
        left = set(re.findall(r"\d+", known))
        assert left <= {"0"}, path


def test_LA_7_a_consent_has_its_date(golden):
    member = golden.members["a"]
    say(member.pk, ConsentSubject.MARKETING, Consent.NO, source=ConsentSource.MEMBER)
    page = parsed(golden.browsers["a"].get("/me/profile/"))
    form = page.one("form", action="/me/profile/consents/")
    assert form.text.count("Since 15 Apr 2026.") == 1
    chosen = [each["value"] for each in form.all("option") if "selected" in each.attributes]
    assert chosen.count("no") == 1


def test_LA_7_no_sensitive_field_is_asked_for(golden):
    MemberAccount.objects.update(is_proven=True)
    form = parsed(golden.browsers["a"].get("/me/profile/")).one("form", action="/me/profile/")
    names = {field["name"] for field in form.all("input", "select")}
    assert names == {"csrfmiddlewaretoken", "version", "name", "surname", "sex", "birth_date"} | {
        "place",
        "street",
        "house_number",
        "postcode",
        "province",
    }


def test_pages_of_members_ask_for_little(golden):
    for name in ("a", "b"):
        for path in OWN_PAGES:
            golden.browsers[name].get(path)
            with recorded_commands() as commands:
                golden.browsers[name].get(path)
            assert len(commands) <= 12, path


def test_LA_6_the_goal_is_what_the_terms_name_until_there_are_rewards(both):
    for page in both("c"):
        goal = parsed(page).one("section", **{"aria-labelledby": "goal"})
        assert "200 points to 200" in goal.text
        assert goal.one("progress")["value"] == "0"
    for page in both("a"):
        assert parsed(page).all("section", **{"aria-labelledby": "goal"}) == []


def test_staffs_page_lists_ten_purchases_and_leads_to_all(golden, client_of, admin):
    days = [date(2026, 3, 10) + timedelta(number) for number in range(12)]
    ring_up(golden.programme, [(K2, day, "1000") for day in days])
    url = f"/loyalty/members/{golden.members['b'].pk}/"
    rows = lambda page: [row for row in parsed(page).all("tr") if row.all("td")]  # noqa: E731
    client = client_of(admin)
    shown, every = client.get(url), client.get(f"{url}?purchases=all")
    assert "The newest 10 of 16." in text_of(shown)
    assert len(rows(every)) - len(rows(shown)) == 6
    assert K2 in text_of(shown)


@pytest.mark.parametrize("path", ["/me/", "/me/activity/", "/me/rewards/", "of staff"])
def test_LP_6_pages_with_points_say_while_they_are_recounted(path, golden, client_of, admin):
    member, browser = golden.members["b"], golden.browsers["b"]
    if path == "of staff":
        path, browser = f"/loyalty/members/{member.pk}/", client_of(admin)
    said = "Being recounted"
    assert said not in text_of(browser.get(path))
    Programme.objects.filter(pk=member.programme_id).update(points_due_since=timezone.now())
    assert said in text_of(browser.get(path))

"""One filter drives page, chart, report and file, and nothing on them is made up (LX)."""

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone
from pymongo.errors import AutoReconnect

from crm.mongo.inspection import collection_scans, recorded_commands
from loyalty.analytics.proof import wrong_sales_totals
from loyalty.analytics.reads import receipts as receipt_reads
from loyalty.analytics.screens import SCREENS
from loyalty.members.merges import merge
from loyalty.members.page.member import page_of_member
from loyalty.models import (
    BuyerNumber,
    Dataset,
    Department,
    ImportBatch,
    Member,
    SalesTotals,
    SegmentedBuyer,
    SegmentRun,
)
from loyalty.rules.personal.figures import Opening
from loyalty.rules.rfm.segments import Segment
from tests.loyalty.analytics.make import make_batch, name_batch, ring_up, sell
from tests.loyalty.make import make_member, make_programme
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
K1, K2, K4 = "2900000000018", "2900000000025", "2900000000100"
URL = "/loyalty/analytics/"
DAY = date(2026, 2, 10)


@pytest.fixture
def programme(db):
    return make_programme(currency="EUR", preset="supermarket")


@pytest.fixture
def page(client_of, admin):
    client = client_of(admin)
    return lambda address="", query="": parsed(client.get(f"{URL}{address}?{query}"))


@pytest.fixture
def file(client_of, admin):
    client = client_of(admin)

    def read(screen, query=""):
        answer = client.get(f"{URL}{screen}/export/?{query}")
        assert answer.status_code == 200
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    return read


def figures(page):
    """What the cards say, by their labels."""
    found = page.all("a", "div", **{"class": "stat-card"})
    return {card.all("span")[0].text: card.all("span")[1].text for card in found}


def changes(page):
    """What the cards say about the days before, by their labels."""
    found = page.all("a", **{"class": "stat-card"})
    return {
        card.all("span")[0].text: trend[0].text
        for card in found
        if (trend := [each for each in card.all("span") if each.get("class").startswith("trend")])
    }


def table(page):
    """The rows of the report, each as its cells."""
    region = page.all("div", role="region")
    rows = region[0].one("tbody").all("tr") if region else []
    return [[cell.text for cell in row.all("th", "td")] for row in rows]


def total(page):
    """The sums under the report."""
    return [cell.text for cell in page.one("tfoot").all("th", "td")]


@pytest.fixture
def golden(programme):
    """The receipts of the golden data set (11.1), in two stores."""
    make_member(programme, surname="B", card=K2)
    day = date
    ring_up(
        programme,
        [
            (K2, day(2026, 1, 20), "150000"),
            (K2, day(2026, 2, 10), "505000", {"points": 50}),
            (K2, day(2026, 2, 10), "505000", {"points": 50}),
            (K2, day(2026, 3, 3), "0", {"store": "S2"}),
            (K2, day(2026, 3, 3), "-105000", {"store": "S2"}),
            (K4, day(2026, 3, 5), "2000000", {"store": "S2", "minute": None}),
            ("", day(2026, 3, 6), "80000", {"store": "S2", "payment": "7"}),
        ],
    )
    return programme


def test_the_golden_receipts_come_to_what_the_rules_say(golden, page):
    said = figures(page(query="source=receipts"))
    assert said["Receipts"] == "7"
    assert said["Of them with amount zero"] == "1"
    assert said["Of them returns"] == "1"
    assert said["Purchases"] == "5"
    assert said["Revenue"].endswith("3.135.000,00")
    assert said["Average receipt"].endswith("648.000,00")
    assert said["Buyers"] == "2"
    assert said["Buyers who are members"] == "1"
    assert said["Cards without a member"] == "1"
    assert said["Share of members who bought"] == "100 %"
    assert said["Points that the tills state"] == "100"


def test_points_of_a_unit_are_by_the_money_of_the_rows_that_state_some_LX_3(golden, page):
    sell(golden, [(K2, "milk", "01", "10.00", {"points": 8}), (K4, "milk", "01", "30.00")])
    receipts, lines = (figures(page(query=f"source={name}")) for name in ("receipts", "lines"))
    # 100 / 1 010 000, and 8 / 10.
    assert receipts["Points per unit of money"] == "0,000099"
    assert lines["Points per unit of money"] == "0,8"


def test_case_174_an_empty_database_has_no_data_anywhere(programme, page, file):
    for source in ("receipts", "lines", "omset"):
        said = figures(page(query=f"source={source}"))
        assert set(said.values()) == {"no data"}
    for screen in ("articles", "stores", "buyers", "months", "payments", "against", "records"):
        assert table(page(f"{screen}/")) == []
        [heading] = file(screen)
        assert heading


def test_case_175_a_database_that_is_away_is_503_and_nowhere_0(
    golden, client_of, admin, monkeypatch
):
    client = client_of(admin)
    client.raise_request_exception = False

    def away(*_arguments):
        raise AutoReconnect("away")

    monkeypatch.setattr(receipt_reads.Receipts, "total", away)
    answer = client.get(f"{URL}?source=receipts")
    assert answer.status_code == 503
    assert parsed(answer).all("a", **{"class": "stat-card"}) == []


def test_case_175_what_is_being_summed_is_unavailable_and_nowhere_0(
    programme, page, client_of, admin
):
    sell(programme, [(K1, "milk", "01", "10")])
    SalesTotals.objects.all().delete()
    shown = page(query="source=lines")
    assert set(figures(shown).values()) == {"unavailable"}
    assert "being summed" in shown.text
    file = client_of(admin).get(f"{URL}articles/export/")
    assert file.status_code == 409


@pytest.mark.parametrize(("days", "revenue"), [(7, "1"), (30, "11"), (90, "111")])
def test_case_176_each_range_has_its_sum_on_page_chart_and_file(
    programme, page, file, days, revenue
):
    ring_up(
        programme,
        [
            (K1, DAY - timedelta(back), amount)
            for back, amount in ((1, "1"), (20, "10"), (60, "100"), (200, "1000"))
        ],
    )
    query = f"source=receipts&start={DAY - timedelta(days)}&end={DAY}"
    shown = page(query=query)
    assert figures(shown)["Revenue"].endswith(f" {revenue},00")
    assert total(shown)[1].endswith(f" {revenue},00")
    _heading, *rows = file("stores", query)
    assert sum(Decimal(row[7]) for row in rows) == Decimal(revenue)
    assert len(rows) == len(table(page("stores/", query)))


def test_case_177_the_trend_is_of_the_latest_twelve_months(programme, page, file):
    months = [202501 + month for month in range(12)] + [202601, 202602]
    for month in months:
        sell(programme, [(K1, "milk", "01", "1")], month=month)
    shown = [row[0] for row in table(page("months/", "source=lines"))]
    assert len(shown) == 12
    assert shown[0] == "March 2025"
    assert shown[-1] == "February 2026"
    assert len(file("months", "source=lines")) == 13


def test_case_178_an_average_per_line_is_called_that_and_revenues_are_never_added(golden, page):
    sell(golden, [(K1, "milk", "01", "3.30"), (K1, "oil", "01", "3.42")])
    by_line, by_receipt = (
        figures(page(query="source=lines")),
        figures(page(query="source=receipts")),
    )
    assert by_line["Average per line"].endswith(" 3,36")
    assert "Average receipt" not in by_line
    assert by_line["Revenue"].endswith(" 6,72")
    assert by_receipt["Revenue"].endswith("3.135.000,00")


def test_case_179_the_share_is_of_members_alone_and_no_more_than_all_of_them(programme, page):
    members = [make_member(programme, card=card) for card in (K1, K2)]
    sell(programme, [(card, "milk", "01", "1") for card in (K1, K2, K4)])
    said = figures(page(query="source=lines"))
    assert said["Buyers"] == "3"
    assert said["Cards without a member"] == "1"
    assert said["Share of members who bought"] == "100 %"
    assert len(members) == 2


def test_case_179_two_cards_of_a_merged_member_are_one_buyer(programme, page, admin):
    first, second = (make_member(programme, card=card) for card in (K1, K2))
    sell(programme, [(K1, "milk", "01", "2"), (K2, "milk", "01", "3"), (K4, "milk", "01", "4")])
    assert figures(page(query="source=lines"))["Buyers"] == "3"
    merge(first.pk, second.pk, by=admin, reason="one person")
    assert figures(page(query="source=lines"))["Buyers"] == "2"
    rows = table(page("buyers/", "source=lines"))
    assert len(rows) == 2
    assert rows[0][1] == f"{K1}, {K2}"
    assert rows[0][2].endswith(" 5,00")


def test_case_179_who_became_a_member_later_is_not_in_the_share(programme, page):
    early, late = (make_member(programme, card=card) for card in (K1, K2))
    Member.objects.filter(pk=early.pk).update(created_on=date(2025, 5, 1))
    Member.objects.filter(pk=late.pk).update(created_on=date(2026, 3, 1))
    ring_up(programme, [(K1, DAY, "1"), (K2, DAY, "1")])
    said = figures(page(query=f"source=receipts&end={DAY}"))
    assert said["Buyers who are members"] == "2"
    assert said["Share of members who bought"] == "100 %"


def test_case_180_no_discount_is_made_up(programme, page, file):
    sell(programme, [(K1, "milk", "01", "0", {"promotion": ("1", "7")}), (K1, "oil", "01", "5")])
    [row] = table(page("promotions/"))
    assert row[0] == "1/7"
    assert row[-1] == "not stated"
    assert file("promotions")[1][-1] == "not stated"


def test_case_181_an_article_like_a_formula_is_harmless(programme, file, client_of, admin):
    sell(programme, [(K1, "=HYPERLINK(1)", "01", "5")])
    assert file("articles")[1][0] == "'=HYPERLINK(1)"
    answer = client_of(admin).get(f"{URL}articles/export/?format=json")
    [row] = json.loads(b"".join(answer.streaming_content))
    assert row["article"] == "=HYPERLINK(1)"


def test_a_figure_is_compared_with_as_many_days_before_LX_4(programme, page):
    ring_up(programme, [(K1, date(2026, 2, 5), "150"), (K1, date(2026, 1, 25), "100")])
    ten_days = page(query="source=receipts&start=2026-02-01&end=2026-02-10")
    assert changes(ten_days)["Revenue"] == "up 50 %"
    month = page(query="source=receipts&start=2026-01-01&end=2026-01-31")
    assert changes(month)["Revenue"] == "new"
    assert changes(page(query="source=receipts")) == {}


def test_what_a_source_cannot_tell_is_refused_in_words_LX_2(golden, page, client_of, admin):
    shown = page(query="source=receipts&article=milk")
    assert "Receipts cannot be filtered by: Article." in shown.text
    assert figures(shown) == {}
    file = client_of(admin).get(f"{URL}stores/export/?article=milk")
    assert file.status_code == 422


@pytest.mark.parametrize(
    ("query", "revenue"),
    [
        ("department=01", "9,00"),
        ("article=milk", "12,00"),
        ("promotion=1%2F7", "4,00"),
        ("department=01&article=milk", "7,00"),
        ("department=01&promotion=1%2F7", "2,00"),
        ("start=2026-02-15&end=2026-02-16", "7,00"),
    ],
)
def test_lines_are_filtered_by_any_conditions_together_LX_2(programme, page, file, query, revenue):
    sell(
        programme,
        [
            (K1, "milk", "01", "7"),
            (K2, "oil", "01", "2", {"promotion": ("1", "7")}),
            (K2, "milk", "02", "5"),
            (K4, "salt", "02", "2", {"promotion": ("1", "7")}),
        ],
    )
    sell(programme, [(K1, "milk", "03", "7")], month=202602)
    query += "" if "start" in query else "&end=2026-01-31"
    assert figures(page(query=f"source=lines&{query}"))["Revenue"].endswith(f" {revenue}")
    _heading, *rows = file("articles", query)
    assert f"{sum(Decimal(row[3]) for row in rows):.2f}".replace(".", ",") == revenue
    _heading, *records = file("records", f"source=lines&{query}")
    assert f"{sum(Decimal(row[6]) for row in records):.2f}".replace(".", ",") == revenue


def test_a_buyer_is_in_an_address_by_a_number_alone(programme, page, file):
    make_member(programme, surname="Rahasia", card=K1)
    sell(programme, [(K1, "milk", "01", "7"), (K2, "oil", "01", "2")])
    link = page("buyers/", "source=lines").one("div", role="region").all("a")[0]["href"]
    number = BuyerNumber.objects.get(card=K1).number
    assert f"buyer={number}" in link
    assert K1 not in link
    [_heading, row] = file("articles", f"buyer={number}")
    assert row[0] == "milk"
    assert file("articles", "buyer=999")[1:] == []


def test_rows_beyond_the_first_are_the_rest(programme, page, file):
    sell(programme, [(K1, f"article {number:03}", "01", str(number)) for number in range(1, 31)])
    shown = table(page("articles/"))
    assert len(shown) == 26
    assert shown[0][:2] == ["article 030", "1"]
    assert shown[25][0] == "Rest (5)"
    assert shown[25][3].endswith(" 15,00")
    assert len(table(page("articles/", "top=50"))) == 30
    assert len(file("articles")) == 31


def test_buyers_of_a_tier_LX_2(programme, page, file):
    silver, bronze = (make_member(programme, card=card) for card in (K1, K2))
    opening = {"opening_spend": Decimal("600"), "opening_day": date(2026, 1, 1)}
    Member.objects.filter(pk=silver.pk).update(**opening)
    sell(programme, [(K1, "milk", "01", "7"), (K2, "oil", "01", "2"), (K4, "oil", "01", "4")])
    ring_up(programme, [(K1, DAY, "3"), (K2, DAY, "5")])
    assert [row[0] for row in file("articles", "tier=Silver")[1:]] == ["milk"]
    assert [row[0] for row in file("buyers", "source=lines&tier=Bronze")[1:]] == [str(bronze)]
    assert figures(page(query="source=receipts&tier=Silver"))["Revenue"].endswith(" 3,00")


def test_an_opening_of_points_only_is_the_same_on_her_page_and_in_the_filter_LP_9(programme, file):
    member = make_member(programme, card=K1)
    opening = {"opening_points": 100, "opening_day": date(2026, 1, 31)}
    Member.objects.filter(pk=member.pk).update(**opening)
    sell(programme, [(K1, "milk", "01", "7")])
    ring_up(programme, [(K1, date(2026, 1, 20), "600"), (K1, DAY, "3")])
    shown = page_of_member(Member.objects.get(pk=member.pk), date(2026, 4, 15))
    assert shown.activity.openings == [Opening(Decimal(0), date(2026, 1, 31), 100)]
    assert shown.activity.figures.spend == Decimal(3)
    assert shown.progress.tier.name == "Bronze"
    assert [row[0] for row in file("articles", "tier=Bronze")[1:]] == ["milk"]
    assert file("articles", "tier=Silver")[1:] == []


def test_buyers_of_a_segment_of_the_latest_run_LX_2(programme, file):
    sell(programme, [(K1, "milk", "01", "7"), (K2, "oil", "01", "2")])
    run = SegmentRun.objects.create(
        programme=programme, day=DAY, buyers=2, value=9, beginnings={}, fingerprint="0" * 64
    )
    for card, segment in ((K1, Segment.CHAMPIONS), (K2, Segment.HIBERNATING)):
        SegmentedBuyer.objects.create(
            run_id=run.pk,
            buyer=f"card:{card}",
            recency=1,
            frequency=1,
            value=1,
            recency_score=1,
            frequency_score=1,
            value_score=1,
            segment=segment.value,
        )
    assert [row[0] for row in file("articles", "segment=Champions")[1:]] == ["milk"]
    assert [row[0] for row in file("articles", "segment=Hibernating")[1:]] == ["oil"]
    assert file("articles", "segment=Others")[1:] == []


def test_departments_are_called_by_their_names_or_codes_LX_8(programme, page):
    Department(id=f"{programme.pk}:01", code="01", name="Fresh").save()
    sell(programme, [(K1, "milk", code, "1") for code in ("01", "17", "000")])
    assert [row[1] for row in table(page("departments/"))] == ["generic", "Fresh", "17"]


def test_stores_hours_weekdays_and_payments_come_to_the_same(golden, page, file):
    for screen, revenue_at in (("stores", 7), ("hours", 5), ("weekdays", 5), ("payments", 5)):
        assert total(page(f"{screen}/"))[revenue_at].endswith("3.135.000,00")
        rows = file(screen)[1:]
        assert sum(Decimal(row[revenue_at]) for row in rows) == 3_135_000
    assert table(page("hours/"))[-1][0] == "without a time"


def test_receipts_of_a_store_or_a_till_LX_2(golden, page, file):
    assert total(page("stores/", "store=S1"))[7].endswith("1.160.000,00")
    assert total(page("payments/", "store=S2&till=1"))[5].endswith("1.975.000,00")
    assert len(file("records", "source=receipts&store=S1")) == 4


def test_lines_against_receipts_LX_11(golden, page):
    sell(golden, [(K2, "milk", "01", "1000000"), (K1, "milk", "01", "5")], month=202602)
    rows = {row[0]: row[1:] for row in table(page("against/"))}
    assert rows["February 2026"][2] == "-EUR 9.995,00"
    assert rows["February 2026"][3:] == ["1", "1", "0"]
    assert rows["January 2026"][2] == "–"


def test_buyers_by_lines_against_receipts_LX_11(golden, page, file):
    sell(golden, [(K2, "milk", "01", "1000000"), (K1, "milk", "01", "5")], month=202602)
    rows = {row[1]: row[2:] for row in file("against-buyers")[1:]}
    assert rows[f"'{K2}"] == ["1000000.00", "1055000.00", "-55000.00"]
    assert rows[f"'{K1}"] == ["5.00", "", ""]
    assert rows[f"'{K4}"] == ["", "2000000.00", ""]
    assert len(table(page("against-buyers/"))) == 3


def test_a_month_whose_batch_is_undone_is_on_no_page(programme, page):
    sell(programme, [(K1, "milk", "01", "7")])
    name_batch(programme, 202601, None)
    assert set(figures(page(query="source=lines")).values()) == {"no data"}
    assert table(page("articles/")) == []


def test_the_newest_batch_is_named_and_an_old_one_noticed_LW_9(programme, page):
    number = sell(programme, [(K1, "milk", "01", "7")])
    assert f"Batch {number}: sales lines" in page().text
    assert "for a long time" not in page().text
    long_ago = timezone.now() - timedelta(days=36)
    ImportBatch.objects.update(ended_at=long_ago)
    assert "for a long time" in page().text


def test_a_registry_with_fewer_members_is_noticed_LW_9(programme, page):
    for rows in (32_233, 24_958):
        number = make_batch(programme, Dataset.REGISTRY)
        ImportBatch.objects.filter(number=number).update(rows=rows)
    assert "32.233 before, 24.958 now" in page().text


def test_staff_see_no_analytics(client_of, owner, programme):
    for address in (URL, f"{URL}articles/", f"{URL}articles/export/"):
        assert client_of(owner).get(address).status_code == 403


def test_a_screen_that_is_not_there_is_404(client_of, admin, programme):
    assert client_of(admin).get(f"{URL}nothing/").status_code == 404
    assert client_of(admin).get(f"{URL}nothing/export/").status_code == 404


def test_a_page_asks_few_questions_with_an_index_each(golden, client_of, admin):
    client = client_of(admin)
    sell(golden, [(K1, "milk", "01", "7", {"promotion": ("1", "7")}), (K2, "oil", "02", "9")])
    for address in (
        *("?source=receipts", "?source=lines", "?source=omset"),
        "?source=lines&start=2026-02-01&end=2026-02-28",
        *(f"{name}/" for name in SCREENS),
        *("buyers/?source=lines", "articles/?buyer=0", "articles/?top=100"),
    ):
        client.get(f"{URL}{address}")
        with recorded_commands() as commands:
            client.get(f"{URL}{address}")
        asked = [(command.name, command.collection) for command in commands]
        assert [tuple(each) for each in collection_scans(commands)] == []
        assert len(asked) <= 12, (address, asked)


def test_who_joins_is_counted_by_the_next_page_LX_3(programme, page):
    make_member(programme, card=K1)
    sell(programme, [(K1, "milk", "01", "7")])
    share = figures(page(query="source=lines"))["Share of members who bought"]
    make_member(programme)
    assert share.startswith("100")
    assert figures(page(query="source=lines"))["Share of members who bought"].startswith("50")


def test_an_imported_file_is_on_the_pages_and_proven_LX_10(programme, page, tmp_path):
    lines = [
        {"CODICE_CLIENTE": K1, "BARCODE": "8990001", "REPARTO": "01", "MESE": "202601"}
        | {"TOT_IMPORTO": "7,50", "TOT_QNT": "1,5", "TIPO_PROMOZ": "0", "NUMERO_PROMOZ": "0"}
    ]
    path = tmp_path / "sales.json"
    path.write_text(json.dumps(lines))
    call_command("import_sales", str(path), "--programme", programme.name)
    assert figures(page(query="source=lines"))["Revenue"].endswith(" 7,50")
    assert table(page("articles/"))[0][4] == "1,5"
    assert list(wrong_sales_totals()) == []

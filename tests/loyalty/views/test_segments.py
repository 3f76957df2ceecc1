"""Pages of segments: cards, charts, cells, lists, files, explanation, movement (LF-7 to LF-9)."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from crm.jobs.processes.worker import Worker
from loyalty.members import erasure, links, merges
from loyalty.models import SegmentedBuyer, SegmentRun
from loyalty.rules.rfm.segments import Segment
from loyalty.segments import jobs, lists
from loyalty.segments.runs import compute
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit, make_product, make_reservation
from tests.parsed import cards, parsed, text_of
from tests.test_queries import assert_indexed_and_few, commands_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 15)
EARLIER = date(2026, 2, 28)
NEW = "/loyalty/segments/new/"


@pytest.fixture
def admins_client(client_of, admin):
    return client_of(admin)


@pytest.fixture
def staff_client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def programme(product):
    return make_programme("Setia", products=[product])


@pytest.fixture
def member(programme, admin):
    """Is the customer ana, and holds what ana has deposited."""
    registered = make_member(programme, name="Contoh", surname="Satu")
    links.link(registered.pk, "ana", by=admin, reason="kenal")
    return registered


@pytest.fixture
def runs(programme, product, owner, member):
    """Two runs: between them ana buys again and cici for the first time."""
    make_deposit(owner, product, "ana", "2026-01-10", 1_000_000)
    make_deposit(owner, product, "budi", "2026-02-10", 505_000)
    earlier = compute(programme, EARLIER, by=None)
    make_deposit(owner, product, "ana", "2026-04-02", 250_000)
    make_deposit(owner, product, "cici", "2026-04-03", 10_000)
    return earlier, compute(programme, DAY, by=None)


@pytest.fixture
def run(runs):
    return runs[1]


def url(name, pk, query=""):
    return reverse(f"loyalty:{name}", args=[pk]) + query


def listed(response):
    """The buyers of a list, by what they are called."""
    heads = parsed(response).one(id="buyers").all("th", scope="row")
    return [head.one("a").text for head in heads]


def table_of(response, caption):
    return next(
        each
        for each in parsed(response).all("table")
        if each.all("caption") and each.one("caption").text == caption
    )


def links_in(part):
    return [(link.text, link["href"]) for link in part.one("tbody").all("a")]


def file_rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_newest_run_is_shown_with_its_cards_LF_9(admins_client, run):
    figures = cards(admins_client.get("/loyalty/segments/"))
    assert figures["Buyers"] == "3"
    assert figures["Value"].endswith("1.765.000")
    assert figures["Average frequency"] == "1,33"
    assert figures["Average recency, in days"] == "29,67"


def test_each_segment_has_a_line_in_table_and_charts_LF_9(admins_client, run):
    page = parsed(admins_client.get(url("segment_run", run.pk)))
    charts = page.all("figure", **{"class": "chart"})
    assert len(charts) == 2
    for chart in charts:
        assert len(chart.one("tbody").all("tr")) == len(Segment)


def test_all_125_cells_are_there_and_each_number_opens_its_buyers_LF_9(admins_client, run):
    page = admins_client.get(url("segment_run", run.pk))
    cells = table_of(page, "Cells")
    assert len(cells.one("tbody").all("td")) == 125
    opened = links_in(cells)
    assert sum(int(number) for number, _address in opened) == 3
    for number, address in opened:
        assert len(listed(admins_client.get(address))) == int(number)


def test_a_segment_opens_its_buyers_LF_9(admins_client, run):
    opened = links_in(table_of(admins_client.get(url("segment_run", run.pk)), "Segments"))
    assert len(opened) == len(Segment)
    names = []
    for _name, address in opened:
        answer = admins_client.get(address)
        names += listed(answer) if answer.context["count"] else []
    assert sorted(names) == ["Contoh Satu", "budi", "cici"]


def test_a_list_has_the_largest_value_first_and_says_who_is_no_member_LF_9(admins_client, run):
    page = admins_client.get(url("segment_buyers", run.pk))
    assert listed(page) == ["Contoh Satu", "budi", "cici"]
    assert "Customer, no member" in text_of(page)


def test_pages_follow_one_another_and_have_everybody_once_LF_9(admins_client, run, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    first = admins_client.get(url("segment_buyers", run.pk))
    following = parsed(first).one("a", rel="next")["href"]
    second = admins_client.get(url("segment_buyers", run.pk, following))
    assert listed(first) + listed(second) == ["Contoh Satu", "budi", "cici"]
    back = parsed(second).one("a", rel="prev")["href"]
    assert listed(admins_client.get(url("segment_buyers", run.pk, back))) == ["Contoh Satu", "budi"]


@pytest.mark.parametrize("page", ["x", "WyJuIiwiYSIsImIiXQ"])
def test_a_cursor_that_is_not_ours_is_refused(admins_client, run, page):
    assert admins_client.get(url("segment_buyers", run.pk, f"?page={page}")).status_code == 400


@pytest.mark.parametrize("query", ["?cell=999", "?cell=x", "?segment=nobody", "?before=x"])
def test_a_list_of_nothing_is_said_and_is_no_file(admins_client, run, query):
    assert admins_client.get(url("segment_buyers", run.pk, query)).status_code == 422
    assert admins_client.get(url("segments_export", run.pk, query)).status_code == 422


def test_the_file_has_exactly_the_rows_of_the_list_LF_9(admins_client, run):
    header, *rows = file_rows(admins_client.get(url("segments_export", run.pk, "?format=csv")))
    assert header[-3:] == ["days since", "purchases", "value"]
    assert [row[2] for row in rows] == ["Contoh Satu", "budi", "cici"]
    assert [row[-1] for row in rows] == ["1250000.00", "505000.00", "10000.00"]
    cell = SegmentedBuyer.objects.get(buyer="customer:cici").cell
    one = file_rows(admins_client.get(url("segments_export", run.pk, f"?cell={cell}")))
    assert [row[2] for row in one[1:]] == ["cici"]


def test_a_workbook_has_numbers_LF_9(admins_client, run):
    response = admins_client.get(url("segments_export", run.pk, "?format=xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[-1] for row in rows[1:]] == [1250000, 505000, 10000]


def test_case_171_a_buyer_is_explained_on_a_page_LF_8(admins_client, run):
    row = SegmentedBuyer.objects.get(run_id=run.pk, buyer="customer:budi")
    page = admins_client.get(url("segment_buyer", row.pk))
    frequency = table_of(page, "Why").one("tbody").all("tr")[1]
    assert [cell.text for cell in frequency.all("td")] == ["1", "0 of 3", "1"]
    assert "With 1 more purchase of" in text_of(page)
    assert "1 buyers buy less often" in text_of(page)


def test_the_movement_has_the_new_and_each_number_opens_its_buyers_LF_9(admins_client, runs):
    page = admins_client.get(url("segments_movement", runs[1].pk))
    matrix = table_of(page, "Movement between segments")
    opened = links_in(matrix)
    assert sum(int(number) for number, _address in opened) == 3
    names = [name for _number, address in opened for name in listed(admins_client.get(address))]
    assert sorted(names) == ["Contoh Satu", "budi", "cici"]
    new = matrix.one("tbody").all("tr")[-1]
    (address,) = [link["href"] for link in new.all("a")]
    assert listed(admins_client.get(address)) == ["cici"]


def test_the_gone_are_in_the_earlier_run_LF_9(admins_client, programme, runs):
    compute(programme, date(2026, 3, 31), by=None, months=3)
    later = compute(programme, DAY, by=None, months=1)
    SegmentRun.objects.filter(pk=later.pk).update(months=3)
    matrix = table_of(
        admins_client.get(url("segments_movement", later.pk)), "Movement between segments"
    )
    gone = [row.all("td")[-1] for row in matrix.one("tbody").all("tr")]
    addresses = [link["href"] for cell in gone for link in cell.all("a")]
    names = [name for address in addresses for name in listed(admins_client.get(address))]
    assert names == ["budi"]


def test_a_first_run_has_no_movement(admins_client, runs):
    assert "No earlier run" in text_of(admins_client.get(url("segments_movement", runs[0].pk)))


def test_case_169_a_run_says_that_numbers_have_changed_since_LF_7(
    admins_client, run, owner, product
):
    address = url("segments_changed", run.pk)
    assert "are the same today" in text_of(admins_client.get(address))
    make_deposit(owner, make_product("Lain"), "dodi", "2026-04-01")
    assert "are the same today" in text_of(admins_client.get(address))
    make_deposit(owner, product, "dodi", "2026-04-01")
    assert "Numbers have changed since" in text_of(admins_client.get(address))


def test_staff_see_the_segments_of_members_they_hold_and_no_others(
    staff_client, owner, product, run, member
):
    nobody = staff_client.get(url("segment_buyers", run.pk))
    assert nobody.context["count"] == 0
    make_reservation(owner, product, "ana")
    assert listed(staff_client.get(url("segment_buyers", run.pk))) == ["Contoh Satu"]
    assert cards(staff_client.get("/loyalty/segments/"))["Buyers"] == "1"
    own = SegmentedBuyer.objects.get(run_id=run.pk, buyer=f"member:{member.pk}")
    other = SegmentedBuyer.objects.get(run_id=run.pk, buyer="customer:budi")
    assert staff_client.get(url("segment_buyer", own.pk)).status_code == 200
    assert staff_client.get(url("segment_buyer", other.pk)).status_code == 404
    exported = file_rows(staff_client.get(url("segments_export", run.pk)))
    assert [row[2] for row in exported[1:]] == ["Contoh Satu"]
    moved = staff_client.get(url("segments_movement", run.pk))
    assert len(links_in(table_of(moved, "Movement between segments"))) == 1


def test_staff_make_no_run(staff_client, programme):
    assert staff_client.get(NEW).status_code == 403


def test_an_admin_makes_a_run_for_a_day_LF_7(admins_client, runs):
    answer = admins_client.post(NEW, {"day": "2026-03-31", "months": "3"})
    made = SegmentRun.objects.get(day=date(2026, 3, 31))
    assert answer.url == url("segment_run", made.pk)
    assert made.months == 3
    assert made.buyers == 2


@pytest.mark.parametrize(
    ("day", "reason"),
    [("2025-01-01", "Nobody has bought"), ("2999-01-01", "not come yet"), ("x", "")],
)
def test_a_day_without_buyers_or_to_come_makes_no_run(admins_client, runs, day, reason):
    answer = admins_client.post(NEW, {"day": day})
    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert SegmentRun.objects.count() == 2


def test_many_deposits_are_scored_by_a_worker(admins_client, runs, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    today = timezone.localdate()
    assert admins_client.post(NEW, {"day": today.isoformat()}).status_code == 302
    assert not SegmentRun.objects.filter(day=today).exists()
    assert Worker().take_one()
    assert SegmentRun.objects.get(day=today).value == Decimal(1_765_000)


def test_a_member_who_was_merged_or_erased_is_called_so(
    admins_client, admin, programme, member, run
):
    other = make_member(programme, name="Contoh", surname="Dua")
    merges.merge(member.pk, other.pk, by=admin, reason="orang yang sama")
    row = SegmentedBuyer.objects.get(run_id=run.pk, buyer=f"member:{member.pk}")
    page = admins_client.get(url("segment_buyer", row.pk))
    assert "merged into Contoh Dua" in text_of(page)
    third = make_member(programme, name="Zxqwv")
    SegmentedBuyer.objects.filter(pk=row.pk).update(buyer=f"member:{third.pk}")
    erasure.erase(third.pk, by=admin, reason="minta")
    page = text_of(admins_client.get(url("segment_buyer", row.pk)))
    assert "erased" in page
    assert f"#{third.number}" in page


def test_without_a_run_the_page_says_what_segments_are(admins_client, staff_client, programme):
    assert "New run" in text_of(admins_client.get("/loyalty/segments/"))
    assert "New run" not in text_of(staff_client.get("/loyalty/segments/"))


@pytest.mark.parametrize(
    "name", ["segment_run", "segment_buyers", "segments_movement", "segment_buyer"]
)
def test_a_run_of_another_id_is_not_there(admins_client, run, name):
    assert admins_client.get(url(name, "0" * 24)).status_code == 404


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("segment_run", ""),
        ("segment_buyers", ""),
        ("segment_buyers", "?segment=Others"),
        ("segments_movement", ""),
        ("segment_buyers", "?before={earlier}&was=none&became=Others"),
    ],
)
def test_pages_of_segments_ask_little_and_by_index(admins_client, runs, name, query):
    address = url(name, runs[1].pk, query.format(earlier=runs[0].pk))
    admins_client.get(address)
    assert_indexed_and_few(commands_of(admins_client, address))


def test_the_overview_says_how_many_buyers_the_newest_run_has(admins_client, programme, runs):
    overview = f"/loyalty/?programme={programme.pk}"
    assert cards(admins_client.get(overview))["Scored buyers"] == "3"
    empty = make_programme("Kosong")
    assert cards(admins_client.get(f"/loyalty/?programme={empty.pk}"))["Scored buyers"] == "no data"


def test_the_page_of_a_member_explains_the_segment_LF_8(admins_client, member, run, programme):
    page = admins_client.get(url("member", member.pk))
    frequency = table_of(page, "Why").one("tbody").all("tr")[1]
    assert [cell.text for cell in frequency.all("td")] == ["2", "2 of 3", "4"]
    other = make_member(programme)
    assert not [
        each
        for each in parsed(admins_client.get(url("member", other.pk))).all("caption")
        if each.text == "Why"
    ]

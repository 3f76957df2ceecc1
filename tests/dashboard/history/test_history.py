"""Issue 15, 6: all of history on one page for master admins, and each thing's on its own."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from bonuses.plans import publishing
from bonuses.rules.rates import DEFAULT
from bonuses.statements.exchange_rates import EXCHANGE_RATE
from crm.audit.models import Event
from crm.policies import verbs
from crm.staff import catalogue
from crm.staff.accounts import people
from crm.staff.history import note_access
from crm.web.lists.paging import PAGE_SIZE
from members.reservations.endings.ending import release
from omset.policies import LARGEST_DEPOSIT
from tests.dashboard.shown import menu
from tests.make import make_admin, make_deposit, make_master, make_reservation, make_staff
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
URL = "/history/"


@pytest.fixture
def master(db):
    return make_master("boss")


@pytest.fixture
def happened(owner, admin, master, product):
    """A deposit, a changed product, a blocked page, a file."""
    make_deposit(owner, product, "budi01")
    catalogue.edit(product.pk, by=admin, name="Another")
    people.block_pages(admin.pk, ["trash"], by=master)
    note_access("export", admin, by=admin, page="omset:export", file="=1+1.csv")


def rows(answer):
    return [row.text for row in parsed(answer).all("tr")[1:]]


def own_history(answer):
    [history] = parsed(answer).all("ol", **{"class": "history"})
    return history.text


def test_everything_is_on_one_page_newest_first(happened, master, client_of):
    texts = rows(client_of(master).get(URL))
    done = ["File downloaded", "Pages blocked", "Renamed", "Entered"]
    assert [next(word for word in done if word in text) for text in texts[:4]] == done
    assert "budi01" in texts[3]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("person={admin}", ["File downloaded", "Renamed"]),
        ("verb=block+pages", ["Pages blocked"]),
        ("what=staff.product", ["Renamed"]),
        ("verb=export&day=2020-01-01", []),
    ],
)
def test_it_is_filtered(query, words, happened, admin, master, client_of):
    texts = rows(client_of(master).get(f"{URL}?{query.format(admin=admin.pk)}"))
    assert len(texts) >= len(words)
    assert [word for word, text in zip(words, texts, strict=False) if word in text] == words
    assert (texts == []) == (words == [])


def test_it_is_paged_by_keys(admin, master, client_of):
    for number in range(PAGE_SIZE + 2):
        note_access("export", admin, by=admin, number=number)
    client = client_of(master)
    first = client.get(f"{URL}?verb=export")
    [older] = parsed(first).all("a", rel="next")
    assert len(rows(first)) == PAGE_SIZE
    assert len(rows(client.get(URL + older["href"]))) == 2


def test_its_file_runs_nothing(happened, master, client_of):
    answer = client_of(master).get(f"{URL}export/?verb=export")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    [_header, *lines] = csv.reader(io.StringIO(content))
    # That it is taken along is in it already.
    assert [line[1] for line in lines] == [master.name, "admin"]
    assert not any(cell.startswith("=") for line in lines for cell in line)
    assert "=1+1.csv" in lines[1][6]


def test_taking_it_along_is_in_it(happened, master, client_of):
    client_of(master).get(f"{URL}export/")
    event = Event.objects.about(master).last()
    assert event.verb == "export"
    assert event.after["page"] == "history:export"


@pytest.mark.parametrize("path", [URL, f"{URL}export/"])
def test_it_is_for_master_admins_alone(path, owner, admin, client_of):
    assert client_of(owner).get(path).status_code == 403
    assert client_of(admin).get(path).status_code == 403
    assert URL not in menu(client_of(admin).get("/"))


def test_a_master_admin_finds_it(master, client_of):
    assert URL in menu(client_of(master).get("/"))


def test_an_unreadable_filter_says_so(master, client_of):
    answer = client_of(master).get(f"{URL}?day=yesterday&person=x")
    assert answer.status_code == 422


def test_what_was_done_to_a_product_is_on_its_page(happened, product, admin, client_of):
    text = own_history(client_of(admin).get(f"/products/{product.pk}/"))
    assert "Renamed" in text
    assert "Another" in text


def test_what_was_done_to_a_person_is_on_theirs(happened, admin, master, client_of):
    text = own_history(client_of(master).get(f"/staff/{admin.pk}/"))
    assert "Pages blocked" in text
    assert "trash" in text


def test_what_was_done_to_a_plan_is_on_its_page(admin, client_of):
    draft = publishing.save_draft(DEFAULT, date(2026, 3, 1), by=admin)
    publishing.save_draft(DEFAULT, date(2026, 4, 1), by=make_admin("rina"), pk=draft.pk)
    text = own_history(client_of(admin).get(f"/bonuses/plans/{draft.pk}/"))
    assert text.index("Draft saved · rina") < text.index("Draft saved · admin")
    assert "2026-04" in text


def test_what_was_decided_of_a_rate_and_of_a_setting_is_on_its_page(master, client_of):
    for policy, value in ((EXCHANGE_RATE, "16250"), (LARGEST_DEPOSIT, "1000000")):
        verbs.decide(policy, Decimal(value), date(2030, 1, 1), by=master, reason="agreed")
        page = parsed(client_of(master).get(f"/policies/{policy.key}/")).text
        assert "agreed" in page
        assert master.name in page


def test_an_event_says_what_it_was_done_to_and_leads_there(happened, product, admin, client_of):
    record = make_deposit(make_staff("sari"), product, "siti")
    page = parsed(client_of(make_master("root")).get(URL)).one("tbody")
    places = {link.text: link["href"] for link in page.all("a")}
    assert places[f"Account: {admin.name}"] == f"/staff/{admin.pk}/"
    assert places["Product: Another"] == f"/products/{product.pk}/"
    assert page.all("a", href=f"/omset/{record.pk}/") != []


def test_a_reservation_that_has_ended_has_no_page_to_lead_to(
    owner, admin, master, product, client_of
):
    kept, ended = (make_reservation(owner, product, name, by=admin) for name in ("a", "b"))
    release(ended.pk, by=admin, reason="gone")
    client = client_of(master)
    links = [link["href"] for link in parsed(client.get(URL)).one("tbody").all("a")]
    assert f"/members/reserved/{kept.pk}/" in links
    assert f"/members/reserved/{ended.pk}/" not in links

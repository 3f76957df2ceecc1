"""Every number on every page opens its records, and the page it opens says the same number."""

from datetime import date, timedelta

import pytest
import time_machine

from omset.ledger import approval, trash
from tests.dashboard.numbers import Numbers
from tests.make import make_deposit, make_master, make_product, make_reservation, make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
# The figure of the list that a number under another name is; a product's card is its omset.
SAME = {
    "Best day this month": "Omset",
    "Waiting for approval": "Records",
    "NDP today": "NDP",
    "RDP today": "RDP",
    "Alpha": "Omset",
    "Beta": "Omset",
}
NOTES = {"NDP amount": "NDP", "RDP amount": "RDP"}
PAGES = [
    "/",
    "/leaderboard/",
    "/leaderboard/?period=all&by=ndp",
    "/omset/?preset=all",
    "/omset/?preset=all&kind=NDP",
    "/omset/?preset=month&staff={staff}&product={product}",
    "/omset/new/",
    "/omset/summary/?preset=all",
    "/omset/summary/?preset=month&staff={staff}",
    "/omset/details/?preset=month",
]


@pytest.fixture(autouse=True)
def twentieth_of_march():
    with time_machine.travel("2026-03-20T05:00:00Z"):
        yield


@pytest.fixture
@remembered
def floor():
    """Four months and three people, with all that must not be counted; returns one of them."""
    people = [make_staff(name) for name in ("rina", "budi", "sari")]
    products = [make_product(name) for name in ("Alpha", "Beta")]
    boss = make_master()
    for number in range(40):
        person, product = people[number % 3], products[number % 2]
        day = str(date(2026, 3, 20) - timedelta(days=number * 3 % 80))
        note = "tambahan" if number % 7 == 3 else ""
        made = make_deposit(person, product, f"c{number % 11}", day, 10_000 + number, note=note)
        if number % 13 == 5:
            trash.delete(made.pk, by=person)
    make_reservation(people[0], products[0], "held", by=boss)
    for day in ("2026-03-20", "2026-03-19", "2026-02-02"):
        make_deposit(people[1], products[0], "held", day)
    declined = make_deposit(people[1], products[0], "held", "2026-03-20")
    approval.decline(declined.pk, by=boss, reason="no")
    return {"staff": people[1], "product": products[0], "boss": boss}


def numbers_on(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return Numbers(answer.content.decode())


def said_there(cards, name):
    """What the opened page says under the name of the number."""
    if name in NOTES:
        return cards[NOTES[name]][1]
    if name == "Customers":
        return str(int(cards["NDP"][0]) + int(cards["RDP"][0]))
    return cards.get(SAME.get(name, name), ("nothing",))[0]


def into_the_list(page):
    return [link for link in page.links if link.url.startswith("/omset/?") or link.url[0] == "?"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["boss", "staff"])
def test_each_number_is_the_number_of_the_page_it_opens(floor, client_of, page, who):
    client = client_of(floor[who])
    path = page.format(staff=floor["staff"].pk, product=floor["product"].pk)
    links = into_the_list(numbers_on(client, path))
    assert links != []
    links = {link._replace(url=absolute(link.url, path)) for link in links}
    opened = {url: numbers_on(client, url).cards for url in {link.url for link in links}}
    numbers = {link: said_there(opened[link.url], link.name) for link in links}
    assert numbers == {link: link.text for link in links}


def absolute(url, path):
    return path.partition("?")[0] + url if url.startswith("?") else url


def test_the_dashboard_leaves_no_number_without_its_records(floor, client_of):
    page = numbers_on(client_of(floor["boss"]), "/")
    names = {link.name for link in page.links}
    assert names == {
        "Omset", "NDP", "RDP", "Records", "Best day this month",
        "Deposits to approve", "Reservations to approve", "Requests for rows to approve",
        "Leave to decide", "Corrections of check-ins to decide", "Breaks to confirm",
        "Bonus checks to decide", "Extensions to decide about", "Disputed cards",
        "Redemptions to decide", "Adjustments of points to confirm",
    }  # fmt: skip
    # 4 numbers of 6 times; 4 a day of the month; 5 cards.
    days = len({link.url for link in page.links if link.url.count("2026-03-") == 2})
    assert days > 5
    assert len(page.links) > 24 + 4 + 4 * 5


def test_what_waits_opens_exactly_what_waits(floor, client_of):
    client = client_of(floor["boss"])
    cards = {link.name: link for link in numbers_on(client, "/").links}
    queue = cards["Deposits to approve"]
    assert queue.text == "3"
    assert len(client.get(queue.url).context["page"].rows) == 3
    reserved = cards["Reservations to approve"]
    assert reserved.url == "/members/reserved/?status=pending"
    assert reserved.text == "0"
    assert client.get(reserved.url).context["page"].rows == []


def test_a_group_of_duplicates_says_its_numbers_again(floor, client_of):
    client = client_of(floor["boss"])
    page = numbers_on(client, "/omset/duplicates/?preset=all")
    groups = [link for link in page.links if "group=" in link.url]
    assert {link.name for link in groups} == {"Total"}
    for link in groups:
        opened = numbers_on(client, absolute(link.url, "/omset/duplicates/"))
        assert opened.cards["Total"][0] == link.text


def test_the_trash_says_what_the_state_of_the_system_counts(floor, client_of):
    client = client_of(floor["boss"])
    [link] = [link for link in numbers_on(client, "/status/").links if link.url == "/omset/trash/"]
    page = " ".join(client.get(link.url).content.decode().split())
    assert f"{link.text} deposits in the trash." in page
    assert len(client.get(link.url).context["page"].rows) == int(link.text)

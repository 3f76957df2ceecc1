"""What the pages ask of the database: every query has an index, and a page few of them."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.web.lists.cursors import Cursor
from leave.attendance.entry import may_pass
from loyalty.members import links
from omset.ledger import approval, trash
from tests.loyalty.make import make_member, make_programme
from tests.make import make_admin, make_deposit, make_product, make_reservation
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
# With the session's own write, once a minute; one asks who was away (LB-13).
MOST = 14
# Of pages of loyalty, beside that write (issue 17).
MOST_OF_LOYALTY = 12
# One row a staff member; one a staff member and month, and an all-time sum wants every one.
FEW_ROWS = ("omset_ledgerhead", "omset_monthlytally")
# One row a product, and a store.
FEW_ROWS += ("loyalty_programmeproduct", "loyalty_store")
STAFF_PAGES = {
    "home": "/",
    "badges": "/badges/",
    "list, this month": "/omset/",
    "list, all time": "/omset/?preset=all",
    "list, dates": "/omset/?start=2026-01-15&end=2026-03-10",
    "list, product": "/omset/?preset=all&product={product}",
    "list, kind": "/omset/?preset=all&kind=NDP",
    "list, pending": "/omset/?preset=all&approval=pending",
    "list, declined": "/omset/?preset=all&approval=declined",
    "list, customer": "/omset/?preset=all&find={find}",
    "list, everything selected": "/omset/?preset=all&selected=all",
    "entry": "/omset/new/",
    "check": "/omset/check/?date=2026-02-01&customer_id=x&product={product}&nominal=100",
    "suggestions": "/omset/customers/?customer_id=xx",
    "record": "/omset/{record}/",
    "edit": "/omset/{record}/edit/",
    "waiting record": "/omset/{waiting}/",
    "reserved members": "/members/reserved/",
    "notifications": "/notifications/",
    "summary": "/omset/summary/?start=2026-02-01&end=2026-02-28",
    "summary, all time": "/omset/summary/?preset=all",
    "summary, product": "/omset/summary/?preset=all&product={product}",
    "unique customers": "/omset/summary/customers/?preset=all",
    "own unique customers": "/omset/summary/customers/{owner}/?preset=all",
    "details, day": "/omset/details/?date=2026-02-01",
    "details, month": "/omset/details/?start=2026-02-01&end=2026-02-28",
    "details, all time": f"/omset/details/?preset=all&page={Cursor((date(2026, 3, 1),))}",
    "details, newer": f"/omset/details/?preset=all&page={Cursor((date(2026, 2, 1),), True)}",
    "details, product": "/omset/details/?preset=all&product={product}",
    "targets": "/targets/",
    "targets, a past month": "/targets/?month=2026-02",
    "banner": "/targets/banner/",
    "deposits": "/omset/details/{record}/?date=2026-02-01",
    "deposits of a kind": "/omset/details/{record}/?kind=NDP",
}
OF_STAFF_ALONE = {"banner"}
ADMIN_PAGES = {name: url for name, url in STAFF_PAGES.items() if name not in OF_STAFF_ALONE} | {
    "list, staff": "/omset/?preset=all&staff={owner}",
    "list, staff and product": "/omset/?preset=all&staff={owner}&product={product}",
    "list, staff and customer": "/omset/?preset=all&staff={owner}&find={find}",
    "summary, staff": "/omset/summary/?preset=all&staff={owner}",
    "summary, staff and product": "/omset/summary/?staff={owner}&product={product}&preset=all",
    "details, staff": "/omset/details/?preset=all&staff={owner}",
    "pending": "/omset/pending/",
    "trash": "/omset/trash/",
    "trash, everything selected": "/omset/trash/?selected=all",
    "duplicates": "/omset/duplicates/",
    "style guide": "/styleguide/",
    "targets of one": "/targets/{owner}/?month=2026-02",
    "people": "/staff/",
    "products": "/products/",
    "loyalty": "/loyalty/",
    "loyalty, members": "/loyalty/members/?programme={programme}",
    "loyalty, members of a state": "/loyalty/members/?programme={programme}&state=active",
    "loyalty, a member": "/loyalty/members/{member}/",
    "loyalty, points of a member": "/loyalty/members/{member}/points/",
    "loyalty, points account": "/loyalty/points/?programme={programme}",
    "loyalty, adjustments": "/loyalty/points/adjustments/",
    "loyalty, all adjustments": "/loyalty/points/adjustments/?state=all",
    "loyalty, programmes": "/loyalty/programmes/",
    "loyalty, a programme": "/loyalty/programmes/{programme}/",
    "loyalty, stores": "/loyalty/stores/",
    "loyalty, rewards": "/loyalty/rewards/?programme={programme}",
    "loyalty, figures of rewards": "/loyalty/rewards/figures/?programme={programme}",
    "loyalty, redemptions": "/loyalty/redemptions/",
    "loyalty, redemptions of a programme": "/loyalty/redemptions/?programme={programme}&status=all",
    "loyalty, challenges": "/loyalty/challenges/",
}


@pytest.fixture
@remembered
def places(owner, stranger, product):
    """A few records in each state, and the ids that the addresses need."""
    boss = make_admin("boss")
    # The first page of an account asks once what the gate of attendance is.
    assert may_pass(owner)
    make_reservation(stranger, product, "taken", by=boss)
    for day in ("2026-01-31", "2026-02-01", "2026-03-01"):
        make_deposit(owner, product, "x", day)
    make_deposit(stranger, make_product("Q"), "x")
    waiting = make_deposit(owner, product, "taken")
    approval.decline(make_deposit(owner, product, "taken").pk, by=boss, reason="no")
    trash.delete(make_deposit(owner, product, "y").pk, by=owner)
    programme = make_programme(products=[product], stores=["1"])
    member = make_member(programme)
    links.link(member.pk, "x", by=boss, reason="x")
    return {
        "programme": programme.pk,
        "member": member.pk,
        "owner": owner.pk,
        "product": product.pk,
        "record": make_deposit(owner, product, "x").pk,
        "waiting": waiting.pk,
    }


def address_of(client, page, places):
    """The address of a page, with a search for the customer x that is kept with the session."""
    if "{find}" not in page:
        return page.format(**places)
    answer = client.post("/omset/find/", {"customer": "x"})
    [[_name, number]] = parse_qsl(urlsplit(answer["Location"]).query)
    return page.format(**places, find=number)


def commands_of(client, address):
    with recorded_commands() as commands:
        answer = client.get(address)
    assert answer.status_code == 200
    return commands


def assert_indexed_and_few(commands, most=MOST):
    assert [tuple(command) for command in collection_scans(commands, allowed=FEW_ROWS)] == []
    # Those of a limit are two or three and do not grow (issue 15, 9).
    asked = [command for command in commands if command.collection != "cache"]
    assert len(asked) <= most, [(command.name, command.collection) for command in asked]
    assert len(commands) <= most + 3


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_a_page_of_staff_asks_little_and_by_index(page, places, owner, client_of):
    client = client_of(owner)
    assert_indexed_and_few(commands_of(client, address_of(client, STAFF_PAGES[page], places)))


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_a_page_of_admins_asks_little_and_by_index(page, places, admin, client_of):
    client, most = client_of(admin), MOST_OF_LOYALTY + 1 if page.startswith("loyalty") else MOST
    assert_indexed_and_few(commands_of(client, address_of(client, ADMIN_PAGES[page], places)), most)


def test_the_pages_ask_no_more_when_there_is_more(places, owner, product, admin, client_of):
    client = client_of(admin)
    pages = [address_of(client, address, places) for address in ADMIN_PAGES.values()]
    for page in pages:
        client.get(page)
    before = [asked_of_the_ledger(client, page) for page in pages]
    for day in range(1, 29):
        make_deposit(owner, product, "taken", f"2026-02-{day:02}")
        make_deposit(owner, product, "x", f"2026-02-{day:02}")
    assert [asked_of_the_ledger(client, page) for page in pages] == before


def asked_of_the_ledger(client, page):
    """How many commands, without those of the rate limit: each of its minutes begins with one."""
    return sum(command.collection != "cache" for command in commands_of(client, page))

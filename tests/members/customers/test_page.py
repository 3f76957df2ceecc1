"""One page a customer: what each person sees of them, and under which address."""

import pytest
from django.urls import reverse

from crm.mongo.inspection import collection_scans, recorded_commands
from members import reservations
from members.conflicts.marks import mark_rows
from members.customers import do_not_contact
from members.customers.ids import customer_id_of
from members.customers.sections import MOST
from members.models import ConflictEvent, Customer, DoNotContact, PastReservation, Reservation
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_product, make_reservation
from tests.members.make import make_database
from tests.members.rows import make_row, stored
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
PHONE = "0812-3456-789"


def page(client, customer):
    return client.get(reverse("members:customer", args=[customer_id_of(customer)]))


def text(response):
    return " ".join(parsed(response).all("main")[0].text.split())


def test_the_address_says_nothing_of_the_customer(client_of, admin, owner, product):
    deposit = make_deposit(owner, product, "Budi 01")
    response = client_of(admin).get(reverse("members:customer_of", args=["deposit", deposit.pk]))
    assert response.status_code == 302
    assert response.url == f"/members/customers/{Customer.objects.get().pk}/"


def test_a_customer_has_one_id(admin, owner, product):
    assert customer_id_of("budi01") == customer_id_of("budi01")
    assert customer_id_of("budi01") != customer_id_of("budi02")
    assert Customer.objects.count() == 2


def test_admins_see_all_that_is_known(client_of, admin, owner, stranger, product):
    other = make_product("Q")
    make_deposit(owner, product, "Budi 01", day="2026-02-01", nominal=100_000)
    make_deposit(owner, product, "BUDI01", day="2026-02-02", nominal=50_000)
    make_deposit(stranger, other, "budi01", day="2026-02-03", nominal=25_000)
    make_row(make_database(product, 0), "budi01", staff=owner, name="Budi Santoso")
    reservation = make_reservation(stranger, other, "budi01", by=admin)
    mark_rows(reservation, by=admin)
    do_not_contact.add(by=admin, customer_id="budi01", reason="asked us twice")
    words = text(page(client_of(admin), "budi01"))
    for expected in ("Budi 01", "BUDI01", "Budi Santoso", "asked us twice", "Assigned"):
        assert expected in words
    assert "175.000" in words


def test_the_numbers_are_those_of_the_ledger(client_of, admin, owner, product):
    for day in ("2026-02-01", "2026-02-01", "2026-02-02", "2026-02-03"):
        make_deposit(owner, product, "budi01", day=day)
    words = parsed(page(client_of(admin), "budi01"))
    cells = {cell.get("data-label"): cell.text for cell in words.all("td", **{"class": "num"})}
    assert cells["Records"] == "4"
    assert cells["NDP"] == "1"
    assert cells["RDP"] == "2"


def test_every_number_opens_its_records(client_of, admin, owner, product):
    make_deposit(owner, product, "budi01", day="2026-02-01", nominal=111_000)
    make_deposit(owner, product, "budi01", day="2026-02-02", nominal=222_000)
    client = client_of(admin)
    [link] = [
        each
        for each in parsed(page(client, "budi01")).all("a")
        if (each.get("href") or "").endswith("kind=RDP")
    ]
    opened = parsed(client.get(link.get("href")))
    assert "222.000" in opened.all("main")[0].text
    assert "111.000" not in opened.all("main")[0].text


def test_RO_6_staff_see_their_own_part(client_of, admin, owner, stranger, product):
    make_deposit(owner, product, "budi01", nominal=100_000)
    make_deposit(stranger, product, "budi01", nominal=777_000)
    make_row(make_database(product, 0), "budi01", staff=stranger, name="Budi Santoso")
    words = text(page(client_of(owner), "budi01"))
    assert "100" in words
    assert "777" not in words
    assert "Budi Santoso" not in words


def test_RO_6_a_customer_of_colleagues_alone_is_not_found(client_of, owner, stranger, product):
    make_deposit(stranger, product, "budi01")
    make_reservation(stranger, product, "budi01")
    assert page(client_of(owner), "budi01").status_code == 404


def test_RO_7_the_phone_of_a_colleagues_reservation_is_masked(client_of, owner, stranger, product):
    make_deposit(owner, product, "budi01")
    reservations.request(staff=stranger, customer_id="budi01", product=make_product(), phone=PHONE)
    words = text(page(client_of(owner), "budi01"))
    assert "stranger" in words
    assert PHONE not in words
    assert "••••789" in words


def test_nobody_leads_on_to_what_is_not_theirs(client_of, owner, stranger, product):
    deposit = make_deposit(stranger, product, "budi01")
    row = make_row(make_database(product, 0), "andi02", staff=stranger)
    client = client_of(owner)
    for name, pk in (("deposit", deposit.pk), ("row", row.pk), ("nothing", row.pk)):
        response = client.get(reverse("members:customer_of", args=[name, pk]))
        assert response.status_code == 404


def test_RO_5_a_blocked_admin_does_not_open_it(client_of, owner, product):
    make_deposit(owner, product, "budi01")
    blocked = make_admin(blocked_pages=["customers"])
    assert page(client_of(blocked), "budi01").status_code == 403


def test_the_page_is_read_with_few_commands_and_no_scan(client_of, admin, owner, product):
    for day in range(1, 29):
        make_deposit(owner, product, "budi01", day=f"2026-02-{day:02}")
    make_row(make_database(product, 0), "budi01")
    make_reservation(owner, product, "budi01", by=admin)
    client = client_of(admin)
    page(client, "budi01")
    with recorded_commands() as commands:
        response = page(client, "budi01")
    assert response.status_code == 200
    names = [f"{command.name} {command.collection}" for command in commands]
    assert len(commands) <= 12, names
    assert collection_scans(commands) == []


def test_reservations_that_have_ended_are_there_for_their_owner_and_admins(
    client_of, admin, owner, stranger, product
):
    reservation = make_reservation(owner, product, "budi01", by=admin)
    reservations.release(reservation.pk, by=admin, reason="moved to another town")
    make_deposit(stranger, product, "budi01")
    for person in (owner, admin):
        words = text(page(client_of(person), "budi01"))
        assert "Earlier reservations" in words
        assert "moved to another town" in words
    assert "moved to another town" not in text(page(client_of(stranger), "budi01"))


def seen_by(client_of, person, customer="budi01"):
    return text(page(client_of(person), customer))


@pytest.fixture
def known_everywhere(owner, stranger, admin, product):
    """A customer of whom each part of the page has something to say."""
    other = make_product("Q")
    make_deposit(owner, product, "budi01", nominal=777_000)
    row = make_row(make_database(product, 0), "budi01", staff=owner, name="Raw name")
    reservations.request(staff=stranger, customer_id="budi01", product=other, phone=PHONE)
    ended = make_reservation(stranger, product, "budi01", by=admin)
    reservations.release(ended.pk, by=admin, reason="moved to another town")
    do_not_contact.add(by=admin, customer_id="budi01", reason="asked us twice")
    return row


@pytest.mark.parametrize(
    ("blocked", "hidden"),
    [
        (["reserved"], ["moved to another town", PHONE]),
        (["databases", "batches"], ["Raw name"]),
        (["conflicts"], ["Conflicts", "Cleared"]),
        (["do_not_contact"], ["asked us twice"]),
        (["omset"], ["777"]),
    ],
)
def test_RO_5_each_part_asks_for_its_own_page(client_of, admin, known_everywhere, blocked, hidden):
    for words in hidden:
        assert words in seen_by(client_of, admin)
    content = seen_by(client_of, make_admin(blocked_pages=blocked))
    for words in hidden:
        assert words not in content


@pytest.mark.parametrize(
    ("name", "blocked"),
    [
        ("reservation", "reserved"),
        ("past-reservation", "reserved"),
        ("row", "databases"),
        ("conflict", "conflicts"),
        ("do-not-contact", "do_not_contact"),
        ("deposit", "omset"),
    ],
)
def test_RO_5_nothing_leads_on_from_a_page_that_is_closed(
    client_of, admin, known_everywhere, name, blocked
):
    pks = {
        "reservation": Reservation.objects.get().pk,
        "past-reservation": PastReservation.objects.get().pk,
        "row": known_everywhere.pk,
        "conflict": ConflictEvent.objects.first().pk,
        "do-not-contact": DoNotContact.objects.get().pk,
        "deposit": OmsetRecord.objects.get().pk,
    }
    address = reverse("members:customer_of", args=[name, pks[name]])
    assert client_of(admin).get(address).status_code == 302
    person = make_admin(blocked_pages=[blocked, "batches"])
    assert client_of(person).get(address).status_code == 404


def test_RO_7_the_phone_of_a_row_that_a_colleague_reserved_is_masked(
    client_of, owner, stranger, admin, product
):
    row = make_row(make_database(product, 0), "budi01", staff=owner, phone="+6281234567890")
    assert "+6281234567890" in seen_by(client_of, owner)
    mark_rows(make_reservation(stranger, product, "budi01", by=admin), by=admin)
    content = seen_by(client_of, owner)
    assert "+6281234567890" not in content
    assert "••••890" in content
    assert "+6281234567890" in seen_by(client_of, admin)
    assert stored(row).phone == "+6281234567890"


def test_RO_6_the_rows_of_colleagues_take_no_place_of_ones_own(client_of, owner, stranger, product):
    database = make_database(product, 0)
    for _each in range(MOST):
        make_row(database, "budi01", staff=stranger)
    make_row(database, "budi01", staff=owner, name="My own row")
    assert "My own row" in seen_by(client_of, owner)


def test_do_not_contact_by_phone_alone_stands_on_the_page(client_of, owner, admin, product):
    customer = {"customer_id": "budi01", "product": product, "phone": PHONE}
    reservations.add(by=admin, staff=owner, **customer)
    do_not_contact.add(by=admin, phone="+628123456789", reason="asked us twice")
    assert "asked us twice" in seen_by(client_of, owner)
    make_row(make_database(product, 0), "andi02", staff=owner, phone="+628123456789")
    assert "asked us twice" in seen_by(client_of, owner, "andi02")


def test_RO_5_the_evidence_has_no_deposits_for_whom_the_ledger_is_closed(
    client_of, owner, stranger, product
):
    make_deposit(stranger, product, "budi01", nominal=777_000)
    reservations.request(staff=owner, customer_id="budi01", product=product, phone=PHONE)
    address = reverse("members:reserved")
    assert "777" in text(client_of(make_admin()).get(address))
    closed = make_admin(blocked_pages=["omset"])
    assert "777" not in text(client_of(closed).get(address))

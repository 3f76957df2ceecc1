"""A phone number without a country code belongs to the country of its product."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from crm.mongo.transaction import transactional
from crm.staff import catalogue
from members import reservations
from members.customers import do_not_contact, forgotten_names
from members.customers.palette import search_members
from members.models import DoNotContact, MemberRow, Reservation
from members.rules.phones import chat_address
from tests.make import make_admin, make_master, make_product
from tests.members.imports.test_command import upload
from tests.members.make import make_database
from tests.members.rows import make_row, stored
from tests.members.views.test_uploads import act, send, work  # noqa: F401
from tests.parsed import parsed, text_of

pytestmark = pytest.mark.django_db
# The same digits are a mobile of Malaysia and one of Indonesia.
TABLE = "username;hp\nsiti01;012-345 6789\nbudi02;+62 812 3456 7890\n"
PHONES = {"siti01": "+60123456789", "budi02": "+6281234567890"}


@pytest.fixture
def malaysian():
    return catalogue.create(by=make_admin(), name="Kancil", phone_region="MY")


@pytest.fixture
def client(admin, client_of):
    return client_of(admin)


@pytest.fixture
def product(malaysian):
    return malaysian


def phones():
    return dict(MemberRow.objects.values_list("customer_id", "phone"))


def test_import_members_reads_numbers_of_the_products_country(tmp_path, malaysian):
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    upload(path, malaysian)
    assert phones() == PHONES


def test_the_page_reads_them_so_and_says_it(client, send):  # noqa: F811
    wanted = send(TABLE)
    work()
    about = "A number without a country code is read as one of Malaysia."
    assert about in text_of(client.get(f"/members/uploads/{wanted.pk}/"))
    act(client, wanted, "columns", customer_id=0, phone=1)
    act(client, wanted, "confirm", **wanted.choices)
    assert phones() == PHONES


def test_an_upload_goes_on_with_the_country_it_began_with(client, send, malaysian, admin):  # noqa: F811
    wanted = send(TABLE)
    work()
    act(client, wanted, "columns", customer_id=0, phone=1)
    catalogue.edit(malaysian.pk, by=admin, name="Kancil", phone_region="SG")
    act(client, wanted, "confirm", **wanted.choices)
    assert phones() == PHONES


def test_the_palette_finds_a_number_as_it_is_dialled_in_any_products_country(
    tmp_path, malaysian, admin
):
    make_product()
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    upload(path, malaysian)
    for text, customer in (("012 345 6789", "siti01"), ("0812 3456 7890", "budi02")):
        assert [hit.label for hit in search_members(admin, text)] == [customer]


def test_who_must_not_be_contacted_is_known_by_a_number_of_the_chosen_country(
    client, tmp_path, malaysian
):
    make_product()
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    upload(path, malaysian)
    url = "/members/do-not-contact/new/"
    assert "Country of the phone" in client.get(url).text
    entry = {"customer_id": "", "phone": "012 3456789", "phone_region": "MY", "reason": "asked"}
    assert client.post(url, entry).status_code == 302
    assert DoNotContact.objects.get().phone == "+60123456789"
    assert MemberRow.objects.get(customer_id="siti01").is_do_not_contact
    assert not MemberRow.objects.get(customer_id="budi02").is_do_not_contact


def test_where_all_products_are_of_one_country_nobody_is_asked_for_it(client, malaysian):
    url = "/members/do-not-contact/new/"
    assert "Country of the phone" not in client.get(url).text
    client.post(url, {"customer_id": "", "phone": "012 3456789", "reason": "asked"})
    assert DoNotContact.objects.get().phone == "+60123456789"


def test_RS_7_whatsapp_calls_a_reserved_customer_in_the_products_country(client, owner, malaysian):
    home = make_product()
    for product, phone in ((malaysian, "012-345 6789"), (home, "0812-3456-7890")):
        facts = {"staff": owner, "product": product, "phone": phone}
        reservations.add(by=make_admin(), customer_id=f"x{product.name}", **facts)
    chats = {"https://wa.me/60123456789", "https://wa.me/6281234567890"}
    assert {link for link in links(client.get("/members/reserved/")) if "wa.me" in link} == chats
    held = Reservation.objects.get(product=malaysian)
    assert "https://wa.me/60123456789" in links(client.get(f"/members/reserved/{held.pk}/"))


def test_a_phone_on_the_list_is_known_in_the_products_country(client, admin, owner, malaysian):
    do_not_contact.add(by=admin, phone="+60123456789", reason="asked")
    facts = {"staff": owner, "product": malaysian, "phone": "012-345 6789"}
    reservations.add(by=admin, customer_id="siti01", **facts)
    assert [link for link in links(client.get("/members/reserved/")) if "wa.me" in link] == []


def test_the_first_rows_leave_out_a_phone_of_the_products_country_that_is_forgotten(send):  # noqa: F811
    transactional(forgotten_names.forget_names)("", ["+60123456789"])
    wanted = send(TABLE)
    work()
    wanted.refresh_from_db()
    assert [row["cells"][0] for row in wanted.reading["rows"]] == ["budi02"]
    assert "012-345 6789" not in str(wanted.reading)


@pytest.fixture
def boss(db):
    return make_master("boss")


def forget(**options):
    out = io.StringIO()
    call_command("erase_customer", by="boss", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_erase_customer_takes_a_number_of_any_products_country(boss, malaysian):
    make_product()
    row = make_row(make_database(malaysian, 0), "", cells=["Siti"], phone="+60123456789")
    assert forget(phone="012-345 6789", dry_run=True)["phones"] == 1
    forget(phone="012-345 6789")
    assert stored(row).phone == ""


def test_erase_customer_asks_whose_number_it_is_where_it_is_one_of_two_countries(boss, malaysian):
    home = make_product()
    here = make_row(make_database(home, 0), "", cells=["Budi"], phone="+62123456789")
    there = make_row(make_database(malaysian, 0), "", cells=["Siti"], phone="+60123456789")
    with pytest.raises(CommandError, match="name the --product"):
        forget(phone="012-345 6789")
    with pytest.raises(CommandError, match="there is no product"):
        forget(phone="012-345 6789", product="x")
    forget(phone="012-345 6789", product="kancil")
    assert stored(there).phone == ""
    assert stored(here).phone == "+62123456789"


def test_a_forgotten_customers_phone_is_nobody_elses_in_another_country(
    boss, owner, admin, malaysian
):
    """Kept as it was typed with a reservation, it is read where that product is, and only there."""
    home = make_product()
    other = make_row(make_database(home, 0), "", cells=["Budi"], phone="+62123456789")
    facts = {"staff": owner, "product": malaysian, "phone": "012-345 6789"}
    reservations.add(by=admin, customer_id="siti01", **facts)
    forget(customer="siti01")
    assert stored(other).phone == "+62123456789"
    assert stored(other).cells == ["Budi"]


def links(page):
    return [each.get("href") for each in parsed(page).all("a")]


@pytest.mark.parametrize(
    ("typed", "region", "digits"),
    [
        ("0812-3456-789", "ID", "628123456789"),
        ("012-345 6789", "MY", "60123456789"),
        ("+62 812 3456 789", "MY", "628123456789"),
        ("0123", "MY", "60123"),
        ("12345", "MY", "12345"),
        ("x", "MY", ""),
    ],
)
def test_where_whatsapp_finds_a_number(typed, region, digits):
    assert chat_address(typed, region) == (f"https://wa.me/{digits}" if digits else "")

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands
from members import reservations
from members.models import Reservation
from tests.make import make_admin, make_product, make_reservation
from tests.members.views.reservation_requests import LIST, NEW, PHONE, text, url
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


def customers(response):
    """The customers in the rows of the page, as shown."""
    return [cell.text for cell in parsed(response).all("td", **{"data-label": "Customer"})]


def listed(client, query):
    """The list with a filter; a text is sent, and not written into an address."""
    return client.post(f"{LIST}find/", query, follow=True)


# Who sees what


def test_RO_7_staff_see_that_and_for_whom_but_not_the_phone(client_of, pending, stranger):
    page = client_of(stranger).get(LIST)
    assert customers(page) == ["naga77"]
    assert pending.staff_name in text(page)
    assert PHONE not in text(page)
    assert "••••789" in text(page)


def test_RO_7_the_owner_and_admins_see_the_phone(client_of, pending, owner, admin):
    for person in (owner, admin):
        assert PHONE in text(client_of(person).get(LIST))


def test_RS_7_my_own_are_mine_alone(client_of, pending, stranger, product):
    mine = reservations.request(staff=stranger, customer_id="y", product=product, phone=PHONE)
    page = client_of(stranger).get(LIST, {"mine": "on"})
    assert customers(page) == [mine.customer_id]


def test_the_product_of_a_script_is_text(client_of, admin, owner, product):
    make_reservation(owner, product, "<script>alert(1)</script>")
    page = client_of(admin).get(LIST)
    assert "<script>alert" not in text(page)
    assert customers(page) == ["<script>alert(1)</script>"]


def test_staff_have_no_buttons_to_decide(client_of, pending, owner, admin):
    assert url("approve", pending) not in text(client_of(owner).get(LIST))
    assert url("approve", pending) in text(client_of(admin).get(LIST))


# Filters and pages


@pytest.fixture
@remembered
def several(owner, stranger, product):
    other = make_product("Other")
    reservations.request(staff=owner, customer_id="naga77", product=product, phone=PHONE)
    make_reservation(owner, other, "Naga.99")
    make_reservation(stranger, product, "raja1")
    return other


FILTERS = [
    ({}, ["raja1", "Naga.99", "naga77"]),
    ({"status": "pending"}, ["naga77"]),
    ({"status": "approved"}, ["raja1", "Naga.99"]),
    ({"q": "NAGA"}, ["Naga.99", "naga77"]),
    ({"q": "naga9"}, ["Naga.99"]),
    ({"q": "aga"}, []),
    ({"q": ".*"}, []),
    ({"q": "strang"}, ["raja1"]),
    ({"q": "naga", "status": "approved"}, ["Naga.99"]),
    ({"status": "nonsense", "product": "nonsense"}, ["raja1", "Naga.99", "naga77"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_RS_7_filters(query, expected, client_of, admin, several):
    assert customers(listed(client_of(admin), query)) == expected


@pytest.mark.parametrize("path", [LIST, f"{LIST}archive/"])
def test_a_customer_typed_into_the_address_leads_to_one_without(path, client_of, admin, several):
    client = client_of(admin)
    answer = client.get(path, {"q": "naga", "status": "approved"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{path}?status=approved&find=")
    assert "naga" not in answer["Location"]
    assert client.get(path, {"q": ""})["Location"] == path


def test_a_customer_typed_into_the_address_decides_about_nobody_else(
    client_of, admin, owner, several, product
):
    """It would be about all that wait: the text of the address is of no account."""
    reservations.request(staff=owner, customer_id="other1", product=product, phone=PHONE)
    chosen = {"action": "approve", "all": "2", "everything": "1", "count": "2"}
    client_of(admin).post(f"{LIST}?q=naga", chosen)
    assert Reservation.objects.filter(status="pending").count() == 2


def test_RS_7_filter_by_product(client_of, admin, several):
    page = client_of(admin).get(LIST, {"product": several.pk})
    assert customers(page) == ["Naga.99"]


def test_every_filter_uses_an_index(client_of, admin, several):
    client = client_of(admin)
    with recorded_commands() as commands:
        for query, _expected in [*FILTERS, ({"product": several.pk}, [])]:
            listed(client, query)
    assert collection_scans(commands) == []


def test_the_list_takes_at_most_12_commands(client_of, admin, several):
    client = client_of(admin)
    # Once a minute the session is moved on as well.
    address = client.post(f"{LIST}find/", {"q": "naga"})["Location"]
    client.get(address)
    with recorded_commands() as commands:
        client.get(address)
    assert len(commands) <= 12


def test_pages_hold_50_and_lead_to_the_next(client_of, admin, owner, product):
    for number in range(51):
        make_reservation(owner, product, f"c{number:02}", by=admin)
    client = client_of(admin)
    first = client.get(LIST)
    assert customers(first) == [f"c{number:02}" for number in range(50, 0, -1)]
    next_page = parsed(first).one("a", rel="next")["href"]
    assert customers(client.get(LIST + next_page)) == ["c00"]


def test_a_tampered_page_link_is_a_bad_request(client_of, admin):
    assert client_of(admin).get(LIST, {"page": "zzz"}).status_code == 400


def test_htmx_gets_the_list_alone(client_of, admin, pending):
    page = client_of(admin, htmx=True).get(LIST, headers={"HX-Target": "reservations"})
    assert text(page).strip().startswith('<div id="reservations"')
    assert customers(page) == ["naga77"]


# Asking and adding


def test_RS_1_staff_ask_for_themselves(client_of, owner, product):
    form = {"customer_id": " Naga77 ", "product": product.pk, "phone": PHONE}
    response = client_of(owner).post(NEW, form)
    assert response.status_code == 302
    assert response["Location"] == LIST
    reservation = Reservation.objects.get()
    assert reservation.customer_id == "Naga77"
    assert reservation.staff_id == owner.pk
    assert reservation.status == "pending"


def test_RS_1_staff_can_not_ask_for_somebody_else(client_of, owner, stranger, product):
    form = {"customer_id": "x", "product": product.pk, "phone": PHONE, "staff": stranger.pk}
    client_of(owner).post(NEW, form)
    assert Reservation.objects.get().staff_id == owner.pk


def test_RS_1_the_phone_is_required_for_staff(client_of, owner, product):
    response = client_of(owner).post(NEW, {"customer_id": "x", "product": product.pk})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["phone"]


def test_half_a_phone_number_is_told_what_a_whole_one_looks_like(client_of, owner, product):
    form = {"customer_id": "x", "product": product.pk, "phone": "0812"}
    response = client_of(owner).post(NEW, form)
    assert "write it like 0812 3456 7890" in str(response.context["form"].errors["phone"])


def test_RS_2_an_admin_adds_for_a_staff_member_without_a_phone(client_of, admin, owner, product):
    form = {"customer_id": "x", "product": product.pk, "staff": owner.pk}
    assert client_of(admin).post(NEW, form).status_code == 302
    reservation = Reservation.objects.get()
    assert reservation.staff_id == owner.pk
    assert reservation.status == "approved"
    assert reservation.approved_by_name == admin.name


def test_RS_2_an_admin_is_no_owner_whatever_is_posted(client_of, admin, product):
    form = {"customer_id": "x", "product": product.pk, "staff": make_admin().pk}
    response = client_of(admin).post(NEW, form)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["staff"]


def test_a_retired_product_can_not_be_reserved(client_of, owner, product):
    product.is_active = False
    product.save()
    form = {"customer_id": "x", "product": product.pk, "phone": PHONE}
    assert client_of(owner).post(NEW, form).status_code == 422


def test_RS_3_a_taken_customer_names_the_holder_beside_the_field(
    client_of, pending, stranger, product
):
    form = {"customer_id": "NAGA.77", "product": product.pk, "phone": PHONE}
    response = client_of(stranger).post(NEW, form)
    assert response.status_code == 409
    errors = response.context["form"].errors
    assert errors == {"customer_id": [f"owner has already asked for naga77 in {product}."]}


def test_htmx_gets_the_form_alone_with_its_error(client_of, pending, stranger, product):
    form = {"customer_id": "naga77", "product": product.pk, "phone": PHONE}
    headers = {"HX-Target": "entry"}
    response = client_of(stranger, htmx=True).post(NEW, form, headers=headers)
    assert response.status_code == 409
    assert text(response).strip().startswith('<form id="entry"')


# Deciding


# Access

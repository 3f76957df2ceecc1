import pytest
from django.test import Client
from django.urls import reverse

from crm.mongo.inspection import collection_scans, recorded_commands
from members import reservations
from members.models import Reservation
from tests.make import PASSWORD, make_admin, make_product, make_reservation, make_staff
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
LIST = "/members/reserved/"
NEW = "/members/reserved/new/"
PHONE = "0812-3456-789"


@pytest.fixture
@remembered
def pending(owner, product):
    return reservations.request(staff=owner, customer_id="naga77", product=product, phone=PHONE)


def customers(response):
    """The customers in the rows of the page, as shown."""
    return [cell.text for cell in parsed(response).all("td", **{"data-label": "Customer"})]


def text(response):
    return response.content.decode()


def listed(client, query):
    """The list with a filter; a text is sent, and not written into an address."""
    return client.post(f"{LIST}find/", query, follow=True)


def url(name, reservation):
    return reverse(f"members:{name}", args=[reservation.pk])


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
    assert answer["Location"] == f"{path}?status=approved"
    assert client.get(path, {"q": "naga"})["Location"] == path


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


def test_RS_4_approve_by_htmx_answers_the_new_row(client_of, pending, admin):
    response = client_of(admin, htmx=True).post(url("approve", pending))
    assert text(response).strip().startswith(f'<tr id="reservation-{pending.pk}"')
    assert "badge-approved" in text(response)
    assert "pending-changed" in response["HX-Trigger"]


def test_RS_4_approve_without_javascript_leads_back_to_the_filter(client_of, pending, admin):
    back = f"{LIST}?status=pending"
    response = client_of(admin).post(url("approve", pending), {"next": back})
    assert response.status_code == 302
    assert response["Location"] == back
    assert Reservation.objects.get().status == "approved"


def test_no_decision_leads_to_another_site(client_of, pending, admin):
    form = {"next": "https://evil.example/"}
    assert client_of(admin).post(url("approve", pending), form)["Location"] == LIST


def test_RS_4_reject_asks_for_a_reason(client_of, pending, admin):
    response = client_of(admin).post(url("reject", pending), {"reason": " "})
    assert response.status_code == 422
    assert Reservation.objects.count() == 1


def test_RS_4_reject_by_htmx_empties_the_row(client_of, pending, admin):
    response = client_of(admin, htmx=True).post(url("reject", pending), {"reason": "no"})
    assert response.status_code == 200
    assert response.content == b""
    assert Reservation.objects.count() == 0


def test_RS_4_a_decided_request_is_a_conflict(client_of, pending, admin):
    client = client_of(admin)
    client.post(url("approve", pending))
    again = [
        client.post(url("approve", pending)),
        client.post(url("reject", pending), {"reason": "no"}),
    ]
    assert [response.status_code for response in again] == [409, 409]


def test_a_row_decided_elsewhere_is_shown_as_it_is_now(client_of, pending, admin):
    client_of(admin).post(url("approve", pending))
    reply = client_of(admin, htmx=True).post(url("reject", pending), {"reason": "no"})
    assert reply.status_code == 409
    assert "does not wait any more" in reply["HX-Trigger"]
    assert text(reply).lstrip()[:4] == "<tr "
    assert "Approved" in text(reply)


def test_a_decision_has_its_letter_in_each_row_and_for_the_ticked(client_of, pending, admin):
    page = text(client_of(admin).get("/members/reserved/"))
    assert page.count('data-key="a"') == 2
    assert page.count('data-key="r"') == 2


def test_a_request_that_is_gone_is_not_found(client_of, pending, admin):
    gone = url("approve", pending)
    pending.delete()
    assert client_of(admin).post(gone).status_code == 404


# Access


def test_RO_6_staff_can_not_decide(client_of, pending, owner):
    client = client_of(owner)
    answers = [client.post(url(name, pending), {"reason": "x"}) for name in ("approve", "reject")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert Reservation.objects.get().status == "pending"


def test_RO_5_a_blocked_admin_is_kept_out_of_every_url(client_of, pending):
    client = client_of(make_admin(blocked_pages=["reserved"]))
    answers = [client.get(LIST), client.get(NEW), client.post(url("approve", pending))]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_nobody_gets_in_without_signing_in(client, pending):
    answers = [client.get(LIST), client.post(NEW), client.post(url("approve", pending))]
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/login/"}
    assert Reservation.objects.get().status == "pending"


def test_a_form_of_another_site_is_refused(pending, admin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    assert client.post(url("approve", pending)).status_code == 403
    assert Reservation.objects.get().status == "pending"


def test_an_expired_session_leads_htmx_to_the_login_page_and_back(pending):
    person = make_staff("rina")
    client = Client(headers={"HX-Request": "true"})
    here = f"http://testserver{LIST}?q=na"
    reply = client.get(LIST, {"q": "nag"}, headers={"HX-Current-URL": here})
    assert reply["HX-Redirect"] == f"/login/?next={LIST.replace('/', '%2F')}%3Fq%3Dna"
    form = {"username": "rina", "password": PASSWORD, "next": f"{LIST}?q=na"}
    assert Client().post("/login/", form)["Location"] == f"{LIST}?q=na"
    assert person.is_active


def test_an_admin_decides_with_the_customers_page_at_hand(
    client_of, pending, admin, owner, stranger
):
    place = f"/members/customers/of/reservation/{pending.pk}/"
    pages = [text(client_of(user).get("/members/reserved/")) for user in (admin, owner, stranger)]
    assert [f'href="{place}"' in page for page in pages] == [True, True, False]

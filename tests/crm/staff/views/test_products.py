import pytest
from django.urls import reverse

from bonuses.claims import checks
from crm.mongo.inspection import collection_scans, recorded_commands
from crm.staff.models import Product
from tests.make import make_admin, make_deposit, make_product, make_reservation
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
LIST = "/products/"
NEW = "/products/new/"
VERBS = ("retire", "bring_back", "delete")


def url(name, product):
    return reverse(f"products:{name}", args=[product.pk])


def uses(page):
    """The links to what uses the product."""
    return parsed(page).one("dl", **{"class": "facts"}).all("a")


def test_the_list_says_what_each_is_used_by(client_of, admin, owner, product):
    make_product("Alone")
    make_reservation(owner, product, by=admin)
    with recorded_commands() as commands:
        page = client_of(admin).get(LIST)
    rows = [(product.name, list(map(str, uses))) for product, uses in page.context["rows"]]
    assert rows == [("Alone", []), ("P", ["reservations: 1"])]
    assert collection_scans(commands) == []


def test_each_use_opens_what_it_counts(client_of, admin, owner, product):
    other = make_product("Other")
    make_reservation(owner, product, "x", by=admin)
    make_reservation(owner, other, "x", by=admin)
    checks.submit(staff=owner, customer_id="x", product=product)
    for customer in ("x", "y"):
        make_deposit(owner, product, customer)
    make_deposit(owner, other, "x")
    client = client_of(admin)
    links = uses(client.get(url("edit", product)))
    opened = {link.text: client.get(link["href"]).context["page"].rows for link in links}
    assert {text: len(rows) for text, rows in opened.items()} == {
        "deposits: 2": 2,
        "reservations: 1": 1,
        "bonus checks: 1": 1,
    }
    admin.blocked_pages = ["omset"]
    admin.save()
    names = {link.text for link in uses(client.get(url("edit", product)))}
    assert names == {"reservations: 1", "bonus checks: 1"}


def test_a_product_is_created(client_of, admin):
    assert client_of(admin).post(NEW, {"name": " Garuda "})["Location"] == LIST
    assert Product.objects.get().name == "Garuda"


@pytest.mark.parametrize("name", ["", "  ", "p", " P ", "x" * 61])
def test_a_refused_name_says_why_beside_the_field(name, client_of, admin, product):
    response = client_of(admin).post(NEW, {"name": name})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["name"]
    assert Product.objects.count() == 1


def test_a_product_is_renamed_also_to_another_spelling_of_its_own_name(client_of, admin, product):
    client = client_of(admin)
    for name in ("Garuda", "GARUDA"):
        client.post(url("edit", product), {"name": name})
        product.refresh_from_db()
        assert product.name == name


def test_a_product_is_retired_and_brought_back(client_of, admin, product):
    client, states = client_of(admin), []
    for verb in ("retire", "bring_back"):
        client.post(url(verb, product))
        product.refresh_from_db()
        states.append(product.is_active)
    assert states == [False, True]


def test_a_product_in_use_is_kept_and_the_page_says_by_what(client_of, admin, owner, product):
    make_reservation(owner, product, by=admin)
    response = client_of(admin).post(url("delete", product))
    assert response.status_code == 409
    notice = "P cannot be deleted, only retired. In use: reservations: 1."
    assert notice in parsed(response).text
    assert Product.objects.count() == 1


def test_a_product_with_deposits_is_kept(client_of, admin, owner, product):
    make_deposit(owner, product)
    assert client_of(admin).post(url("delete", product)).status_code == 409
    assert Product.objects.count() == 1


def test_an_unused_product_is_deleted(client_of, admin, product):
    assert client_of(admin).post(url("delete", product))["Location"] == LIST
    assert Product.objects.count() == 0


def test_a_name_is_text(client_of, admin):
    make_product("<script>alert(1)</script>")
    assert "<script>alert" not in client_of(admin).get(LIST).content.decode()


@pytest.mark.parametrize("who", ["owner", "blocked"])
def test_RO_5_and_RO_6_staff_and_a_blocked_admin_open_nothing_here(who, client_of, owner, product):
    person = owner if who == "owner" else make_admin(blocked_pages=["products"])
    client = client_of(person)
    answers = [client.get(LIST), client.post(NEW, {"name": "x"}), client.get(url("edit", product))]
    answers += [client.post(url(verb, product)) for verb in VERBS]
    assert {answer.status_code for answer in answers} == {403}
    assert list(Product.objects.values_list("name", "is_active")) == [("P", True)]


def test_nobody_gets_in_without_signing_in(client, product):
    answers = [client.get(LIST), client.post(NEW), client.post(url("delete", product))]
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/login/"}
    assert Product.objects.count() == 1

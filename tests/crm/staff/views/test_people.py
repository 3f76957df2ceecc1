import pytest
from django.test import Client
from django.urls import reverse

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.staff.models import User
from tests.make import PASSWORD, make_admin, make_master, make_reservation, make_staff
from tests.parsed import parsed
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
LIST = "/staff/"
NEW = "/staff/new/"
VERBS = ("set_password", "block_pages", "deactivate", "activate", "delete")


def url(name, person):
    return reverse(f"staff:{name}", args=[person.pk])


def names(response):
    return [person.name for person, _may_manage in response.context["rows"]]


def account(**fields):
    return {"username": "new", "role": "staff"} | fields


# The list


@pytest.fixture
@remembered
def floor(admin):
    make = User.objects.create_user
    make("siti", name="Siti Aminah", email="rina@omset.example")
    make("budi", name="Budi Rinaldi", is_active=False)
    make("boss", name="Yuliana", role="admin")
    return admin


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["admin", "Yuliana", "Siti Aminah", "Budi Rinaldi"]),
        ({"q": "AMI"}, ["Siti Aminah"]),
        ({"q": "rina"}, ["Siti Aminah", "Budi Rinaldi"]),
        ({"q": "inaldi"}, []),
        ({"q": "siti  aminah"}, ["Siti Aminah"]),
        ({"role": "staff"}, ["Siti Aminah", "Budi Rinaldi"]),
        ({"role": "staff", "active": "yes"}, ["Siti Aminah"]),
        ({"active": "no"}, ["Budi Rinaldi"]),
        ({"role": "nonsense"}, ["admin", "Yuliana", "Siti Aminah", "Budi Rinaldi"]),
    ],
)
def test_the_list_is_searched_and_filtered(query, expected, client_of, floor):
    with recorded_commands() as commands:
        page = client_of(floor).get(LIST, query, follow=True)
    assert names(page) == expected
    assert collection_scans(commands) == []


def test_RO_1_an_admin_sees_edit_controls_for_staff_alone(client_of, floor):
    page = client_of(floor).get(LIST).content.decode()
    editable = [person.username for person in User.objects.all() if url("edit", person) in page]
    assert sorted(editable) == ["budi", "siti"]


def test_RO_7_staff_see_neither_the_list_nor_an_address(client_of, floor, owner):
    page = client_of(owner).get(LIST)
    assert page.status_code == 403
    assert "omset.example" not in page.content.decode()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["admin", "Budi Rinaldi", "Siti Aminah", "Yuliana"]),
        ("-username", ["Siti Aminah", "Budi Rinaldi", "Yuliana", "admin"]),
        ("role", ["Siti Aminah", "Budi Rinaldi", "admin", "Yuliana"]),
        ("-last_login", ["admin", "Yuliana", "Siti Aminah", "Budi Rinaldi"]),
    ],
)
def test_the_list_is_sorted_by_its_heads(client_of, floor, sort, expected):
    assert names(client_of(floor).get(LIST, {"sort": sort})) == expected


def test_htmx_gets_the_list_alone(client_of, floor):
    client, headers = client_of(floor, htmx=True), {"HX-Target": "people"}
    page = client.post(f"{LIST}find/", {"q": "siti"}, headers=headers, follow=True)
    assert page.content.decode().strip().startswith('<div id="people"')
    assert [name.text for name in parsed(page).all("strong")] == ["Siti Aminah"]


# A new account


def test_RO_3_an_admin_creates_a_staff_account(client_of, admin):
    form = account(username=" Rina  M ", email="Rina@Omset.example", name="Rina")
    assert client_of(admin).post(NEW, form).status_code == 200
    person = User.objects.named("rina m").get()
    assert person.username == "Rina M"
    assert person.name == "Rina"
    assert person.email == "rina@omset.example"
    assert person.role == "staff"
    assert not person.has_usable_password()


def test_RO_3_an_admin_cannot_create_a_master_admin(client_of, admin):
    client = client_of(admin)
    roles = parsed(client.get(NEW)).one("select", name="role").all("option")
    assert [role["value"] for role in roles] == ["staff"]
    statuses = [client.post(NEW, account(role=r)).status_code for r in ("admin", "master_admin")]
    assert statuses == [403, 403]
    assert User.objects.count() == 1


def test_RO_3_a_master_admin_creates_an_equal(client_of):
    client_of(make_master()).post(NEW, account(role="master_admin"))
    assert User.objects.named("new").get().role == "master_admin"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"username": "TAKEN"}, "username"),
        ({"username": "a@b.example"}, "username"),
        ({"username": ""}, "username"),
        ({"email": "TAKEN@omset.example"}, "email"),
        ({"role": "boss"}, "role"),
    ],
)
def test_a_refused_account_says_why_beside_the_field(fields, wrong, client_of, admin):
    make_staff("taken", email="taken@omset.example")
    response = client_of(admin).post(NEW, account(**fields))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [wrong]
    assert User.objects.count() == 2


# One account


def test_RO_2_name_e_mail_and_role_are_changed(client_of, owner):
    form = {"name": "Rina", "email": "rina@omset.example", "role": "admin"}
    assert client_of(make_master()).post(url("edit", owner), form).status_code == 302
    owner.refresh_from_db()
    assert owner.name == "Rina"
    assert owner.email == "rina@omset.example"
    assert owner.role == "admin"


@pytest.mark.parametrize("role", ["admin", "master_admin"])
def test_RO_2_a_crafted_promotion_is_forbidden(role, client_of, owner, admin):
    form = {"name": "Rina", "email": "", "role": role}
    assert client_of(admin).post(url("edit", owner), form).status_code == 403
    owner.refresh_from_db()
    assert owner.role == "staff"
    assert owner.name == "owner"


def test_RO_8_an_address_of_another_account_is_refused(client_of, owner, admin):
    make_staff(email="taken@omset.example")
    form = {"name": "Rina", "email": "Taken@omset.example", "role": "staff"}
    response = client_of(admin).post(url("edit", owner), form)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]


@pytest.mark.parametrize("make", [make_admin, make_master])
def test_RO_1_an_equal_and_a_higher_account_are_forbidden(make, client_of, admin):
    other, client = make(), client_of(admin)
    answers = [client.get(url("edit", other)), client.post(url("edit", other), account(name="x"))]
    form = {"password": "another long passphrase"}
    answers += [client.post(url(verb, other), form) for verb in VERBS if verb != "block_pages"]
    assert [answer.status_code for answer in answers] == [403] * 6
    other.refresh_from_db()
    assert other.is_active
    assert other.check_password(PASSWORD)


def test_RO_1_the_own_account_has_its_own_page(client_of):
    boss = make_master()
    assert client_of(boss).get(url("edit", boss)).status_code == 403


def test_RO_5_a_master_admin_blocks_pages(client_of, admin):
    boss = client_of(make_master())
    boss.post(url("block_pages", admin), {"blocked_pages": ["products", "trash"]})
    boxes = parsed(boss.get(url("edit", admin))).all("input", name="blocked_pages")
    ticked = [box["value"] for box in boxes if "checked" in box.attributes]
    assert ticked == ["trash", "products"]
    assert client_of(admin).get("/products/").status_code == 403


def test_RO_5_blocking_anybody_else_is_a_bad_request(client_of, owner, admin):
    boss = make_master()
    form = {"blocked_pages": ["products"]}
    answers = [
        client_of(boss).post(url("block_pages", owner), form),
        client_of(boss).post(url("block_pages", boss), form),
        client_of(admin).post(url("block_pages", owner), form),
        client_of(admin).post(url("block_pages", admin), form),
        client_of(boss).post(url("block_pages", admin), {"blocked_pages": ["nonsense"]}),
    ]
    assert [answer.status_code for answer in answers] == [400] * 5
    assert User.objects.exclude(blocked_pages=[]).count() == 0


def test_RO_12_deactivated_and_active_again(client_of, owner, admin):
    client = client_of(admin)
    states = []
    for verb in ("deactivate", "activate"):
        client.post(url(verb, owner))
        owner.refresh_from_db()
        states.append(owner.is_active)
    assert states == [False, True]


def test_RO_12_an_account_in_use_is_kept_and_the_page_says_by_what(
    client_of, owner, admin, product
):
    make_reservation(owner, product, by=admin)
    response = client_of(admin).post(url("delete", owner))
    assert response.status_code == 409
    assert "cannot be deleted, only deactivated. In use: " in response.content.decode()
    assert "reservations: 1" in response.content.decode()


def test_RO_4_an_unused_account_is_deleted(client_of, owner, admin):
    assert client_of(admin).post(url("delete", owner))["Location"] == LIST
    assert not User.objects.filter(pk=owner.pk).exists()


def test_an_account_that_does_not_exist_is_not_found(client_of, owner, admin):
    gone = {name: url(name, owner) for name in ("edit", *VERBS)}
    owner.delete()
    client = client_of(admin)
    assert {client.post(path).status_code for path in gone.values()} == {404}


# Access


def test_RO_6_staff_open_nothing_here(client_of, owner, stranger):
    client = client_of(owner)
    paths = [LIST, NEW, url("edit", stranger)]
    answers = [client.get(path) for path in paths]
    answers += [client.post(url(verb, stranger)) for verb in VERBS]
    assert {answer.status_code for answer in answers} == {403}
    stranger.refresh_from_db()
    assert stranger.is_active


def test_RO_5_an_admin_blocked_from_the_page_opens_nothing_here(client_of, owner):
    client = client_of(make_admin(blocked_pages=["staff"]))
    answers = [client.get(LIST), client.get(NEW), client.get(url("edit", owner))]
    answers += [client.post(url(verb, owner)) for verb in VERBS]
    assert {answer.status_code for answer in answers} == {403}


def test_nobody_gets_in_without_signing_in(client, owner):
    answers = [client.get(LIST), client.post(NEW, account()), client.post(url("delete", owner))]
    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/login/"}
    assert User.objects.get() == owner


def test_a_link_changes_nothing(client_of, owner, admin):
    client = client_of(admin)
    assert {client.get(url(verb, owner)).status_code for verb in VERBS} == {405}


def test_a_form_of_another_site_is_refused(owner, admin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    assert client.post(url("deactivate", owner)).status_code == 403
    owner.refresh_from_db()
    assert owner.is_active


def test_who_is_looked_for_stands_in_no_address(client_of, floor):
    client = client_of(floor)
    answer = client.post(f"{LIST}find/", {"q": "siti", "role": "staff"})
    assert answer["Location"].startswith(f"{LIST}?role=staff&find=")
    page = parsed(client.get(answer["Location"]))
    assert [name.text for name in page.one("tbody").all("strong")] == ["Siti Aminah"]
    assert [link["href"] for link in page.all("a") if "siti" in link.get("href").lower()] == []

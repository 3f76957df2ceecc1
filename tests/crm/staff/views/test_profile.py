import pytest

from crm.audit.models import Event
from tests.make import make_staff
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
URL = "/profile/"


def save(client, **fields):
    return client.post(URL, {"name": "Rina", "email": "", "language": "", "theme": "dark"} | fields)


def test_RO_8_own_name_e_mail_language_and_theme(client_of, owner):
    response = save(client_of(owner), email="Rina@Omset.example", language="id")
    assert response["Location"] == URL
    owner.refresh_from_db()
    assert owner.name == "Rina"
    assert owner.email == "rina@omset.example"
    assert owner.language == "id"
    assert owner.theme == "dark"


def test_RO_8_an_e_mail_address_of_another_account_is_refused_in_any_case(client_of, owner):
    make_staff("other", email="taken@omset.example")
    response = save(client_of(owner), email="TAKEN@omset.example")
    assert response.status_code == 422
    refusal = {"email": ["Another account has this e-mail address."]}
    assert response.context["form"].errors == refusal


def test_one_may_keep_the_own_address(client_of):
    person = make_staff(email="mine@omset.example")
    assert save(client_of(person), email="Mine@omset.example").status_code == 302


def test_RO_1_nobody_promotes_themselves_here(client_of, owner):
    save(client_of(owner), role="master_admin", is_active="", blocked_pages="x")
    owner.refresh_from_db()
    assert owner.role == "staff"
    assert owner.is_active
    assert owner.blocked_pages == []


def test_the_answer_speaks_the_new_language(client_of, owner):
    client = client_of(owner)
    save(client, language="id")
    assert parsed(client.get(URL)).one("html")["lang"] == "id"


def test_a_name_is_text(client_of, owner):
    client = client_of(owner)
    save(client, name="<b>Rina</b>")
    page = parsed(client.get(URL))
    assert page.one("input", name="name")["value"] == "<b>Rina</b>"
    assert "Rina" not in [bold.text for bold in page.all("b")]


def test_SE_10_a_changed_name_is_history(client_of, owner):
    save(client_of(owner))
    event = Event.objects.about(owner).get()
    assert event.verb == "profile"
    assert event.before == {"name": "owner"}
    assert event.after == {"name": "Rina"}


def test_preferences_are_for_everybody(client, client_of, owner):
    assert client.post("/preferences/", {"theme": "dark"}).cookies["theme"].value == "dark"
    client_of(owner).post("/preferences/", {"language": "id"})
    owner.refresh_from_db()
    assert owner.language == "id"


def test_as_the_browser_forgets_the_language_chosen_before(client_of, owner):
    client = client_of(owner)
    client.post("/preferences/", {"language": "id"})
    client.post("/profile/", {"name": "Owner", "language": "", "theme": "system"})
    page = client.get("/profile/", headers={"Accept-Language": "en"})
    assert parsed(page).one("html")["lang"] == "en"

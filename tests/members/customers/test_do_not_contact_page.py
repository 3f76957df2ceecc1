"""The page of who must not be contacted."""

import pytest

from members.models import DoNotContact
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
LIST, NEW = "/members/do-not-contact/", "/members/do-not-contact/new/"


def entry(**fields):
    return {"customer_id": "Budi 01", "phone": "", "reason": "asked us"} | fields


def test_an_admin_adds_somebody_and_takes_them_off(client_of, admin):
    client = client_of(admin)
    assert client.post(NEW, entry(phone="0812 3456-7890")).status_code == 302
    stored = DoNotContact.objects.get()
    assert stored.phone == "+6281234567890"
    assert stored.by_name == admin.name
    words = parsed(client.get(LIST)).all("td", **{"data-label": "Customer"})
    assert [cell.text for cell in words] == ["Budi 01"]
    client.post(f"{LIST}{stored.pk}/remove/", {"reason": "a mistake"})
    assert DoNotContact.objects.count() == 0


@pytest.mark.parametrize(
    "fields", [{"customer_id": ""}, {"reason": ""}, {"phone": "6.28123E+12"}, {"phone": "12x"}]
)
def test_what_names_nobody_or_no_reason_changes_nothing(client_of, admin, fields):
    assert client_of(admin).post(NEW, entry(**fields)).status_code == 422
    assert DoNotContact.objects.count() == 0


def test_a_second_entry_is_refused_in_words(client_of, admin):
    client = client_of(admin)
    client.post(NEW, entry())
    response = client.post(NEW, entry(customer_id="BUDI01"))
    assert response.status_code == 409
    assert "They are on the list already." in response.content.decode()


def test_without_a_reason_nobody_is_taken_off(client_of, admin):
    client = client_of(admin)
    client.post(NEW, entry())
    url = f"{LIST}{DoNotContact.objects.get().pk}/remove/"
    assert client.post(url, {"reason": " "}).status_code == 422
    assert DoNotContact.objects.count() == 1


def test_staff_have_no_such_list(client_of, owner):
    assert client_of(owner).get(LIST).status_code == 403
    assert client_of(owner).post(NEW, entry()).status_code == 403

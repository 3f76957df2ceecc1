"""/omset/<id>/ and what can be done there: see, correct, delete, restore, purge."""

from decimal import Decimal

import pytest
from django.urls import reverse

from omset import numbers
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_master, make_reservation
from tests.omset.views.pages import words
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
POSTED = ["delete", "restore", "purge", "approve", "decline"]


@pytest.fixture
@remembered
def record(owner, product):
    return make_deposit(owner, product, "Budi 01")


def url(name, record):
    return reverse(f"omset:{name}", args=[record.pk])


def corrected(record, **changed):
    form = {"date": "2026-02-01", "customer_id": "Budi 01", "nominal": "100000", "multiplier": "1"}
    return form | {"version": record.version} | changed


def counted():
    return numbers.total(numbers.TallyScope()).records


def test_the_owner_and_admins_see_it_a_stranger_does_not_RO_6(
    record, owner, stranger, admin, client_of
):
    people = [owner, stranger, admin, make_master()]
    codes = [client_of(person).get(url("record", record)).status_code for person in people]
    assert codes == [200, 404, 200, 200]


def test_a_correction_says_how_amounts_are_typed(record, owner, client_of):
    page = client_of(owner).get(url("edit", record))
    assert "Type 100 for Rp 100.000." in words(page)


def test_a_stranger_changes_nothing_RO_6(record, stranger, client_of):
    client = client_of(stranger)
    assert client.get(url("edit", record)).status_code == 404
    answers = [client.post(url(name, record), corrected(record)) for name in ("edit", "delete")]
    assert [answer.status_code for answer in answers] == [404, 404]
    record.refresh_from_db()
    assert record.version == 1
    assert not record.is_deleted


@pytest.mark.parametrize("name", ["record", "edit", *POSTED])
def test_an_anonymous_visitor_is_sent_to_the_login_page(client, record, name):
    address = url(name, record)
    came_from = record.get_absolute_url() if name in POSTED else address
    sent_from = {"referer": f"http://testserver{came_from}"}
    send = client.post if name in POSTED else client.get
    assert send(address, headers=sent_from).url == f"/login/?next={came_from}"


@pytest.mark.parametrize("name", POSTED)
def test_what_changes_something_is_posted(record, admin, client_of, name):
    assert client_of(admin).get(url(name, record)).status_code == 405


@pytest.mark.parametrize("name", ["restore", "purge", "approve", "decline"])
def test_what_admins_do_is_refused_to_the_owner_RO_6(record, owner, client_of, name):
    trash.delete(record.pk, by=owner)
    answer = client_of(owner).post(url(name, record), {"reason": "x"})
    assert answer.status_code == 403
    assert OmsetRecord.objects.get().is_deleted


def test_a_record_that_does_not_exist_is_not_found(admin, client_of):
    assert client_of(admin).get("/omset/6f1c2f0e6b1d4d0e9d6e0f6f/").status_code == 404
    assert client_of(admin).get("/omset/nonsense/").status_code == 404


def test_the_page_says_why_and_lists_the_group(record, owner, product, client_of):
    later = make_deposit(owner, product, "BUDI01", "2026-02-05", note="malam")
    text = words(client_of(owner).get(url("record", later)))
    assert "Why RDP" in text
    assert "first normal deposit with this staff member in this product was on 1 Feb 2026" in text
    assert "5 Feb 2026 RDP BUDI01" in text
    assert "1 Feb 2026 NDP Budi 01" in text


@pytest.mark.parametrize(
    ("note", "text"),
    [("", "1 Feb 2026 is the first day"), ("tambahan", "the first one will be NDP")],
)
def test_the_page_says_why_in_the_other_cases(owner, product, client_of, note, text):
    record = make_deposit(owner, product, note=note)
    assert text in words(client_of(owner).get(url("record", record)))


def test_the_page_shows_history_and_who_decided_SE_10(owner, stranger, product, client_of):
    make_reservation(stranger, product, "x")
    record = make_deposit(owner, product, "x")
    approval.decline(record.pk, by=make_admin("boss"), reason="not yours")
    text = words(client_of(owner).get(url("record", record)))
    assert "It was declined and never counts." in text
    assert "Declined · boss" in text
    assert "not yours" in text


def test_the_page_of_a_waiting_record_shows_both_sides(owner, stranger, product, admin, client_of):
    make_reservation(stranger, product, "x")
    record = make_deposit(owner, product, "x")
    text = words(client_of(owner).get(url("record", record)))
    assert "Reserved by stranger" in text
    assert (
        url("approve", record) not in client_of(owner).get(url("record", record)).content.decode()
    )
    assert url("approve", record) in client_of(admin).get(url("record", record)).content.decode()


def test_a_correction_is_stored_and_recounted_OM_9(record, owner, client_of):
    client = client_of(owner)
    answer = client.post(url("edit", record), corrected(record, customer_id="Siti", nominal="50"))
    assert answer.url == url("record", record)
    record.refresh_from_db()
    assert record.customer_key == "siti"
    assert record.nominal == Decimal(50_000)
    assert record.version == 2
    assert "Saved. It counts as NDP." in words(client.get(answer.url))


def test_a_correction_to_a_reserved_customer_says_that_it_waits_case_17(
    record, owner, stranger, product, client_of
):
    make_reservation(stranger, product, "taken")
    client = client_of(owner)
    answer = client.post(url("edit", record), corrected(record, customer_id="taken"))
    assert "Saved. It waits for approval: stranger has reserved" in words(client.get(answer.url))
    assert counted() == 0


@pytest.mark.parametrize("nominal", ["11.77", "999.00", "50.00", "1000.00", "1234567.50"])
def test_the_form_shows_amounts_that_read_back_the_same(owner, product, client_of, nominal):
    record = make_deposit(owner, product, nominal=nominal, multiplier="2.5")
    client = client_of(owner)
    initial = client.get(url("edit", record)).context["form"].initial
    assert client.post(url("edit", record), initial).status_code == 302
    record.refresh_from_db()
    assert record.nominal == Decimal(nominal)
    assert record.multiplier == Decimal("2.5")


def test_a_wrong_correction_is_shown_again(record, owner, client_of):
    answer = client_of(owner).post(url("edit", record), corrected(record, nominal="0"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["nominal"]


def test_a_stale_correction_shows_both_versions_and_saves_on_the_second_try(
    record, owner, admin, client_of
):
    client = client_of(owner)
    typed = corrected(record, customer_id="typed here", nominal="70000")
    entry = entries.Entry(record.date, "stored now", Decimal(80_000))
    entries.edit(record.pk, entry, by=admin, version=1)
    answer = client.post(url("edit", record), typed)
    text = words(answer).replace("\xa0", " ")
    assert answer.status_code == 409
    assert "Customer stored now typed here" in text
    assert "Nominal Rp 80.000 Rp 70.000" in text
    again = {name: answer.context["form"][name].value() for name in typed}
    assert client.post(url("edit", record), again).status_code == 302
    record.refresh_from_db()
    assert record.customer_id == "typed here"
    assert record.version == 3


@pytest.mark.parametrize("person", ["owner", "admin"])
@pytest.mark.parametrize("fate", ["declined", "deleted"])
def test_a_declined_or_trashed_record_is_not_editable_OM_9(
    owner, stranger, product, admin, client_of, fate, person
):
    make_reservation(stranger, product, "x")
    record = make_deposit(owner, product, "x")
    if fate == "declined":
        approval.decline(record.pk, by=admin, reason="no")
    else:
        trash.delete(record.pk, by=admin)
    client = client_of({"owner": owner, "admin": admin}[person])
    assert client.get(url("edit", record)).status_code == 409
    assert client.post(url("edit", record), corrected(record)).status_code == 409
    page = client.get(url("record", record)).content.decode()
    assert url("edit", record) not in page


def test_a_deletion_leads_to_the_list_and_can_be_repeated_OM_10(record, owner, client_of):
    client = client_of(owner)
    answers = [client.post(url("delete", record), {"version": "1"}) for _ in range(2)]
    assert [answer.url for answer in answers] == ["/omset/", "/omset/"]
    assert counted() == 0


@pytest.mark.parametrize("version", ["7", "0", "nonsense", "²", "9" * 5000])
def test_a_stale_deletion_is_409(record, owner, client_of, version):
    answer = client_of(owner).post(url("delete", record), {"version": version})
    assert answer.status_code == 409
    assert counted() == 1


def test_an_admin_restores_and_purges_OM_10(record, admin, client_of):
    client = client_of(admin)
    client.post(url("delete", record))
    assert client.post(url("restore", record)).url == url("record", record)
    assert counted() == 1
    assert client.post(url("purge", record)).status_code == 409
    client.post(url("delete", record))
    assert client.post(url("purge", record)).url == "/omset/trash/"
    assert client.post(url("purge", record)).status_code == 404
    assert OmsetRecord.objects.count() == 0


def test_restoring_says_that_it_is_restored(record, admin, client_of):
    client = client_of(admin)
    client.post(url("delete", record))
    answer = client.post(url("restore", record))
    assert "Restored. It counts as NDP." in words(client.get(answer.url))


def test_restoring_what_is_not_in_the_trash_is_409(record, admin, client_of):
    assert client_of(admin).post(url("restore", record)).status_code == 409


def test_a_blocked_admin_neither_restores_nor_decides_RO_5(record, owner, client_of):
    trash.delete(record.pk, by=owner)
    blocked = make_admin(blocked_pages=["trash", "pending"])
    codes = [client_of(blocked).post(url(name, record)).status_code for name in POSTED[1:]]
    assert codes == [403, 403, 403, 403]


def test_what_people_typed_is_escaped(owner, product, client_of):
    evil = "<script>alert(1)</script>"
    record = make_deposit(owner, product, evil, note=evil)
    client = client_of(owner)
    typed = corrected(record, customer_id=evil, note=evil, version=7)
    pages = [
        client.get(url("record", record)),
        client.get(url("edit", record)),
        client.post(url("edit", record), typed),
    ]
    assert [page.content.decode().count("<script>alert") for page in pages] == [0, 0, 0]

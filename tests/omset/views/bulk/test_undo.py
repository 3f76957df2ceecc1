"""Undo: a saved deposit goes to the trash and out of every number; a deleted one comes back."""

import json
from html import unescape

import pytest
from django.utils import timezone

from omset import numbers
from omset.ledger import entries, trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_deposit, make_reservation
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
NEW = "/omset/new/"
TOAST = {"HX-Target": "toasts"}


@pytest.fixture
def form(product):
    return {
        "date": str(timezone.localdate()),
        "product": product.pk,
        "customer_id": "budi",
        "nominal": "150k",
        "idempotency_key": "6f1c2f0e-6b1d-4d0e-9d6e-0f6f6a1f0a11",
    }


def toast(answer):
    return json.loads(answer["HX-Trigger"])["toast"]["messages"][-1]


def save(client, form):
    """Save in the open form; where its Undo posts to."""
    return toast(client.post(NEW, form, headers={"HX-Target": "entry"}))["undo"]


def pages_that_count_it(client):
    """What the pages with numbers say of today."""
    pages = (NEW, "/omset/", "/")
    return [unescape(client.get(page).content.decode()).count("150.000") > 0 for page in pages]


def test_a_saved_deposit_offers_its_undo_for_this_version(owner, form, client_of):
    url = save(client_of(owner, htmx=True), form)
    assert url == f"/omset/{OmsetRecord.objects.get().pk}/delete/?version=1"


def test_undo_takes_the_deposit_out_of_every_page(owner, form, client_of):
    client = client_of(owner, htmx=True)
    url = save(client, form)
    before = pages_that_count_it(client_of(owner))
    answer = client.post(url, headers=TOAST)
    assert answer.status_code == 200
    assert answer.content == b""
    toast_sent = {"level": "success", "text": "The deposit of budi is in the trash."}
    assert toast(answer) == toast_sent
    assert before == [True] * 3
    assert pages_that_count_it(client_of(owner)) == [False] * 3
    assert numbers.total(numbers.TallyScope()).records == 0


def test_undo_of_a_waiting_deposit_leaves_the_queue(owner, stranger, product, form, client_of):
    make_reservation(stranger, product, "budi", by=make_admin())
    client = client_of(owner, htmx=True)
    client.post(save(client, form), headers=TOAST)
    assert OmsetRecord.objects.pending().count() == 0


def test_what_changed_meanwhile_is_not_undone(owner, admin, form, client_of):
    client = client_of(owner, htmx=True)
    url = save(client, form)
    record = OmsetRecord.objects.get()
    entry = entries.Entry(record.date, "budi", record.nominal, note="seen")
    entries.edit(record.pk, entry, by=admin, version=1)
    answer = client.post(url, headers=TOAST)
    assert answer.status_code == 409
    assert "Somebody changed this deposit meanwhile" in answer.content.decode()
    assert OmsetRecord.objects.counted().count() == 1


def test_undone_twice_is_undone_once(owner, form, client_of):
    client = client_of(owner, htmx=True)
    url = save(client, form)
    assert [client.post(url, headers=TOAST).status_code for _ in range(2)] == [200, 200]
    assert OmsetRecord.objects.get().version == 2


def test_the_undo_of_a_colleague_is_not_ones_own(owner, stranger, form, client_of):
    url = save(client_of(owner, htmx=True), form)
    assert client_of(stranger, htmx=True).post(url, headers=TOAST).status_code == 404
    assert OmsetRecord.objects.counted().count() == 1


def test_without_a_script_the_notice_has_the_button_and_says_what_became(owner, form, client_of):
    client = client_of(owner)
    page = client.post(NEW, form, follow=True)
    record = OmsetRecord.objects.get()
    assert f'action="/omset/{record.pk}/delete/"' in page.content.decode()
    back = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    answer = client.post(f"/omset/{record.pk}/delete/", {"version": 1, "next": back})
    assert answer.url == back
    assert "Taken back: this deposit is in the trash" in client.get(back).content.decode()
    assert client.get(back).context["running"].records == 0


def test_the_notice_beside_the_form_says_that_it_was_taken_back(owner, form, client_of):
    client = client_of(owner, htmx=True)
    client.post(save(client, form), headers=TOAST)
    record = OmsetRecord.objects.get()
    part = client.get(NEW, {"saved": record.pk}, headers={"HX-Target": "saved"})
    source = part.content.decode().strip()
    assert source.startswith('<div id="saved"')
    assert "Taken back" in source


def test_an_admin_takes_back_a_deletion(owner, product, admin, client_of):
    record = make_deposit(owner, product)
    client = client_of(admin)
    page = client.post(f"/omset/{record.pk}/delete/", {"version": 1}, follow=True)
    undo = f"/omset/{record.pk}/restore/"
    assert f'action="{undo}"' in page.content.decode()
    assert client.post(undo).url == f"/omset/{record.pk}/"
    assert OmsetRecord.objects.counted().count() == 1


def test_staff_and_blocked_admins_cannot_restore_so_nothing_offers_it_RO_6(
    owner, product, client_of
):
    blocked = make_admin(blocked_pages=["trash"])
    for person in (owner, blocked):
        record = make_deposit(owner, product)
        answer = client_of(person, htmx=True).post(f"/omset/{record.pk}/delete/", headers=TOAST)
        assert "undo" not in toast(answer)


def test_what_is_in_the_trash_already_stays_there(owner, form, client_of):
    client = client_of(owner, htmx=True)
    url = save(client, form)
    trash.delete(OmsetRecord.objects.get().pk, by=owner)
    assert client.post(url, headers=TOAST).status_code == 200
    assert OmsetRecord.objects.trashed().count() == 1


def test_the_form_of_undo_has_no_empty_action(owner, form, client_of):
    client = client_of(owner)
    client.post(NEW, form)
    forms = parsed(client.get("/omset/")).all("form")
    assert [each for each in forms if each.attributes.get("action", "/") in ("", None)] == []
    assert "undo" in [each.get("class") for each in forms]

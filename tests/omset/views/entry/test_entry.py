"""/omset/new/: who may, what is kept, what a repeated POST does."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_reservation, make_staff
from tests.omset.views.entry.typed import CHECK, KEY, NEW
from tests.omset.views.pages import words
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


def test_an_anonymous_visitor_is_sent_to_the_login_page(client, db):
    assert client.get(NEW).url == "/login/?next=/omset/new/"
    sent = client.post(NEW, headers={"referer": f"http://testserver{NEW}"})
    assert sent.url == "/login/?next=/omset/new/"
    assert client.get(CHECK).url == "/login/?next=/omset/check/"


def test_other_methods_are_refused(owner, client_of):
    client = client_of(owner)
    assert client.put(NEW).status_code == 405
    assert client.delete(NEW).status_code == 405
    assert client.put(CHECK).status_code == 405


def test_a_saved_deposit_leads_to_an_empty_form_of_the_same_day_and_product(owner, form, client_of):
    client = client_of(owner)
    answer = client.post(NEW, form)
    record = OmsetRecord.objects.get()
    assert answer.status_code == 302
    assert record.total == Decimal(250_000)
    page = client.get(answer.url)
    initial = page.context["form"].initial
    assert initial["date"] == date(2026, 2, 1)
    assert initial["product"] == record.product_id
    assert initial.get("customer_id") is None
    assert initial.get("note") is None
    assert initial["multiplier"] == "1"
    assert initial["idempotency_key"] != UUID(KEY)
    assert page.context["saved"] == record


def test_with_htmx_the_fragment_holds_the_next_form_and_the_running_numbers(owner, form, client_of):
    client = client_of(owner, htmx=True)
    answer = client.post(NEW, form, headers={"HX-Target": "entry"})
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<div id="entry"')
    text = words(answer)
    assert "Budi 01" in text
    assert "Saved." in text
    assert 'value="2026-02-01"' in answer.content.decode()
    assert 'value="Budi 01"' not in answer.content.decode()
    assert "pending-changed" in answer["HX-Trigger"]
    running = answer.context["running"]
    assert running.records == 1
    assert running.ndp == 1
    assert running.total == Decimal(250_000)


def test_the_running_numbers_are_of_that_day_and_person_alone(owner, stranger, product, client_of):
    make_deposit(owner, product, "x", "2026-02-01")
    make_deposit(owner, product, "x", "2026-02-02")
    make_deposit(stranger, product, "z", "2026-02-02")
    page = client_of(owner).get(NEW, {"date": "2026-02-02"})
    running = page.context["running"]
    assert running.records == 1
    assert running.ndp == 0
    assert running.rdp == 1


def test_a_double_submit_makes_one_record_and_the_same_answer_SE_7(owner, form, client_of):
    client = client_of(owner)
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert first.status_code == second.status_code
    assert first.url == second.url
    assert OmsetRecord.objects.count() == 1


def test_a_key_used_again_says_so_and_loses_nothing_typed_SE_7(owner, form, client_of):
    client = client_of(owner)
    client.post(NEW, form)
    other = form | {"customer_id": "Siti", "nominal": "75k"}
    answer = client.post(NEW, other)
    page = parsed(answer)
    assert answer.status_code == 422
    assert OmsetRecord.objects.count() == 1
    assert "already saved as the deposit of Budi 01" in page.text
    assert page.one("input", name="customer_id")["value"] == "Siti"
    assert page.one("input", name="nominal")["value"] == "75k"
    assert KEY not in answer.content.decode()
    fresh = page.one("input", name="idempotency_key")["value"]
    assert client.post(NEW, other | {"idempotency_key": fresh}).status_code == 302
    assert OmsetRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2999-01-01"),
        ("date", "31/02/2026"),
        ("customer_id", "   "),
        ("customer_id", "x" * 121),
        ("nominal", "0"),
        ("nominal", "-5"),
        ("nominal", "abc"),
        ("nominal", "9" * 5000),
        ("nominal", "9" * 30),
        ("multiplier", "0"),
        ("multiplier", "9" * 5000),
        ("note", "n" * 501),
        ("product", "6f1c2f0e6b1d4d0e9d6e0f6f"),
        ("product", "nonsense"),
        ("idempotency_key", "nonsense"),
    ],
)
def test_a_wrong_field_is_shown_and_nothing_is_saved_OM_1(owner, form, client_of, field, value):
    answer = client_of(owner).post(NEW, form | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert OmsetRecord.objects.count() == 0


def test_a_retired_product_cannot_be_chosen(owner, product, form, client_of):
    product.is_active = False
    product.save()
    assert client_of(owner).post(NEW, form).status_code == 422


def test_a_deposit_of_a_colleagues_customer_says_that_it_waits_OM_3(
    owner, stranger, product, form, client_of
):
    make_reservation(stranger, product, "BUDI01")
    client = client_of(owner)
    page = client.get(client.post(NEW, form).url)
    assert "It waits for approval: stranger has reserved this customer." in words(page)
    assert page.context["running"].records == 0


def test_staff_cannot_record_for_somebody_else_RO_6(owner, stranger, form, client_of):
    answer = client_of(owner).post(NEW, form | {"staff": stranger.pk})
    assert answer.status_code == 422
    assert OmsetRecord.objects.count() == 0


def test_an_admin_records_for_a_staff_member_and_goes_on_for_them(owner, admin, form, client_of):
    client = client_of(admin)
    answer = client.post(NEW, form | {"staff": owner.pk})
    record = OmsetRecord.objects.get()
    assert record.staff == owner
    assert record.created_by_name == "admin"
    page = client.get(answer.url)
    assert page.context["form"].initial["staff"] == owner.pk
    assert page.context["running"].records == 1


def test_an_admin_without_a_choice_records_their_own(admin, form, client_of):
    client_of(admin).post(NEW, form)
    assert OmsetRecord.objects.get().staff == admin


def test_a_stranger_does_not_see_what_was_saved(owner, stranger, product, client_of):
    record = make_deposit(owner, product, "secret")
    page = client_of(stranger).get(NEW, {"saved": record.pk})
    assert page.context["saved"] is None
    assert "secret" not in words(page)


@pytest.mark.parametrize(
    "query", [{"saved": "nonsense"}, {"date": "nonsense"}, {"product": "7"}, {"staff": "x"}]
)
def test_nonsense_in_the_address_is_left_out(owner, admin, client_of, query):
    assert client_of(owner).get(NEW, query).status_code == 200
    assert client_of(admin).get(NEW, query).status_code == 200


def test_what_was_typed_is_escaped(owner, form, client_of):
    evil = '<script>alert("1")</script>'
    client = client_of(owner)
    pages = [
        client.post(NEW, form | {"customer_id": evil, "note": evil, "nominal": evil}),
        client.get(client.post(NEW, form | {"customer_id": evil, "note": evil}).url),
    ]
    assert [page.content.decode().count("<script>alert") for page in pages] == [0, 0]


def test_the_next_key_is_the_same_for_a_repeated_post(owner, form, client_of):
    client = client_of(owner, htmx=True)
    pages = [client.post(NEW, form, headers={"HX-Target": "entry"}) for _ in range(2)]
    first, second = (page.context["form"].initial["idempotency_key"] for page in pages)
    assert first == second != UUID(KEY)


def test_the_links_beside_the_form_open_the_records_behind_the_numbers(owner, product, client_of):
    make_staff()
    make_product()
    make_deposit(owner, product, day="2026-02-02")
    page = client_of(owner).get(NEW, {"date": "2026-02-02"}).content.decode()
    day = "preset=custom&amp;start=2026-02-02&amp;end=2026-02-02"
    link = f"{reverse('omset:list')}?{day}&amp;approval=approved"
    assert f'href="{link}&amp;kind=NDP"' in page


def test_the_cursor_starts_at_what_is_missing(owner, product, client_of):
    client = client_of(owner)
    starts = [client.get(NEW, query).context["form"] for query in ({}, {"product": product.pk})]
    focused = [
        [name for name in ("product", "customer_id") if "autofocus" in form[name].as_widget()]
        for form in starts
    ]
    # The first one in the page gets it.
    assert focused == [["product", "customer_id"], ["customer_id"]]


def test_one_can_ask_for_the_numbers_of_another_day(owner, product, client_of):
    make_deposit(owner, product, day="2026-02-02")
    headers = {"HX-Target": "running"}
    part = client_of(owner, htmx=True).get(NEW, {"date": "2026-02-02"}, headers=headers)
    assert part.content.decode().strip().startswith('<section id="running"')
    assert part.context["running"].records == 1


def test_the_running_numbers_say_whose_they_are_if_not_ones_own(owner, admin, client_of):
    client = client_of(admin)
    theirs, own = (words(client.get(NEW, query)) for query in ({"staff": owner.pk}, {}))
    assert [text.count(f"2026 {owner.name} NDP") for text in (theirs, own)] == [1, 0]

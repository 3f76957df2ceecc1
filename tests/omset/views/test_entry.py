"""/omset/new/ and its preview: who may, what is kept, what is said, what a repeated POST does."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from bonuses.months import closing
from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_reservation, make_staff
from tests.omset.views.pages import words
from tests.omset.written import TABLE
from tests.parsed import parsed

pytestmark = pytest.mark.django_db
NEW, CHECK = "/omset/new/", "/omset/check/"
KEY = "6f1c2f0e-6b1d-4d0e-9d6e-0f6f6a1f0a11"


@pytest.fixture
def form(product):
    return {
        "date": "2026-02-01",
        "product": product.pk,
        "customer_id": "Budi 01",
        "nominal": "100",
        "multiplier": "2,5",
        "note": "malam",
        "idempotency_key": KEY,
    }


def preview(client, form, **changed):
    return words(client.post(CHECK, form | changed))


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


def test_the_preview_reads_amounts_and_says_the_total_case_18(owner, form, client_of):
    client = client_of(owner)
    assert "Rp 100.000 × 2,5 = Rp 250.000" in preview(client, form).replace("\xa0", " ")
    text = preview(client, form, nominal="1,5jt", multiplier="")
    assert "Rp 1.500.000 × 1 = Rp 1.500.000" in text.replace("\xa0", " ")


@pytest.mark.parametrize(("text", "typed", "_imported"), TABLE)
def test_the_preview_shows_the_amount_that_would_be_saved(
    owner, form, client_of, text, typed, _imported
):
    page = client_of(owner).get(CHECK, form | {"nominal": text, "multiplier": "1"})
    read = page.context["preview"]["nominal"]
    assert read == (None if typed is None else Decimal(typed))


HINT = "Type 100 for Rp 100.000."


def test_how_amounts_are_typed_is_said_until_one_is_read(owner, form, client_of):
    client = client_of(owner)
    unread = [preview(client, form, nominal=text) for text in ("", "banyak", "1,")]
    assert [HINT in text for text in unread] == [True, True, True]
    assert HINT not in preview(client, form)
    assert HINT in words(client.get(NEW))


def test_how_an_amount_is_read_stands_right_below_its_field(owner, form, client_of):
    page = client_of(owner).post(NEW, form | {"customer_id": ""}).content.decode()
    nominal, read, multiplier = map(page.index, ("id_nominal", "Rp 100.000 ×", "id_multiplier"))
    assert nominal < read < multiplier


def test_an_amount_of_less_than_a_thousand_is_doubted(owner, form, client_of):
    client = client_of(owner)
    doubt = "Less than Rp 1.000."
    result = [
        doubt in preview(client, form, nominal=text) for text in ("2,5", "11.77", "100", "1k")
    ]
    assert result == [True, True, False, False]


def test_a_second_deposit_of_the_first_day_says_why_it_is_ndp(owner, product, form, client_of):
    make_deposit(owner, product, "budi01", "2026-02-01")
    client, why = client_of(owner), "All deposits on the customer's first day are NDP."
    days = [preview(client, form, date=f"2026-02-0{day}") for day in (1, 2)]
    assert [why in text.replace("&#x27;", "'") for text in days] == [True, False]


def test_the_preview_says_ndp_for_a_new_customer(owner, form, client_of):
    text = preview(client_of(owner), form)
    assert "NDP No deposit of this customer is counted so far." in text


def test_the_preview_says_rdp_and_warns_of_a_second_deposit_that_day(
    owner, product, form, client_of
):
    make_deposit(owner, product, "BUDI01", "2026-01-01")
    make_deposit(owner, product, "budi 01", "2026-02-01")
    text = preview(client_of(owner), form)
    assert "RDP 2 deposits of this customer are counted so far." in text
    assert "already has a deposit on this date" in text


def test_the_counted_deposits_of_the_preview_are_one_link_away(owner, product, form, client_of):
    made = [make_deposit(owner, product, "budi01", f"2026-01-0{day}") for day in (1, 2)]
    make_deposit(owner, product, "budi012", "2026-01-03")
    client = client_of(owner)
    urls = [link.get("href") for link in parsed(client.get(CHECK, form)).all("a")]
    [url] = [url for url in urls if url.startswith("/omset/details/")]
    rows = client.get(url).context["page"].rows
    assert {row.pk for row in rows} == {record.pk for record in made}


def test_the_preview_says_rdp_for_a_tambahan(owner, form, client_of):
    assert "RDP No deposit" in preview(client_of(owner), form, note="Tambahan")


def test_the_preview_begins_with_the_colleague_who_holds_the_customer(
    owner, stranger, product, form, client_of
):
    make_reservation(stranger, product, "budi01")
    text = preview(client_of(owner), form)
    assert text.startswith("Reserved by stranger: this deposit will wait")


def test_the_preview_of_an_admin_is_about_the_chosen_staff_member(
    owner, admin, product, form, client_of
):
    make_deposit(owner, product, "budi01", "2026-01-01")
    client = client_of(admin)
    assert "NDP" in preview(client, form)
    assert "RDP" in preview(client, form, staff=owner.pk)


@pytest.mark.parametrize(
    "changed",
    [
        {"nominal": "9" * 5000},
        {"nominal": "9" * 39, "customer_id": ""},
        {"nominal": "999999999jt", "customer_id": ""},
        {"multiplier": "9" * 39, "customer_id": ""},
        {"nominal": "x", "multiplier": "y", "date": "z", "product": "q"},
        {"customer_id": ""},
        {"date": "2999-01-01"},
        {"date": ""},
        {"customer_id": "\0"},
    ],
)
def test_the_preview_never_fails(owner, form, client_of, changed):
    answer = client_of(owner).get(CHECK, form | changed)
    assert answer.status_code == 200
    assert OmsetRecord.objects.count() == 0
    assert client_of(owner).get(CHECK).status_code == 200


def test_a_long_note_in_any_script_is_previewed_like_a_short_one(owner, form, client_of):
    page = preview(client_of(owner), form, note="กิน" * 166, nominal="1,5jt", multiplier="1")
    assert "Rp 1.500.000 × 1 = Rp 1.500.000" in page.replace("\xa0", " ")


def test_the_page_posts_what_it_has_previewed_and_nothing_is_news(owner, form, client_of):
    client = client_of(owner, htmx=True)
    place = parsed(client.get(NEW)).one("div", id="preview")
    assert place["hx-post"] == CHECK
    assert place.get("hx-get") == ""
    assert "HX-Trigger" not in client.post(CHECK, form)
    assert "HX-Trigger" in client.post(NEW, form)


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


def test_the_preview_warns_of_a_month_that_is_closed(owner, admin, form, client_of):
    client, warning = client_of(owner), "February 2026 is closed"
    assert warning not in preview(client, form)
    closing.close(date(2026, 2, 1), by=admin)
    assert warning in preview(client, form)
    assert "closed" not in preview(client, form, date="2026-03-01")


WORTH_NOTHING = {"nominal": "0,01", "multiplier": "0,01"}
ROUNDS_TO_NOTHING = "Nominal times multiplier rounds to Rp 0: this is no deposit."


def test_what_is_worth_nothing_is_refused_beside_its_field_OM_1(owner, form, client_of):
    answer = client_of(owner).post(NEW, form | WORTH_NOTHING)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"nominal": [ROUNDS_TO_NOTHING]}
    assert OmsetRecord.objects.count() == 0


def test_the_preview_says_so_and_promises_no_kind(owner, form, client_of):
    text = words(client_of(owner).get("/omset/check/", form | WORTH_NOTHING))
    assert ROUNDS_TO_NOTHING in text
    assert "NDP" not in text


def test_nothing_is_corrected_into_nothing_OM_9(owner, form, client_of):
    client = client_of(owner)
    client.post(NEW, form)
    record = OmsetRecord.objects.get()
    fields = {"date": form["date"], "customer_id": form["customer_id"], "note": "", "version": 1}
    assert client.post(f"/omset/{record.pk}/edit/", fields | WORTH_NOTHING).status_code == 422
    assert OmsetRecord.objects.get().total == record.total


def test_the_verb_refuses_it_too(owner, product):
    with pytest.raises(ValidationError):
        make_deposit(owner, product, nominal="0.01", multiplier="0.01")
    assert OmsetRecord.objects.count() == 0


@pytest.mark.parametrize("field", ["nominal", "multiplier"])
@pytest.mark.parametrize(
    ("typed", "reason"),
    [("1.500rb", "can be read in two ways"), ("abc", "is not an amount"), ("0", "more than 0")],
)
def test_the_preview_says_why_an_amount_is_none(owner, form, client_of, field, typed, reason):
    assert reason in preview(client_of(owner), form, **{field: typed})


def test_of_an_amount_that_is_not_typed_yet_the_preview_says_how(owner, form, client_of):
    text = preview(client_of(owner), form, nominal="")
    assert "Type 100 for" in text
    assert "required" not in text


def test_a_refused_amount_is_explained_once(owner, form, client_of):
    answer = client_of(owner).post(NEW, form | {"nominal": "1.500rb"})
    assert answer.status_code == 422
    assert words(answer).count("can be read in two ways") == 1

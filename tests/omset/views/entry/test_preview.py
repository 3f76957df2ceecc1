"""What the form of a new deposit says before it is saved."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from bonuses.months import closing
from omset.models import OmsetRecord
from tests.make import make_deposit, make_reservation
from tests.omset.views.entry.typed import CHECK, NEW
from tests.omset.views.pages import words
from tests.omset.written import TABLE
from tests.parsed import parsed

pytestmark = pytest.mark.django_db


def preview(client, form, **changed):
    return words(client.post(CHECK, form | changed))


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

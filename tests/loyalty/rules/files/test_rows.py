"""What a row of each file states, rejected or with remarks (LI-10), with the cases."""

from datetime import date, time
from decimal import Decimal

import pytest

from loyalty.rules.consents import Consent, ConsentSubject
from loyalty.rules.files.numbers import NumberStyle
from loyalty.rules.files.outcomes import Rejected
from loyalty.rules.files.receipts import read_receipt
from loyalty.rules.files.registry import read_registry_row
from loyalty.rules.files.sales import read_sales_line
from loyalty.rules.identity import Sex

K1 = "2900000000018"
TODAY = date(2026, 11, 30)
LINE = {"card": K1, "article": "80001", "month": "202606", "amount": Decimal("3.36")}
RECEIPT = {"card": K1, "date": "20260210", "time": Decimal(905), "amount": Decimal("12.5")}


def registry_row(region="ID", **values):
    values = {"card": K1, "name": "Contoh"} | values
    return read_registry_row(values, style=NumberStyle.COMMA, region=region, today=TODAY)


def sales_line(**values):
    return read_sales_line(LINE | values, style=NumberStyle.POINT, today=TODAY)


def receipt(**values):
    return read_receipt(RECEIPT | values, style=NumberStyle.POINT, today=TODAY)


def remarks(row):
    return [(remark.field, remark.text) for remark in row.remarks]


@pytest.mark.parametrize("card", [K1, Decimal(K1), " 2900-0000 0001 8"])
def test_case_189_a_card_as_a_whole_number_is_the_same_card(card):
    assert registry_row(card=card).card.digits == K1


@pytest.mark.parametrize("card", ["2.9e12", Decimal("2.5"), Decimal(-5), True, [K1], "", "A1"])
def test_case_189_what_is_no_card_rejects_a_row_of_the_registry(card):
    assert registry_row(card=card).field == "card"


def test_case_188_a_spend_in_another_style_is_left_out_with_a_remark():
    row = registry_row(spend="12.50")
    assert row.spend is None
    assert "spend" not in row.stated
    assert remarks(row) == [("spend", "12.50")]


def test_case_190_an_impossible_birth_date_is_left_out_and_zeros_are_none():
    row = registry_row(birth_date="19850230")
    assert remarks(row) == [("birth_date", "19850230")]
    assert "birth_date" not in row.stated
    none = registry_row(birth_date="00000000")
    assert none.remarks == ()
    assert none.birth_date is None
    assert "birth_date" in none.stated


def test_case_109_consent_words_and_never_a_default_LI_13():
    row = registry_row(marketing="Sì", profiling="tidak", advertising="", newsletter="forse")
    assert row.consents == {
        ConsentSubject.MARKETING: Consent.YES,
        ConsentSubject.PROFILING: Consent.NO,
        ConsentSubject.ADVERTISING: Consent.UNKNOWN,
        ConsentSubject.NEWSLETTER: Consent.UNKNOWN,
    }
    assert remarks(row) == [("newsletter", "forse")]


@pytest.mark.parametrize("region", ["ID", "IT"])
def test_case_112_an_unreadable_phone_is_kept_as_it_is_written_with_a_remark(region):
    row = registry_row(region, phone="non ha")
    assert row.phone == "non ha"
    assert "phone" in row.stated
    assert remarks(row) == [("phone", "non ha")]
    assert registry_row(region, phone="333 1234567").remarks == ()


def test_what_the_row_does_not_have_is_not_stated_and_what_is_empty_is():
    row = registry_row(email="", spend="1.234,56", sex="F", status="02")
    assert row.stated == {"name", "email", "spend", "sex", "is_active"}
    assert row.spend == Decimal("1234.56")
    assert row.sex == Sex.FEMALE
    assert not row.is_active


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("sex", "?!"),
        ("points", "1,5"),
        ("created_on", "20270101"),
        ("street", "x" * 121),
        ("place", ["a", "list"]),
    ],
)
def test_any_other_field_that_is_unreadable_is_left_out_with_a_remark_LI_10(field, value):
    row = registry_row(**{field: value})
    assert [remark.field for remark in row.remarks] == [field]
    assert field not in row.stated


def test_a_row_that_names_nobody_is_kept_with_a_remark():
    assert [remark.field for remark in registry_row(name="").remarks] == ["name"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("month", "202613"), ("month", None), ("article", ""), ("amount", "3,36"), ("amount", "")],
)
def test_a_sales_line_without_a_key_field_is_rejected_LI_10(field, value):
    rejected = sales_line(**{field: value})
    assert isinstance(rejected, Rejected)
    assert rejected.field == field


def test_a_sales_line_keeps_month_points_and_promotion_LI_17():
    line = sales_line(department="000", points=Decimal(2), promotion_number="17")
    assert line.card.digits == K1
    assert line.month == date(2026, 6, 1)
    assert line.amount == Decimal("3.36")
    assert line.points == 2
    assert line.department == "000"
    assert line.has_promotion
    assert not sales_line(promotion_type="0", promotion_number="").has_promotion


@pytest.mark.parametrize(
    ("field", "value"), [("card", "2.9e12"), ("quantity", "x"), ("department", "y" * 41)]
)
def test_a_sales_line_with_another_unreadable_field_is_kept(field, value):
    line = sales_line(**{field: value})
    assert not getattr(line, field)
    assert [remark.field for remark in line.remarks] == [field]
    assert line.amount == Decimal("3.36")


def test_case_190_the_time_of_a_receipt():
    assert receipt().time == time(9, 5)
    row = receipt(time=Decimal(2460))
    assert row.time is None
    assert remarks(row) == [("time", "2460")]


def test_case_190_a_receipt_of_tomorrow_is_rejected():
    assert receipt(date="20261201").field == "date"


@pytest.mark.parametrize("card", ["", None, "0"])
def test_a_receipt_without_card_is_of_nobody_LI_16(card):
    row = receipt(card=card)
    assert row.card is None
    assert row.remarks == ()


@pytest.mark.parametrize("amount", [Decimal(0), Decimal("-105000")])
def test_a_receipt_of_nothing_or_less_is_taken_LI_16(amount):
    assert receipt(amount=amount).amount == amount


def test_tills_are_numbered_from_1_LM_16():
    assert receipt(till=Decimal(3)).till == 3
    assert remarks(receipt(till="0")) == [("till", "0")]

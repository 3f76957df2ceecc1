"""What a row of a members' database is found by."""

import pytest

from members.rules.terms import id_term, is_id_like, phone_term, phones_in_terms, terms_of


def test_RS_12_a_cell_is_a_customer_from_four_signs_and_a_number_from_six():
    assert is_id_like("budi")
    assert not is_id_like("bud")
    assert is_id_like("123456")
    assert not is_id_like("12345")


def test_the_mapped_customer_is_a_term_however_short():
    terms = terms_of(["ab"], customer_key_of_row="ab", name="", phone="")
    assert terms == [id_term("ab")]


def test_the_end_of_a_phone_is_the_beginning_of_its_term():
    assert phone_term("+6281234567890").startswith(phone_term("7890"))


@pytest.mark.parametrize("cell", ["  User99 ", "USER99", "user99"])
def test_case_60_a_cell_is_found_whatever_its_spelling(cell):
    terms = terms_of([cell, "x"], customer_key_of_row="", name="", phone="")
    assert terms == [id_term("user99")]


def test_the_customer_is_the_first_term_and_the_phone_the_last():
    cells = ["budi01", "08123456", "Budi"]
    terms = terms_of(cells, customer_key_of_row="budi01", name="Budi", phone="+628123456")
    assert terms[0] == id_term("budi01")
    assert terms[-1] == phone_term("+628123456")


@pytest.mark.parametrize(
    "cell",
    ["0812-3456-7890", "6281234567890", "WA: +62 (812) 3456 7890!", "0812.3456.7890 (Budi)"],
)
def test_a_phone_in_any_cell_is_a_term(cell):
    terms = terms_of([cell, "x"], customer_key_of_row="", name="", phone="")
    assert phones_in_terms(terms) == ["+6281234567890"]


def test_every_phone_is_a_term_once_and_the_own_one_is_the_last():
    cells = ["0812-3456-7890", "0813 3456 7890 / +65 8123 4567"]
    terms = terms_of(cells, customer_key_of_row="", name="", phone="+6281234567890")
    assert phones_in_terms(terms) == ["+6281334567890", "+6581234567", "+6281234567890"]


@pytest.mark.parametrize(
    "cell",
    [
        "01-02-2024",
        "081234",
        "user081234567890",
        "1081234567890",
        "08123456789012345",
        "Rp 628.000",
    ],
)
def test_what_may_be_something_else_is_no_phone(cell):
    terms = terms_of([cell], customer_key_of_row="", name="", phone="")
    assert phones_in_terms(terms) == []

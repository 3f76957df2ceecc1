"""By what members are told apart (LM-4, LM-5), with the cases by their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.identity import (
    Sex,
    email_key,
    has_a_name,
    is_region,
    name_key,
    phone_key,
    sex_of,
)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("D'ESEMPIÒ", " d'esempio"),
        ("De Prova", "DEPROVA"),
        ("Straße", "STRASSE"),
        ("Dall’Esempio", "dall esempio"),
        ("กิน", "กิน "),
    ],
)
def test_case_108_names_without_accents_case_blanks_and_punctuation(stored, typed):
    assert name_key(stored) == name_key(typed)


def test_case_108_a_part_of_a_name_is_another_name():
    assert name_key("Esempi") != name_key("Esempio")


@given(st.text())
def test_a_key_of_a_name_is_its_own_key(text):
    assert name_key(name_key(text)) == name_key(text)


def test_case_112_a_phone_is_read_in_the_region_of_the_programme_LM_4():
    assert phone_key("333 1234567", "ID") == "+623331234567"
    assert phone_key("333 1234567", "IT") == "+393331234567"
    assert phone_key("0812-3456-7890", "ID") == phone_key("+62 812 3456 7890", "ID")


@pytest.mark.parametrize("typed", ["", "tidak ada", "12", "6.28123E+12"])
def test_what_is_no_phone_has_no_key(typed):
    assert phone_key(typed) == ""


def test_an_e_mail_is_compared_trimmed_and_in_small_letters_LM_4():
    assert email_key(" USER@Example.test ") == "user@example.test"


@pytest.mark.parametrize(
    ("word", "sex"), [("F", Sex.FEMALE), ("m ", Sex.MALE), ("altro", Sex.OTHER), ("", Sex.UNKNOWN)]
)
def test_sex_LM_4(word, sex):
    assert sex_of(word) == (sex, True)


@given(st.text())
def test_what_is_not_understood_is_not_male_LM_4(word):
    sex, is_understood = sex_of(word)
    assert is_understood or sex == Sex.UNKNOWN


def test_one_of_two_names_is_enough_LM_4():
    assert has_a_name("", "Contoh")
    assert has_a_name("Contoh", "")
    assert not has_a_name(" ", ".")


def test_regions():
    assert is_region("IT")
    assert not is_region("XX")

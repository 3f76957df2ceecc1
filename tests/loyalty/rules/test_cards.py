"""Card numbers (LM-9, LM-10), with the cases by their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.rules.cards import (
    CardFlag,
    NoNumbersLeft,
    NotACardNumber,
    card_number,
    check_digit,
    is_reserved,
    minted_number,
)

K1 = "2900000000018"
twelve = st.text("0123456789", min_size=12, max_size=12)


def test_case_101_a_wrong_check_digit_is_kept_and_says_the_right_one_LM_9():
    right, wrong = card_number(K1), card_number("2900000000019")
    assert right.flag == CardFlag.NONE
    assert wrong.flag == CardFlag.WRONG_CHECK_DIGIT
    assert wrong.expected_digit == "8"
    assert wrong.digits != right.digits
    assert not wrong.is_barcode


@pytest.mark.parametrize("typed", [" 2900-0000 0001 8", "2900000000018", "2900\u00a000000-0018\n"])
def test_case_102_blanks_and_hyphens_are_dropped(typed):
    assert card_number(typed).digits == K1


def test_case_103_twelve_digits_are_kept_and_suggest_the_whole_number():
    short = card_number("290000000001")
    assert short.flag == CardFlag.OTHER_LENGTH
    assert short.digits == "290000000001"
    assert short.expected_digit == ""
    assert short.completed == K1


@pytest.mark.parametrize("number", ["29000001", "290000000001", "29000000000180"])
def test_another_length_has_no_expected_digit(number):
    assert card_number(number).flag == CardFlag.OTHER_LENGTH
    assert card_number(number).expected_digit == ""


def test_case_104_the_first_minted_numbers_LM_10():
    first = [minted_number(counter) for counter in range(3)]
    assert first == ["2990000000002", "2990000000019", "2990000000026"]


def test_case_105_what_lies_in_the_reserved_prefix_LM_10():
    assert is_reserved("2990000000095")
    assert not is_reserved(K1)
    assert not is_reserved("299000000009")
    assert not is_reserved("2990000000095", prefix="298")


@pytest.mark.parametrize("typed", ["", " - ", "290000000001x", "2.9e12", "٢٩٠٠٠٠٠٠٠٠٠١٨", "1" * 33])
def test_what_is_no_card_number(typed):
    with pytest.raises(NotACardNumber):
        card_number(typed)


def test_counters_end():
    assert len(minted_number(10**9 - 1)) == 13
    with pytest.raises(NoNumbersLeft):
        minted_number(10**9)


@pytest.mark.parametrize("prefix", ["29", "2990", "29a", ""])
def test_a_prefix_has_three_digits(prefix):
    with pytest.raises(ValueError, match="0"):
        minted_number(0, prefix)


@given(twelve)
def test_a_number_with_its_check_digit_is_right_and_with_no_other(digits):
    for last in "0123456789":
        number = card_number(digits + last)
        assert number.is_barcode == (last == check_digit(digits))
        assert number.digits == digits + last


@given(twelve, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(digits, place, more):
    changed = str((int(digits[place]) + more) % 10)
    spoilt = digits[:place] + changed + digits[place + 1 :]
    assert check_digit(spoilt) != check_digit(digits)


@given(st.sets(st.integers(0, 10**9 - 1), min_size=2, max_size=20))
def test_minted_numbers_are_right_and_differ(counters):
    numbers = {minted_number(counter) for counter in counters}
    assert len(numbers) == len(counters)
    assert all(card_number(number).is_barcode for number in numbers)

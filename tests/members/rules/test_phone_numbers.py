"""Phones: all spellings of a number are one number, and what is none never becomes one."""

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from members.rules.phones import LostDigits, NotAPhone, phone_number

FORTY = [
    "081234567890",
    "0812 3456 7890",
    "0812-3456-7890",
    "0812.3456.7890",
    "0812 345 67890",
    "(0812) 3456 7890",
    "(0812)34567890",
    "0812/3456/7890",
    "0812_3456_7890",
    "0812–3456–7890",
    "0812—3456—7890",
    "0812‑3456‑7890",  # noqa: RUF001
    "0812\u00a03456\u00a07890",
    " 081234567890 ",
    "\t081234567890\n",
    "'081234567890",
    "’081234567890",
    '="081234567890"',
    "081234567890.0",
    "081234567890,00",
    "6281234567890",
    "62 812 3456 7890",
    "62-812-3456-7890",
    "6281234567890.0",
    "+6281234567890",
    "+62 812-3456-7890",
    "+62 (812) 3456-7890",
    "+62(0)812-3456-7890",
    "+62 0812 3456 7890",
    "620812 3456 7890",
    "006281234567890",
    "00 62 812 3456 7890",
    "+0062 812 3456 7890",
    "81234567890",
    "812-3456-7890",
    "wa.me/6281234567890",
    "https://wa.me/6281234567890",
    "https://api.whatsapp.com/send?phone=6281234567890",
    "tel:+62-812-3456-7890",
    "WA: 0812 3456 7890",
    "HP. 0812-3456-7890",
    "No. HP: 0812-3456-7890",
    "０８１２３４５６７８９０",  # noqa: RUF001
    "+６２ ８１２ ３４５６ ７８９０",  # noqa: RUF001
]


def test_there_are_forty_spellings():
    assert len(set(FORTY)) >= 40


@pytest.mark.parametrize("spelling", FORTY)
def test_forty_spellings_are_one_number(spelling):
    assert phone_number(spelling) == "+6281234567890"


@pytest.mark.parametrize(
    "text", ["6.28123E+12", "6,28123E+12", "6.28123e12", "8.12E+10", "6.28123E +12", "6E12"]
)
def test_a_shortened_number_has_lost_its_digits_and_is_none(text):
    with pytest.raises(LostDigits):
        phone_number(text)


@pytest.mark.parametrize(
    "text", ["12", "0811", "081234567890 / 081299990000", "0812abc4567", "1" * 25, "0812-?456"]
)
def test_what_has_digits_and_is_no_number_is_said_so(text):
    with pytest.raises(NotAPhone):
        phone_number(text)


@pytest.mark.parametrize("text", ["", "-", "tidak ada", "n/a", "??", "—"])
def test_a_text_without_digits_is_no_phone_and_no_fault(text):
    assert phone_number(text) == ""


def test_the_region_says_where_a_number_without_a_code_belongs():
    assert phone_number("0171 2345678", "DE") == "+491712345678"
    assert phone_number("+62 812 3456 7890", "DE") == "+6281234567890"
    assert phone_number("0412 345 678", "AU") == "+61412345678"


@given(st.from_regex(r"(\+62|0)8[0-9]{6,13}", fullmatch=True))
def test_the_short_way_says_what_the_library_says(text):
    try:
        number = phonenumbers.parse(text, "ID")
        reason = phonenumbers.is_possible_number_with_reason(number)
    except phonenumbers.NumberParseException:
        reason = None
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        with pytest.raises(NotAPhone):
            phone_number(text)
    else:
        expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert phone_number(text) == expected


@given(st.from_regex(r"8[1-9][0-9]{7,10}", fullmatch=True))
@example("810000000")
def test_a_mobile_number_is_one_with_its_code_without_it_and_with_a_zero(national):
    # The library takes a short `62812...` for a landline of the district 062.
    assert phone_number(f"62{national}") == f"+62{national}"
    assert phone_number(f"0{national}") == f"+62{national}"
    assert phone_number(national) == f"+62{national}"


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    try:
        number = phone_number(text)
    except NotAPhone:
        return
    assert number == "" or (number[0] == "+" and number[1:].isdecimal())

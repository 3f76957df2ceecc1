from hypothesis import given
from hypothesis import strategies as st

from crm.web.texts.masking import masked
from members.rules.phones import is_phone


def test_RO_7_a_masked_number_shows_its_last_three_digits():
    assert masked("+62 812-3456-789") == "••••789"


def test_RO_7_a_short_number_shows_nothing():
    assert masked("123456") == "••••"


def test_no_phone_stays_no_phone():
    assert masked("") == ""


@given(st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True))
def test_RO_7_no_more_than_three_digits_of_any_number_are_shown(phone):
    assert sum(sign.isdigit() for sign in masked(phone)) == 3


def test_a_phone_has_6_to_15_digits_and_nothing_but_separators():
    given = ["0812-345 678", "+62 (21) 555.1234", "12345", "0812x45678", "1" * 16, "٣٤٥٦٧٨٩"]
    assert [is_phone(text) for text in given] == [True, True, False, False, False, True]

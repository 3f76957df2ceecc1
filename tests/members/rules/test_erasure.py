"""What is left of texts when a customer is forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.erasure import as_stored_phone, forgetting

KEY, PSEUDONYM = "budi01", "erased-1a2b"


def without(value, *, spellings=("Budi 01",), phones=("+628123456789",)):
    return forgetting(KEY, PSEUDONYM, spellings, phones).without(value)


@pytest.mark.parametrize("typed", ["budi01", "BUDI 01", "Budi.01", " budi01 "])
def test_every_spelling_becomes_the_pseudonym(typed):
    assert without(typed) == PSEUDONYM


@pytest.mark.parametrize(
    "phone",
    ["08123456789", "+62 812-3456-789", "62812 3456 789", "8123456789", "(0812) 3456-789"],
)
def test_every_notation_of_a_phone_goes(phone):
    assert without(f"call {phone} now") == "call  now"


@pytest.mark.parametrize(
    "phone", ["012-345 6789", "+60 12-345 6789", "60123456789", "123456789", "(012) 345-6789"]
)
def test_a_phone_of_another_country_goes_as_it_is_dialled_there(phone):
    assert without(f"call {phone} now", phones=("+60123456789",)) == "call  now"


def test_another_phone_and_another_customer_stay():
    text = "budi011 0812345678 081234567890 andi02"
    assert without(text) == text


def test_a_text_keeps_its_other_words():
    assert without("transfer of Budi 01, tambahan") == f"transfer of {PSEUDONYM}, tambahan"


def test_a_spelling_that_nobody_has_stored_is_known_by_its_digits():
    assert without("dari BUDI 01.", spellings=()) == f"dari {PSEUDONYM}."
    assert without("budi 011", spellings=()) == "budi 011"


def test_facts_that_are_about_something_else_stay():
    facts = {"status": "budi01", "staff_name": "budi01", "customer": "budi01", "reason": "budi01"}
    rules = forgetting(KEY, PSEUDONYM, (), ())
    changed = {"customer": PSEUDONYM, "reason": PSEUDONYM}
    assert rules.without_in_facts(facts) == facts | changed
    assert rules.without_in_facts("of budi01") == f"of {PSEUDONYM}"


def test_each_part_of_what_is_stored_is_looked_at():
    stored = {"customer_id": "Budi 01", "of": ["budi01", {"phone": "0812-3456-789"}], "n": 3}
    assert without(stored) == {"customer_id": PSEUDONYM, "of": [PSEUDONYM, {"phone": ""}], "n": 3}


def test_a_short_id_is_taken_out_where_it_stands_alone():
    short = forgetting("x", PSEUDONYM, ["X"], [])
    assert short.without("X") == PSEUDONYM
    assert short.without("extra x") == "extra x"


@given(st.text())
def test_a_second_time_changes_nothing(text):
    assert without(without(text)) == without(text)


def test_a_phone_is_stored_as_it_is_dialled():
    assert as_stored_phone("0812-3456-789") == "+628123456789"
    assert as_stored_phone("12 34") == "1234"

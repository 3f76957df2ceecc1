from hypothesis import given
from hypothesis import strategies as st

from members.keys import customer_key

some_text = st.text(min_size=1, max_size=30)


def test_G_5_for_plain_ascii_the_key_is_lower_case_letters_digits_dash_underscore():
    assert customer_key("  Bu.Di_99-X (vip) ") == "budi_99-xvip"


def test_G_5_dots_do_not_make_another_customer():
    assert customer_key("a.b") == customer_key("ab") == "ab"


def test_G_5_letters_of_any_script_are_kept():
    assert customer_key("Ωmega 中文") == "ωmega中文"


def test_G_5_wide_letters_are_the_same_customer():
    assert customer_key("\uff2e\uff21\uff27\uff21\uff17\uff17") == "naga77"


def test_G_5_an_id_of_signs_alone_keeps_them():
    assert [customer_key(" (.*) "), customer_key("!!")] == ["(.*)", "!!"]


@given(some_text)
def test_G_5_a_key_is_its_own_key(typed):
    key = customer_key(typed)
    assert customer_key(key) == key


@given(some_text.filter(lambda text: any(map(str.isalnum, text))), st.text(" \t.,;:()!"))
def test_G_5_blanks_and_punctuation_around_an_id_change_nothing(typed, noise):
    assert customer_key(noise + typed + noise) == customer_key(typed)


@given(st.text("abcXYZ019-_ .", min_size=1, max_size=20))
def test_G_5_letter_case_never_makes_another_customer(typed):
    assert customer_key(typed.upper()) == customer_key(typed.lower()) == customer_key(typed)

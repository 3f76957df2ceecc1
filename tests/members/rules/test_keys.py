import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.keys import customer_key, customer_keys

some_text = st.text(min_size=1, max_size=30)
# Letters of scripts with marks, the marks, and what nobody sees beside them.
marked_text = st.text(
    "กขนिाकिแ้ิีเe\u0301\u0327\u0345ßςﬁ\u0391가\u1100\u1160\ufe0f\u034f\u200d\u20dd .-", min_size=1
)


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


plain_cell = st.text(st.characters(max_codepoint=127), max_size=12) | st.sampled_from(["", "!!"])


@given(st.lists(plain_cell | marked_text, max_size=8))
def test_G_5_the_cells_of_a_row_have_the_keys_that_each_of_them_has(cells):
    assert customer_keys(cells) == [customer_key(cell) for cell in cells]


@given(some_text | marked_text)
def test_G_5_a_key_is_its_own_key(typed):
    key = customer_key(typed)
    assert customer_key(key) == key


@given(some_text | marked_text, st.sampled_from(["NFC", "NFD"]))
def test_G_5_composed_and_decomposed_spellings_are_one_customer(typed, form):
    assert customer_key(unicodedata.normalize(form, typed)) == customer_key(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("กิน", "กน"),
        ("कि", "का"),
        ("कि", "क"),
        ("மணி", "மண"),
        ("x\u0302", "x"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_item_19_marks_tell_customers_apart(one, other):
    assert customer_key(one) != customer_key(other)
    assert customer_key(f"{one}-07".upper()) == customer_key(f" {one}.-07 ")


@pytest.mark.parametrize(
    "nothing",
    ["\ufe0f", "\u034f", "\U000e0101", "\u180b", "\u17b5", "\u3164", "\u115f", "\u200d", "\u00ad"],
)
def test_item_19_what_shows_nothing_tells_nobody_apart(nothing):
    assert customer_key(f"กิ{nothing}น{nothing}") == customer_key("กิน") == "กิน"
    assert customer_key(f"{nothing}Bu{nothing}di") == "budi"


def test_item_19_a_mark_goes_with_the_sign_that_it_stands_on():
    assert customer_key("O\u00b4Brien") == "obrien"
    assert customer_key("a.\u0301b") == customer_key("a.b")
    assert customer_key("\u0e34กน") == customer_key(" \u0e34กน") == "กน"


def test_item_19_signs_alone_are_what_they_look_like():
    assert customer_key("❤\ufe0f") == customer_key("❤") == "❤"
    assert customer_key("👨\u200d👩") != customer_key("👨👩")


def test_item_19_every_character_keeps_its_key():
    """Alone, behind a letter and before one: to fold may decompose, to drop may join."""
    characters = [
        chr(code)
        for code in (*range(0x12000), *range(0x1D000, 0x1F000))
        if not 0xD800 <= code < 0xE000
    ]
    for character in characters:
        for typed in (character, f"a{character}", f"{character}a"):
            key = customer_key(typed)
            assert customer_key(key) == key
            assert customer_key(unicodedata.normalize("NFD", typed)) == key


@given(st.text(st.characters(codec="ascii"), min_size=1))
def test_G_5_for_plain_ascii_the_key_is_what_it_always_was(typed):
    kept = "".join(char for char in typed.lower() if char.isalnum() or char in "-_")
    assert customer_key(typed) == (kept or typed.strip().lower())


@given(some_text.filter(lambda text: any(map(str.isalnum, text))), st.text(" \t.,;:()!"))
def test_G_5_blanks_and_punctuation_around_an_id_change_nothing(typed, noise):
    assert customer_key(noise + typed + noise) == customer_key(typed)


@given(st.text("abcXYZ019-_ .", min_size=1, max_size=20))
def test_G_5_letter_case_never_makes_another_customer(typed):
    assert customer_key(typed.upper()) == customer_key(typed.lower()) == customer_key(typed)

"""Which names a searched text means."""

import pytest

from dashboard.navigation.matching import means


@pytest.mark.parametrize(
    ("text", "is_meant"),
    [
        ("", True),
        (" ", True),
        ("app", True),
        ("QUEUE", True),
        ("queue app", True),
        ("antrean", True),
        ("pproval", False),
        ("approval list", False),
        (".*", False),
        ("(", False),
        ("%", False),
    ],
)
def test_each_word_must_begin_a_word_of_a_name(text, is_meant):
    assert means(text, "Approval queue", "Antrean persetujuan") is is_meant

"""Which names a searched text means."""

import pytest

from dashboard.navigation.matching import means


@pytest.mark.parametrize(
    ("text", "found"),
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
def test_each_word_must_begin_a_word_of_a_name(text, found):
    assert means(text, "Approval queue", "Antrean persetujuan") is found

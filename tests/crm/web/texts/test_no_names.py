"""Why a text is nobody's name, said to each in their own language."""

import pytest
from django.utils import translation

from crm.web.texts.no_names import why_no_name


@pytest.mark.parametrize("text", ["TRUE", "#N/A", "Total", "6.28E+12", "05/01/2026", "a\nb"])
def test_the_reason_is_in_the_language_of_each_who_asks(text):
    with translation.override("en"):
        english = why_no_name(text)
    with translation.override("id"):
        indonesian = why_no_name(text)
    assert english != indonesian


def test_the_reason_quotes_the_text():
    with translation.override("en"):
        assert "“Total”" in why_no_name(" Total ")

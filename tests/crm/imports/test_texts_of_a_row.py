"""The cells of a row are the same texts whether they are looked at one by one or together."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm.imports.cells import as_text, as_texts

plain = st.text(st.characters(max_codepoint=127), max_size=12)
other = st.sampled_from([Decimal("12.0"), Decimal("1.5"), date(2026, 1, 5), True, "", " a ", "é"])


@given(st.lists(plain | st.text(max_size=8) | other, max_size=8))
def test_each_cell_of_a_row_is_the_text_that_it_is_alone(cells):
    assert as_texts(cells) == [as_text(cell) for cell in cells]

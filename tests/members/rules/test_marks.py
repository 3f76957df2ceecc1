"""Which reservation covers a row (RS-8 to RS-12)."""

from datetime import UTC, datetime

from members.rules.marks import Holding, holding_that_covers, is_conflict


def holding(key, staff="A", *, day=1):
    return Holding(
        reservation_id=f"{key}-{staff}",
        staff_id=staff,
        staff_name=staff,
        customer_id=key,
        customer_key=key,
        since=datetime(2026, 1, day, tzinfo=UTC),
    )


def covering(terms, *holdings, key="", staff=None):
    return holding_that_covers(terms, holdings, customer_key=key, staff_id=staff)


def test_RS_8_any_cell_counts():
    assert covering(["=budi01", "=andi02"], holding("andi02")) == holding("andi02")


def test_RS_12_a_name_or_a_phone_is_no_customer():
    assert covering(["~budi", "#8765"], holding("budi"), holding("8765")) is None


def test_RS_8_a_conflict_counts_before_what_the_holder_has_reserved():
    mine, other = holding("budi01", "A", day=1), holding("andi02", "B", day=2)
    terms = ["=budi01", "=andi02"]
    assert covering(terms, mine, other, key="budi01", staff="A") == other
    assert covering(terms, mine, other, key="budi01", staff="B") == mine


def test_the_customer_of_the_row_counts_before_those_of_other_cells():
    own, other = holding("budi01", "A", day=2), holding("andi02", "B", day=1)
    assert covering(["=budi01", "=andi02"], other, own, key="budi01") == own


def test_of_two_in_other_cells_the_older_counts():
    older, newer = holding("budi01", "A", day=1), holding("andi02", "B", day=2)
    assert covering(["=budi01", "=andi02"], newer, older) == older


def test_RS_10_what_is_reserved_for_the_holder_is_no_conflict():
    assert not is_conflict("A", "A")
    assert not is_conflict(None, "A")
    assert is_conflict("B", "A")

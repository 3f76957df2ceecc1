"""The proof of draws without a database: what is in order, and each thing that can be wrong."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.draw import draw_key, seal
from members.rules.replay import LogEntry, Replay, StoredRow, Wrong

SECRET = "ab" * 32
IDS = [f"{number:024x}" for number in range(1, 21)]


class Floor:
    """A pool as the product keeps it: rows, log, chain."""

    def __init__(self, ids=IDS):
        self.times = dict.fromkeys(ids, 0)
        self.status = dict.fromkeys(ids, "available")
        self.staff = dict.fromkeys(ids, "")
        self.request = dict.fromkeys(ids, "")
        self.log = [LogEntry(1, "join")]
        self.last_hash, self.draws = "", 0

    def key(self, row_id):
        return draw_key(SECRET, row_id, self.times[row_id])

    def available(self):
        return sorted((r for r in self.status if self.status[r] == "available"), key=self.key)

    def draw(self, count, staff="s", *, taken=None, passed_over=(), request=""):
        taken = self.available()[:count] if taken is None else taken
        self.draws += 1
        statement = {
            "number": self.draws,
            "sequence": len(self.log) + 1,
            "count": count,
            "taken": [[r, self.times[r]] for r in taken],
            "passed_over": [list(each) for each in passed_over],
            "first_key": self.key(taken[0]) if taken else "",
            "last_key": self.key(taken[-1]) if taken else "",
            "request": request,
            "previous": self.last_hash,
        }
        self.last_hash = seal(statement)
        rows = [(r, self.times[r]) for r in taken]
        sequence = len(self.log) + 1
        self.log.append(LogEntry(sequence, "draw", rows, staff, statement, self.last_hash))
        for r in taken:
            self.status[r] = "requested" if request else "assigned"
            self.staff[r], self.request[r] = "" if request else staff, request
        return taken

    def note(self, verb, ids, status, staff=""):
        for r in ids:
            self.times[r] += verb == "return"
            self.status[r], self.staff[r], self.request[r] = status, staff, ""
        rows = [(r, self.times[r]) for r in ids]
        self.log.append(LogEntry(len(self.log) + 1, verb, rows, staff))

    def rows(self):
        return [
            StoredRow(
                row_id=r,
                joined=1,
                times=self.times[r],
                key=self.key(r),
                status=self.status[r],
                can_be_drawn=self.status[r] == "available",
                staff_id=self.staff[r],
                request_id=self.request[r],
            )
            for r in self.status
        ]

    def faults(self, rows=None, log=None):
        replay = Replay(SECRET, self.rows() if rows is None else rows)
        for entry in self.log if log is None else log:
            replay.add(entry)
        return {(fault.wrong, fault.row_id, fault.draw) for fault in replay.end()}


@pytest.fixture
def floor():
    return Floor()


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["draw", "return", "free", "reserve", "unreserve", "assign", "archive"]),
        st.integers(1, 6),
    ),
    max_size=25,
)


@given(moves=MOVES)
def test_what_the_product_does_is_in_order(moves):
    floor = Floor()
    for verb, count in moves:
        taken = [r for r in floor.status if floor.status[r] == "assigned"][:count]
        free = floor.available()[::2][:count]
        reserved = [r for r in floor.status if floor.status[r] == "reserved"][:count]
        if verb == "draw":
            floor.draw(count)
        elif verb in ("return", "free"):
            floor.note(verb, taken, "available")
        elif verb == "reserve":
            floor.note("reserve", free, "reserved")
        elif verb == "unreserve":
            floor.note("free", reserved, "available")
        elif verb == "assign":
            floor.note("assign", free, "assigned", "t")
        else:
            floor.note("archive", taken, "archived")
    assert floor.faults() == set()


def test_a_row_that_nobody_gave_to_its_holder_is_found(floor):
    floor.draw(3)
    stolen = floor.available()[5]
    floor.status[stolen], floor.staff[stolen] = "assigned", "thief"
    assert floor.faults() == {(Wrong.FORGED, stolen, 0)}


def test_so_is_one_that_somebody_else_was_given(floor):
    (row,) = floor.draw(1)
    floor.staff[row] = "thief"
    assert floor.faults() == {(Wrong.FORGED, row, 0)}


def test_a_skipped_lower_key_is_found_whatever_the_hash_says(floor):
    lowest, *others = floor.available()
    floor.draw(3, taken=others[:3])
    assert floor.faults() == {(Wrong.SKIPPED, lowest, 1)}


def test_a_reservation_that_the_row_does_not_bear_is_a_claim_to_be_checked(floor):
    lowest, *others = floor.available()
    floor.draw(3, taken=others[:3], passed_over=[[lowest, "pending", "r1"]])
    replay = Replay(SECRET, floor.rows())
    for entry in floor.log:
        replay.add(entry)
    assert replay.end() == []
    assert replay.claims == [(1, lowest, "r1")]


def test_a_reason_without_a_reservation_hides_nothing(floor):
    lowest, *others = floor.available()
    floor.draw(3, taken=others[:3], passed_over=[[lowest, "do_not_contact"]])
    assert floor.faults() == {(Wrong.SKIPPED, lowest, 1)}


def test_a_row_that_was_reserved_by_the_log_can_not_have_been_drawn(floor):
    lowest = floor.available()[0]
    floor.note("reserve", [lowest], "reserved")
    floor.draw(1, taken=[lowest])
    assert (Wrong.NOT_IN_POOL, lowest, 1) in floor.faults()


def test_a_row_that_is_drawn_twice_is_found(floor):
    (row,) = floor.draw(1)
    floor.draw(1, taken=[row])
    assert (Wrong.NOT_IN_POOL, row, 2) in floor.faults()


def test_fewer_rows_than_there_were_are_found(floor):
    taken = floor.available()
    floor.draw(20, taken=taken[:18])
    assert floor.faults() == {(Wrong.SHORT, row, 1) for row in taken[18:]}


@pytest.mark.parametrize(
    "change",
    [
        {"count": 4},
        {"taken": []},
        {"previous": "0" * 64},
        {"number": 7},
        {"passed_over": [["x", "reserved"]]},
    ],
)
def test_a_statement_that_was_changed_breaks_the_chain(change, floor):
    floor.draw(3)
    entry = floor.log[-1]
    changed = replace(entry, statement={**entry.statement, **change})
    faults = floor.faults(log=[*floor.log[:-1], changed])
    assert (Wrong.CHAIN, "", 1) in faults


def test_so_does_one_that_was_sealed_again_and_one_that_was_left_out(floor):
    floor.draw(1), floor.draw(1), floor.draw(1)
    entry = floor.log[1]
    statement = {**entry.statement, "purpose": "another"}
    changed = replace(entry, statement=statement, hash=seal(statement))
    resealed = [floor.log[0], changed, *floor.log[2:]]
    assert floor.faults(log=resealed) == {(Wrong.CHAIN, "", 2)}
    left_out = [floor.log[0], *floor.log[2:]]
    assert (Wrong.CHAIN, "", 1) in floor.faults(log=left_out)


def test_a_key_that_is_none_of_the_secret_is_found(floor):
    floor.draw(1)
    rows = floor.rows()
    last = next(row for row in rows if row.status == "available")
    rows[rows.index(last)] = replace(last, key="0" * 16)
    assert floor.faults(rows=rows) == {(Wrong.PLACE, last.row_id, 0)}


def test_a_row_made_reserved_by_hand_is_found_and_so_is_one_made_free(floor):
    first, second = floor.available()[10:12]
    floor.note("reserve", [second], "reserved")
    floor.status[first], floor.status[second] = "reserved", "available"
    assert floor.faults() == {(Wrong.HIDDEN, first, 0), (Wrong.SHOWN, second, 0)}


def test_a_row_that_lost_its_holder_by_hand_is_found(floor):
    (row,) = floor.draw(1)
    floor.status[row], floor.staff[row] = "available", ""
    assert floor.faults() == {(Wrong.UNLOGGED, row, 0)}


def test_a_row_that_no_upload_brought_is_found(floor):
    smuggled = replace(floor.rows()[0], row_id="f" * 24, joined=99)
    assert (Wrong.UNKNOWN, "f" * 24, 0) in floor.faults(rows=[*floor.rows(), smuggled])


def test_held_rows_are_with_the_request_that_drew_them(floor):
    (row,) = floor.draw(1, request="q1")
    assert floor.faults() == set()
    floor.request[row] = "q2"
    assert floor.faults() == {(Wrong.FORGED, row, 0)}
    floor.status[row], floor.staff[row] = "assigned", "s"
    assert floor.faults() == set()


def test_rows_taken_back_with_their_upload_leave_their_draws_as_they_were(floor):
    taken = floor.draw(3)
    floor.note("return", taken, "available")
    floor.note("remove", taken, "available")
    rows = [row for row in floor.rows() if row.row_id not in taken]
    assert floor.faults(rows=rows) == set()


def test_what_a_draw_had_to_take_is_known_before_it(floor):
    expected = floor.available()[:3]
    floor.draw(3)
    replay = Replay(SECRET, floor.rows())
    replay.add(floor.log[0])
    assert replay.expected(floor.log[1].statement) == expected

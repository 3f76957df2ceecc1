"""The chain of entries and the verdicts on file and database (LW-1, LW-2), without either."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.witness.rules.entries import (
    Damaged,
    Entry,
    EntryLink,
    entry_of,
    first_break,
    follows,
    gives_up,
    line_of,
)
from crm.witness.rules.verdicts import Ends, Judgement, Verdict, judge, lower_counts, rows_lost


def entry(number, before="", **more):
    facts = {"at": "2026-11-03T10:12:00+07:00", "reason": "pulse", "counts": {"events": number}}
    return Entry(number=number, before=before, counted=1, **facts | more)


def chain(most):
    entries = [entry(1)]
    for number in range(2, most + 1):
        entries.append(entry(number, entries[-1].hash))
    return entries


def lines(entries):
    return [line_of(each) for each in entries]


CHAIN = chain(5)
LINES = lines(CHAIN)
LINKS = {each.number: each.link for each in CHAIN}
OTHER = {number: EntryLink(number, "other") for number in LINKS}


def test_a_line_is_read_as_the_entry_that_it_was_written_of():
    assert entry_of(line_of(CHAIN[2])) == CHAIN[2]


def test_a_whole_chain_has_no_break():
    assert first_break(LINES) is None


@given(st.integers(0, 4), st.data())
def test_whatever_letter_of_a_line_changes_is_damage_from_that_entry_on(place, data):
    text = LINES[place]
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda each: each != text[at]))
    changed = [*LINES]
    changed[place] = text[:at] + letter + text[at + 1 :]
    assert first_break(changed) == place + 1


@pytest.mark.parametrize("text", ["", "no entry", "[]", '"x"', "{}", '{"hash": "x"}', "null"])
def test_what_is_no_entry_is_damage(text):
    with pytest.raises(Damaged):
        entry_of(text)


def test_an_entry_left_out_is_a_break_at_the_next():
    assert first_break([LINES[0], LINES[1], LINES[3]]) == 4


def test_an_entry_written_anew_with_a_fitting_hash_of_its_own_is_a_break_at_the_next():
    forged = replace(CHAIN[1], counts={"events": 99})
    assert first_break([LINES[0], line_of(forged), LINES[2]]) == 3


def test_a_file_that_begins_late_is_whole():
    assert first_break(LINES[2:]) is None


def accepting(number, before, first, last, hash_of_last):
    given_up = {"first": first, "last": last, "hash": hash_of_last}
    return entry(number, before, reason="accepted", accepts={"given_up": given_up})


ACCEPTED = accepting(6, CHAIN[1].hash, 3, 5, CHAIN[4].hash)


def test_what_accepts_a_loss_follows_the_last_that_is_given_up():
    assert follows(ACCEPTED, CHAIN[4])


def test_it_follows_the_last_that_is_kept_as_well():
    assert follows(ACCEPTED, CHAIN[1])


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (LINKS[2], False),
        (LINKS[3], True),
        (LINKS[5], True),
        (OTHER[5], False),
        (EntryLink(6, "x"), False),
    ],
)
def test_what_is_given_up_is_a_part_of_one_history(link, expected):
    assert gives_up(ACCEPTED, link) is expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (Ends(None, LINKS[3]), Judgement(Verdict.BEGINS)),
        (Ends(None, None), Judgement(Verdict.BEGINS)),
        (Ends(LINKS[3], LINKS[3]), Judgement(Verdict.GOOD, 3)),
        (Ends(LINKS[3], None), Judgement(Verdict.FELL_BACK, 0)),
        (Ends(LINKS[5], LINKS[2], None, LINKS[2]), Judgement(Verdict.FELL_BACK, 2)),
        # This host's file has begun after the state that the database is in.
        (Ends(LINKS[5], LINKS[2], None, None), Judgement(Verdict.FELL_BACK, 2)),
        (Ends(LINKS[5], OTHER[2], None, LINKS[2]), Judgement(Verdict.DIFFERS, 2)),
        (Ends(LINKS[3], OTHER[3], OTHER[3], LINKS[3]), Judgement(Verdict.DIFFERS, 3)),
        (Ends(LINKS[3], LINKS[5], OTHER[3], None), Judgement(Verdict.DIFFERS, 3)),
        (Ends(LINKS[3], LINKS[5], None, None), Judgement(Verdict.DIFFERS, 3)),
        (Ends(LINKS[3], LINKS[5], LINKS[3], None), Judgement(Verdict.FILE_BEHIND, 3)),
        (
            Ends(LINKS[5], ACCEPTED.link, None, None, (ACCEPTED,)),
            Judgement(Verdict.FILE_BEHIND, 5),
        ),
        # A host that was off while the loss was accepted.
        (
            Ends(LINKS[4], ACCEPTED.link, None, None, (ACCEPTED,)),
            Judgement(Verdict.FILE_BEHIND, 4),
        ),
        (Ends(OTHER[5], ACCEPTED.link, None, None, (ACCEPTED,)), Judgement(Verdict.DIFFERS, 5)),
    ],
)
def test_the_verdict_on_two_ends(ends, expected):
    assert judge(ends) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"events": 5}, {"events": 5}, []),
        ({"events": 5}, {"events": 6}, []),
        ({"events": 5}, {"events": 4}, [("events", 5, 4)]),
        # Of an app that is not there any more, and of a new one.
        ({"points": 5}, {"events": 4}, []),
        ({"events": 5, "leave": 9}, {"events": 5, "leave": 1}, []),
    ],
)
def test_only_a_count_that_never_falls_is_held_against_what_was(before, now, expected):
    assert lower_counts(before, now, ["events", "points"]) == expected


@pytest.mark.parametrize(
    ("recorded", "rows", "removed", "expected"),
    [(5, 5, 0, 0), (5, 4, 0, 1), (5, 4, 1, 0), (5, 3, 1, 1), (5, 6, 0, 0), (5, 4, 3, 0)],
)
def test_rows_that_were_removed_lawfully_are_not_lost(recorded, rows, removed, expected):
    assert rows_lost(recorded, rows, removed) == expected


def test_a_line_is_json_that_other_programs_read():
    facts = json.loads(LINES[0])
    assert facts["number"] == 1
    assert facts["hash"] == CHAIN[0].hash

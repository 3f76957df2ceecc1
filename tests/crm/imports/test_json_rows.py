"""Rows of JSON files: damage in one never reaches the next (LI-9, LI-18), with the cases."""

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.json.judging import (
    CUT_OFF,
    HAS_NUL,
    INVALID,
    NO_OBJECT,
    NOT_CLOSED,
    NOT_TEXT,
    TOO_DEEP,
    TOO_LONG,
)
from crm.imports.json.repairs import Repair
from crm.imports.json.rows import open_json
from crm.imports.text import UnreadableFile

SIGNS = st.characters(exclude_categories=["Cs"])
VALUES = st.one_of(st.text(SIGNS, max_size=12), st.integers(), st.none(), st.booleans())
TEMPLATES = {
    "list": ("[{}]", ", "),
    "pretty list": ("[\n  {}\n]\n", ",\n  "),
    "object": ('{{"n": 3, "rows": [{}], "by": "x"}}', ","),
    "lines": ("{}\n", "\n"),
}
forms = pytest.mark.parametrize("form", TEMPLATES)


@pytest.fixture(scope="module")
def rows_of(tmp_path_factory):
    path = tmp_path_factory.mktemp("json") / "rows.json"

    def read(content):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(open_json(path).rows())

    return read


def written(form, rows):
    frame, between = TEMPLATES[form]
    return frame.format(between.join(rows))


def values(rows):
    return [row.values for row in rows]


def test_case_183_an_address_that_is_a_backslash_costs_its_row_nothing_else(rows_of):
    rows = rows_of(
        '[{"card_number":"1","e_mail":"a@x.test"},'
        r'{"card_number":"2","e_mail":"\"},'
        '{"card_number":"3","e_mail":"c@x.test"}]'
    )
    assert values(rows) == [
        {"card_number": "1", "e_mail": "a@x.test"},
        {"card_number": "2", "e_mail": ""},
        {"card_number": "3", "e_mail": "c@x.test"},
    ]
    assert [row.repairs for row in rows] == [(), (Repair.LONE_BACKSLASH,), ()]
    assert rows[1].original == rb'{"card_number":"2","e_mail":"\"}'


@pytest.mark.parametrize(
    ("written_value", "value", "repairs"),
    [
        (r'"a@x.test\"', "a@x.test", (Repair.LONE_BACKSLASH,)),
        (r'"na\me@x.test"', "name@x.test", (Repair.ILLEGAL_ESCAPE,)),
        (r'"a\\b"', r"a\b", ()),
        (r'"\u00e9"', "é", ()),
        (r'"\u00g9"', "u00g9", (Repair.ILLEGAL_ESCAPE,)),
        (r'"a \"b\", c\"', 'a "b", c', (Repair.LONE_BACKSLASH,)),
        (r'"a\\\"', "a\\", (Repair.LONE_BACKSLASH,)),
    ],
)
@pytest.mark.parametrize("behind", ["", ', "toko": "1"'])
@forms
def test_case_184_backslashes(rows_of, form, behind, written_value, value, repairs):
    text = f'{{"card": "1", "e_mail": {written_value}{behind}}}'
    first, row, last = rows_of(written(form, ['{"card": "0"}', text, '{"card": "2"}']))
    assert row.values["e_mail"] == value
    assert row.repairs == repairs
    assert first.values == {"card": "0"}
    assert last.values == {"card": "2"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\t", "\x01"])
def test_case_185_a_raw_line_break_is_one_blank(rows_of, end):
    rows = rows_of(f'[{{"card": "1", "a": "Jl. Melati{end}12"}}, {{"card": "2"}}]')
    assert rows[0].values == {"card": "1", "a": "Jl. Melati 12"}
    assert rows[0].repairs == (Repair.CONTROL_CHARACTER,)
    assert rows[1].values == {"card": "2"}


@forms
def test_case_185_a_text_that_looks_like_the_next_row_is_one_row(rows_of, form):
    address = 'Blok A}, {"card_number": 1'
    texts = [json.dumps({"card_number": "1", "a": address}), '{"card_number": "2"}']
    rows = rows_of(written(form, texts))
    assert values(rows) == [{"card_number": "1", "a": address}, {"card_number": "2"}]
    assert [row.repairs for row in rows] == [(), ()]


@pytest.mark.parametrize("form", ["list", "object", "lines"])
@pytest.mark.parametrize("left", [1, 9, 15, 21, 28])
def test_case_186_a_file_that_ends_in_row_500_keeps_499(rows_of, form, left):
    texts = [f'{{"card": "{number:05}", "a": "xyz"}}' for number in range(1, 501)]
    content = written(form, texts)
    rows = rows_of(content[: content.index(texts[-1]) + left])
    assert len(rows) == 500
    assert all(row.reason is None for row in rows[:499])
    assert rows[499].reason is CUT_OFF
    assert rows[499].original == texts[-1][:left].rstrip().encode()


def test_case_186_a_file_that_ends_between_rows_says_that_rows_are_missing(rows_of):
    *kept, last = rows_of('[{"card": "1"}, {"card": "2"},')
    assert values(kept) == [{"card": "1"}, {"card": "2"}]
    assert last.reason is NOT_CLOSED


def test_case_186_a_key_twice_is_rejected_with_two_values_alone(rows_of):
    rows = rows_of('[{"a": 1, "b": "x", "b": "y"}, {"a": 2, "b": "x", "b": "x"}]')
    assert "“b” is given twice" in str(rows[0].reason)
    assert rows[1].values == {"a": Decimal(2), "b": "x"}


def test_case_187_one_row_in_windows_1252_and_all_accents_are_right(rows_of):
    texts = [f'{{"a": "{number} ò"}}'.encode() for number in range(3)]
    texts[1] = '{"a": "1 ò €"}'.encode("cp1252")
    rows = rows_of(b"[" + b", ".join(texts) + b"]")
    assert values(rows) == [{"a": "0 ò"}, {"a": "1 ò €"}, {"a": "2 ò"}]
    assert [row.repairs for row in rows] == [(), (Repair.NOT_UTF_8,), ()]
    assert rows[1].original == texts[1]


@forms
def test_a_bracket_too_many_does_not_make_one_list_of_the_rows_behind_it(rows_of, form):
    rows = rows_of(written(form, ['{"a": 1}', '[{"a": 2}', '{"a": 3}']))
    assert values(rows) == [{"a": 1}, None, {"a": 2}, {"a": 3}]


def test_a_comma_before_the_brace_is_dropped_and_nothing_else_is_guessed(rows_of):
    rows = rows_of(
        """[{"a": 1,}, {"a": 2,,}, {"a": 3 "b": 4}, {'a': 5}, {"a": 6, "b"}, {"a": 7}]"""
    )
    assert rows[0].values == {"a": Decimal(1)}
    assert rows[0].repairs == (Repair.COMMA_BEFORE_BRACE,)
    assert [row.reason for row in rows[1:-1]] == [INVALID, INVALID, INVALID]
    assert rows[-1].values == {"a": Decimal(7)}


def test_numbers_are_exact_and_one_with_an_exponent_is_none_LI_11(rows_of):
    [row] = rows_of('[{"a": 0.1000000000000000055511151231257827, "b": 2.9e12, "c": 12.50}]')
    assert row.values["a"] == Decimal("0.1000000000000000055511151231257827")
    assert row.values["b"] == "2.9e12"
    assert str(row.values["c"]) == "12.50"


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b'{"a": NaN}', INVALID),
        (b'{"a": "x\0y"}', HAS_NUL),
        (b'{"a": "\x81"}', NOT_TEXT),
        (b'{"a": ' + b"[" * 3000 + b"]" * 3000 + b"}", TOO_DEEP),
        (b'{"a": ' + b'{"a": ' * 3000 + b"1" + b"}" * 3001, TOO_DEEP),
        (b'{"a": "' + b"x" * 70_000 + b'"}', TOO_LONG),
        (b'{"a": "' + b"x" * 3_000_000, TOO_LONG),
        (b"[1, 2]", NO_OBJECT),
        (b"null", NO_OBJECT),
    ],
)
def test_LI_18_a_hostile_row_is_rejected_and_its_neighbours_are_not(rows_of, damaged, reason):
    first, row, last = rows_of(b'[{"a": "first"}, ' + damaged + b', {"a": "last"}]')
    assert row.reason is reason
    assert len(row.original) <= 1 << 16
    assert first.values == {"a": "first"}
    assert last.values == {"a": "last"}


@pytest.mark.parametrize(
    "content",
    [
        b"[",
        b"[]",
        b"{}",
        b"[5, 6]",
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
        b'[{"a":' + b"[" * 1_000_000,
        b'[{"a": "' + b"x" * 1_000_000,
        '[{"a": 1}]'.encode("utf-16"),
        '[{"a": 1}]'.encode("utf-16-le"),
        b'{"a": [{"x": 1}], "b": [{"x": 2}]}',
        b'[{"a": 1}, {"a": "' + b"x" * 20_000_000,
    ],
)
def test_case_201_a_hostile_file_is_refused_in_one_line_at_once(rows_of, content):
    began = time.perf_counter()
    with pytest.raises(UnreadableFile) as refused:
        rows_of(content)
    assert time.perf_counter() - began < 2
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableFile):
        open_json(tmp_path / "none.json")


def test_rows_go_on_over_the_ends_of_pieces(rows_of, monkeypatch):
    monkeypatch.setattr("crm.imports.json.window.PIECE", 7)
    monkeypatch.setattr("crm.imports.json.rows.AHEAD", 40)
    texts = [json.dumps({"a": f"é{number}"}, ensure_ascii=False) for number in range(50)]
    rows = rows_of(written("list", texts))
    assert values(rows) == [json.loads(text) for text in texts]


@st.composite
def tables(draw):
    """Rows of the same keys in the same order."""
    keys = draw(st.lists(st.text("abcxyz_", min_size=1, max_size=6), min_size=1, unique=True))
    cells = st.lists(VALUES, min_size=len(keys), max_size=len(keys))
    rows = draw(st.lists(cells, min_size=2, max_size=5))
    return [dict(zip(keys, row, strict=True)) for row in rows]


@given(rows=tables(), form=st.sampled_from(list(TEMPLATES)), is_ascii=st.booleans())
def test_rows_that_are_json_come_as_they_are(rows_of, rows, form, is_ascii):
    texts = [json.dumps(row, ensure_ascii=is_ascii) for row in rows]
    found = rows_of(written(form, texts))
    assert values(found) == [json.loads(text, parse_int=Decimal) for text in texts]
    assert [row.original.decode() for row in found] == texts


@given(data=st.data(), rows=tables(), form=st.sampled_from(list(TEMPLATES)))
def test_damage_in_one_row_never_reaches_another_LI_9(rows_of, data, rows, form):
    texts = [json.dumps(row) for row in rows]
    # By the first row's first key the others are known.
    which = data.draw(st.integers(1, len(texts) - 1))
    damaged = texts[which]
    place = data.draw(st.integers(0, len(damaged) - 1))
    how = data.draw(st.sampled_from(["drop", "insert", "cut"]))
    sign = data.draw(st.sampled_from('\\"{}[]:,x\x01'))
    texts[which] = {
        "drop": damaged[:place] + damaged[place + 1 :],
        "insert": damaged[:place] + sign + damaged[place:],
        "cut": damaged[:place],
    }[how]
    found = rows_of(written(form, texts))
    expected = [json.loads(text, parse_int=Decimal) for text in texts[:which]]
    behind = [json.loads(text, parse_int=Decimal) for text in texts[which + 1 :]]
    assert values(found[:which]) == expected
    assert values(found[len(found) - len(behind) :]) == behind

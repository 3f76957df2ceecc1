"""The sample's manifest tells what its files hold, to the row and cent."""

import hashlib
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from crm.imports.json.values import NOT_JSON
from loyalty.files.source import open_rows
from loyalty.rules.cards import CardFlag
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.files.numbers import NumberStyle
from loyalty.rules.files.outcomes import Rejected
from loyalty.sample.dirt import REMARKED, STRUCTURAL, Dirt
from loyalty.sample.files import (
    REGISTRY,
    SampleOptions,
    registries_of,
    registry_facts,
    write_rows,
    write_sample,
)
from loyalty.sample.people import right_card
from loyalty.sample.receipts import receipt_facts, receipts
from loyalty.sample.volumes import Volumes

END = date(2026, 6, 30)
TODAY = date(2026, 7, 1)
REGISTRIES = ("registry_v1.json", "registry_v2.json")


def sampled(folder, scale=0.02, **more):
    folder.mkdir(exist_ok=True)
    write_sample(folder, SampleOptions(seed=3, scale=scale, end=END, **more))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sampled(tmp_path_factory.mktemp("sample"))


def facts(folder, name):
    return json.loads((folder / "manifest.json").read_text())["files"][name]


def judged(folder, name, dataset):
    return list(open_rows(folder / name, dataset).judged(today=TODAY))


def numbers(rows):
    return {row.number for row in rows}


def planted(facts, kinds):
    return {number for kind in kinds for number in facts["planted"][kind]}


def is_strict(original):
    try:
        json.loads(original.decode())
    except (UnicodeDecodeError, *NOT_JSON):
        return False
    return True


@pytest.mark.parametrize("name", REGISTRIES)
def test_case_192_rows_of_the_registry_are_as_the_manifest_says(folder, name):
    expected = facts(folder, name)
    rows = judged(folder, name, Dataset.REGISTRY)
    kept = [row for row in rows if not isinstance(row.outcome, Rejected)]
    nul = planted(expected, [Dirt.NUL])
    assert len(rows) == expected["rows"]
    assert numbers(rows) - numbers(kept) == nul
    assert numbers(row for row in kept if row.repairs) == planted(expected, STRUCTURAL) - nul
    assert numbers(row for row in kept if row.outcome.remarks) == planted(expected, REMARKED) - nul
    assert sum(is_strict(row.original) for row in rows) == expected["strictly_readable"]


def test_case_192_every_repair_is_named_after_what_was_planted(folder):
    expected = facts(folder, REGISTRY)
    repairs = {row.number: row.repairs for row in judged(folder, REGISTRY, Dataset.REGISTRY)}
    name_of = {Dirt.WINDOWS_1252: "not UTF-8", Dirt.COMMA_BEFORE_BRACE: "comma before the brace"}
    for dirt in set(STRUCTURAL) - {Dirt.NUL}:
        named = {repairs[number] for number in expected["planted"][dirt]}
        assert named == {(name_of.get(dirt, dirt.value),)}


def test_case_192_a_repaired_row_is_what_the_clean_one_would_be(folder):
    """No repair has put in, changed or lost a value."""
    rows = registries_of(SampleOptions(seed=3, scale=0.02, end=END)).first
    for row, made in zip(judged(folder, REGISTRY, Dataset.REGISTRY), rows, strict=True):
        if Dirt.NUL not in made.dirt:
            assert row.outcome.card.digits == made.card
            assert row.outcome.email == made.values["e_mail"]
            assert row.outcome.street == made.values["indirizzo"]
            assert row.outcome.place == made.values["localita"]
            assert row.outcome.points == int(made.values["bollini"])


def test_case_192_at_full_size(tmp_path):
    both = registries_of(SampleOptions(seed=1, scale=1, end=END))
    write_rows(tmp_path / REGISTRY, both.first)
    first, newer = registry_facts(both).values()
    tally = Counter()
    for row in open_rows(tmp_path / REGISTRY, Dataset.REGISTRY).judged(today=TODAY):
        is_kept = not isinstance(row.outcome, Rejected)
        tally["read"] += 1
        tally["repaired"] += is_kept and bool(row.repairs)
        tally["remarks"] += is_kept and bool(row.outcome.remarks)
    assert tally["read"] == 30_287
    assert tally["repaired"] == first["expected"]["repaired"]
    assert tally["repaired"] >= 5_000
    assert tally["remarks"] == first["expected"]["remarks"]
    assert first["strictly_readable"] == 24_958
    assert newer["rows"] == 32_233
    assert newer["expected"]["inserted"] == 1_946


def test_case_193_the_newer_registry_has_everything_of_the_first(folder):
    first, newer = (judged(folder, name, Dataset.REGISTRY) for name in REGISTRIES)
    pairs = zip(first, newer, strict=False)
    changed = sum(before.outcome != after.outcome for before, after in pairs)
    expected = facts(folder, REGISTRIES[1])["expected"]
    assert changed == expected["updated"]
    assert len(newer) - len(first) == expected["inserted"]
    known = {row.outcome.card for row in first if not isinstance(row.outcome, Rejected)}
    assert not known & {row.outcome.card for row in newer[len(first) :]}


def test_case_191_a_card_given_again_is_the_same_or_names_the_row_that_wins(folder):
    expected = facts(folder, REGISTRY)
    rows = {row.number: row.outcome for row in judged(folder, REGISTRY, Dataset.REGISTRY)}
    for number in expected["planted"][Dirt.SAME_AGAIN]:
        assert rows[number] in [rows[other] for other in range(1, number)]
    losers = {number: why for number, why in expected["rejected_rows"].items() if why != "nul"}
    assert losers
    for number, why in losers.items():
        winner = int(why.removeprefix("given again in row "))
        assert rows[winner].card == rows[int(number)].card
        assert rows[winner].updated_at >= rows[int(number)].updated_at


def test_odd_cards_are_flagged_and_kept_LM_9(folder):
    expected = facts(folder, REGISTRY)
    rows = {row.number: row.outcome for row in judged(folder, REGISTRY, Dataset.REGISTRY)}
    flags = {
        Dirt.WRONG_CHECK_DIGIT: CardFlag.WRONG_CHECK_DIGIT,
        Dirt.EIGHT_DIGITS: CardFlag.OTHER_LENGTH,
        Dirt.TWELVE_DIGITS: CardFlag.OTHER_LENGTH,
        Dirt.CARD_AS_NUMBER: CardFlag.NONE,
    }
    odd = planted(expected, [kind for kind in flags if flags[kind]])
    for dirt, flag in flags.items():
        wanted = set(expected["planted"][dirt]) - planted(expected, [Dirt.NUL])
        assert {rows[number].card.flag for number in wanted} <= {flag}
    flagged = {
        number for number, row in rows.items() if not isinstance(row, Rejected) and row.card.flag
    }
    assert flagged == odd - planted(expected, [Dirt.NUL])


def test_case_195_receipts_have_the_sum_zeros_and_twins_of_the_manifest(folder):
    expected = facts(folder, "receipts.json")
    source = open_rows(folder / "receipts.json", Dataset.RECEIPTS)
    rows = [row.outcome for row in source.judged(today=TODAY)]
    assert source.format == "JSON object with one array"
    assert len(rows) == expected["expected"]["inserted"]
    assert not any(isinstance(row, Rejected) or row.remarks for row in rows)
    assert sum(row.amount for row in rows) == Decimal(expected["amount"])
    assert sum(row.points for row in rows) == expected["points"]
    assert sum(row.amount == 0 for row in rows) == expected["zeros"]
    assert len(rows) - len(set(rows)) == expected["twins"]
    stores = Counter(row.store for row in rows)
    assert {store: each["rows"] for store, each in expected["by_store"].items()} == stores


@pytest.mark.parametrize("seed", range(4))
def test_case_195_receipts_at_full_size_are_those_that_were_measured(seed):
    members = [right_card(10**6 + number) for number in range(300)]
    rows = receipts(Random(seed), Volumes(1), END, members)
    found = receipt_facts(rows, members)
    wanted = {
        "rows": 5_000,
        "amount": "105873.03",
        "points": 92_058,
        "most_points": 240,
        "zeros": 69,
        "twins": 22,
        "without_points": 214,
        "exact_points": 2_674,
        "more_points": 2,
        "cards": 181,
        "cards_without_member": 11,
        "days": 209,
    }
    assert {name: found[name] for name in wanted} == wanted


def test_case_196_sales_lines_sum_up_by_month_and_department(folder):
    expected = facts(folder, "sales_lines.json")
    rows = [row.outcome for row in judged(folder, "sales_lines.json", Dataset.SALES)]
    assert not any(isinstance(row, Rejected) or row.remarks for row in rows)
    assert len(rows) == expected["rows"]
    assert by(rows, lambda row: f"{row.month:%Y%m}") == {
        month: Decimal(each["amount"]) for month, each in expected["by_month"].items()
    }
    assert by(rows, lambda row: row.department) == {
        code: Decimal(each["amount"]) for code, each in expected["by_department"].items()
    }
    assert sum(row.points for row in rows) == expected["points"]
    assert sum(row.quantity for row in rows) == Decimal(expected["quantity"])
    assert len({row.card for row in rows}) == expected["buyers"]
    assert len({row.article for row in rows}) == expected["articles"]
    assert sum(row.has_promotion for row in rows) == expected["promoted"]
    keys = {
        (row.card, row.article, row.month, row.promotion_type, row.promotion_number) for row in rows
    }
    assert len(rows) - len(keys) == expected["repeats"]


def by(rows, part):
    sums = Counter()
    for row in rows:
        sums[part(row)] += row.amount
    return sums


def test_no_month_has_less_than_14_or_more_than_19_percent(folder):
    expected = facts(folder, "sales_lines.json")
    shares = [each["rows"] / expected["rows"] for each in expected["by_month"].values()]
    assert len(shares) == 6
    assert min(shares) > 0.139
    assert max(shares) < 0.191


def test_the_style_of_each_file_is_found(folder):
    assert open_rows(folder / REGISTRY, Dataset.REGISTRY).style == NumberStyle.COMMA
    assert open_rows(folder / "receipts.json", Dataset.RECEIPTS).style == NumberStyle.POINT


def test_the_same_seed_makes_the_same_files_and_another_does_not(folder, tmp_path):
    again = sampled(tmp_path / "again")
    assert digests(again) == digests(folder)
    other = tmp_path / "other"
    other.mkdir()
    write_sample(other, SampleOptions(seed=4, scale=0.02, end=END))
    assert not digests(other) & digests(folder)


def digests(folder):
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_case_186_a_cut_registry_rejects_its_last_row(tmp_path):
    folder = sampled(tmp_path / "cut", scale=0.01, is_cut=True)
    expected = facts(folder, REGISTRY)
    *others, last = judged(folder, REGISTRY, Dataset.REGISTRY)
    assert last.number == expected["rows"]
    assert "cut off" in str(last.outcome.reason)
    assert expected["rejected_rows"][str(last.number)] == "cut off"
    assert len(others) == expected["rows"] - 1


def test_the_command_writes_the_files_and_says_how_many_rows(tmp_path):
    out = StringIO()
    call_command(
        "loyalty_sample", "--scale", "0.01", "--out", tmp_path / "new", "--json", stdout=out
    )
    rows = json.loads(out.getvalue())["rows"]
    assert rows["registry_v1.json"] == 303
    assert set(rows) < {path.name for path in (tmp_path / "new").iterdir()}


@pytest.mark.parametrize(
    "arguments", [["--scale", "0.001"], ["--scale", "9"], ["--end", "30/06/2026"]]
)
def test_the_command_refuses_what_it_cannot_do(tmp_path, arguments):
    with pytest.raises(CommandError) as refused:
        call_command("loyalty_sample", "--out", str(tmp_path), *arguments)
    assert refused.value.returncode == 2
    assert list(tmp_path.iterdir()) == []

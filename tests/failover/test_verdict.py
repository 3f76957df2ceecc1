"""What the drill would say if the product lost, doubled or miscounted something."""

import pytest

from omset.chaos.operations import EFFECTS, Operation
from omset.chaos.report import put_into, table
from omset.chaos.rounds import Round
from omset.chaos.verdict import judge, stored_from

ROUNDS = [
    Round("kill", 2, 10, 3.5, struck=0, primary=1, rolled_back=2),
    Round("stop", 2, 20, 4.5, struck=1, primary=2, rolled_back=0),
]
RECORDS = [["a", "1"], ["b", "2"]]
DONE = [["job0", number] for number in range(EFFECTS)]
WRITES = [
    Operation("writer0", "a", 9, 0.5, "1", []),
    Operation("writer0", "b", 18, 7.0, "2", ["AutoReconnect: gone"]),
    Operation("writer0", "c", 25, 9.0, "", ["AutoReconnect: gone"] * 2),
]
READS = [Operation("reader0", "", 12, 0.1, answer, []) for answer in ("", "went back: 2 to 1")]


def judged(*, records=RECORDS, effects=DONE, differences=(), waiting=0, reads=READS):
    document = {"records": records, "effects": effects, "differences": differences}
    return judge(ROUNDS, WRITES, reads, stored_from(document | {"waiting": waiting}), jobs=1)


def test_what_was_acknowledged_belongs_to_the_round_in_which_it_was_asked():
    kill, stop = judged().faults
    assert judged().is_well
    assert (kill.acknowledged, kill.first_tries_failed, kill.errors) == (2, 1, 0)
    assert (stop.acknowledged, stop.first_tries_failed, stop.errors) == (0, 1, 1)
    assert (kill.wait_longest, stop.wait_longest) == (7.0, 9.0)
    assert kill.rolled_back == 2
    assert judged().went_back == 1


@pytest.mark.parametrize(
    ("stored", "lost", "double"),
    [
        ({"records": RECORDS[:1]}, 1, 0),
        ({"records": [["a", "1"], ["b", "another"]]}, 1, 0),
        ({"records": [*RECORDS, ["b", "3"]]}, 1, 1),
        ({"records": [*RECORDS, ["nobody's", "3"]]}, 0, 1),
        ({"effects": DONE[1:]}, 1, 0),
        ({"effects": [*DONE, DONE[0]]}, 0, 1),
    ],
)
def test_what_is_lost_or_double_is_said(stored, lost, double):
    verdict = judged(**stored)
    assert not verdict.is_well
    assert (verdict.lost, verdict.double) == (lost, double)


def test_numbers_and_answers_that_disagree_are_not_well():
    assert not judged(differences=["a sum"]).is_well
    assert not judged(waiting=1).is_well
    wrong = Operation("reader0", "", 12, 0.1, "disagrees: 1 and 2", [])
    assert not judged(reads=[wrong]).is_well


def test_the_table_of_a_profile_replaces_its_own(tmp_path):
    file = tmp_path / "FAULTS.md"
    conditions = {"cores": 2, "load_before": 3.0, "load_after": 4.0, "mongodb": "6.0.5"}
    conditions |= {"day": "2026-12-01", "network": "here", "skipped": {"partition": "no right"}}
    found = judged().printed() | conditions
    for profile in ("quick", "full", "quick"):
        put_into(file, found, profile, f"manage.py chaos --profile {profile}")
    text = file.read_text()
    assert text.startswith("# Faults\n")
    assert text.count(table(found)) == 2
    assert text.count("--profile quick`") == 1
    assert text.count("Skipped: partition, no right.") == 2
    assert text.count("(beside other work)") == 2

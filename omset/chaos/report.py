"""What the drill found, as a table for a person and as a part of a file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from omset.chaos.faults import FAULTS

HEADINGS = (
    *("fault of the primary", "election, s", "rounds", "acknowledged", "lost", "double"),
    *("errors after one retry", "first tries that failed", "another primary after, s"),
    *("longest wait, s: median", "p90", "max", "files rolled back"),
)
FIRST_LINES = """# Faults

What `manage.py chaos` found; it writes each part itself (docs/operations.md, *Faults on purpose*).
"""


def table(found: dict[str, Any]) -> str:
    """One line for each fault and election timeout, in Markdown."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *map(_cells, found["faults"])]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


def sentences(found: dict[str, Any], command: str) -> Iterator[str]:
    """What stands below the table: the other counts, then the conditions."""
    yield (
        f"Drift {found['drift']}. Effects of jobs: {found['effects']:,}, {found['effects_lost']} "
        f"lost, {found['effects_double']} double. Answers read: {found['read']:,}, "
        f"{found['disagreed']} that disagreed with themselves, {found['went_back']} older than "
        "what the reader had seen before."
    )
    yield from (f"Skipped: {fault}, {reason}." for fault, reason in found["skipped"].items())
    yield (
        f"`{command}`, {found['day']}: {found['cores']} cores, load {found['load_before']} before "
        f"and {found['load_after']} after{_beside(found)}, MongoDB {found['mongodb']}, three nodes "
        f"on one machine ({found['network']}), 6 writers, 2 readers, 2 workers."
    )


def put_into(file: Path, found: dict[str, Any], profile: str, command: str) -> None:
    """Replace the part of this profile in the file, or add it; a new file gets its head."""
    begin, end = f"<!-- chaos {profile} -->", f"<!-- end of chaos {profile} -->"
    below = "\n".join(sentences(found, command))
    part = f"{begin}\n## Chaos, profile {profile}\n\n{table(found)}\n\n{below}\n{end}"
    text = file.read_text() if file.exists() else FIRST_LINES
    known = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if known.search(text):
        text = known.sub(lambda _match: part, text)
    else:
        text = f"{text.rstrip()}\n\n{part}\n"
    file.write_text(text)


def _cells(fault: dict[str, Any]) -> list[object]:
    counts = ("rounds", "acknowledged", "lost", "double", "errors", "first_tries_failed")
    times = ("elected_median", "wait_median", "wait_p90", "wait_longest")
    return [
        FAULTS[fault["fault"]].label,
        fault["election"],
        *(f"{fault[name]:,}" for name in counts),
        *(f"{fault[name]:.1f}" for name in times),
        fault["rolled_back"],
    ]


def _beside(found: dict[str, Any]) -> str:
    """A machine with other work is slower, and says so."""
    return " (beside other work)" if found["load_before"] > found["cores"] / 4 else ""

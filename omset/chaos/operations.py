"""What the processes of the drill note of each thing they ask, one line of JSON each."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.db import DatabaseError
from pymongo.errors import PyMongoError

TRIES = 2
# How often each job has an effect.
EFFECTS = 20
# How what is wrong with an answer begins.
DISAGREES, WENT_BACK = "disagrees", "went back"


class Operation(NamedTuple):
    """One thing that was asked, with what came of it.

    `began` is of the clock that all processes of a machine share, in seconds.
    """

    who: str
    key: str
    began: float
    # Until it was answered or given up, with the pause before the second try.
    seconds: float
    # The record's id, or what is wrong with an answer that was read.
    answer: str
    errors: list[str]

    @property
    def is_given_up(self) -> bool:
        """Whether a person would have been shown an error."""
        return len(self.errors) == TRIES


def attempt(who: str, key: str, ask: Callable[[], str], pause: float) -> Operation:
    """Ask, and once more after `pause` seconds if the database fails, as the browser does."""
    began, answer = time.monotonic(), ""
    errors: list[str] = []
    while len(errors) < TRIES:
        try:
            answer = ask()
            break
        except (DatabaseError, PyMongoError) as error:
            errors.append(f"{type(error).__name__}: {str(error)[:200]}")
            if len(errors) < TRIES:
                time.sleep(pause)
    return Operation(who, key, began, time.monotonic() - began, answer, errors)


def note(operation: Operation, file: Path) -> None:
    """Add it to the file at once."""
    with file.open("a") as lines:
        lines.write(json.dumps(operation._asdict()) + "\n")


def noted(file: Path) -> Iterator[Operation]:
    """All that stand in the file."""
    for line in file.read_text().splitlines():
        values: dict[str, Any] = json.loads(line)
        yield Operation(**values)

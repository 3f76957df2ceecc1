"""How the launcher talks to the person at the terminal."""

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


class Failure(Exception):
    """The start cannot go on; the text is the one line that says why and what to do."""


def say(line: str) -> None:
    """Write one line of progress at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fail(reason: object) -> int:
    """Write the reason as one line on stderr; return the exit code of a failed start."""
    sys.stderr.write(f"Error: {reason}\n")
    return 1

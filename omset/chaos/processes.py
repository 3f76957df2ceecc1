"""Starting the drill's processes and waiting for what they do."""

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from crm.mongo.server.embedded import die_with_parent

SECONDS = 90
Answer = TypeVar("Answer")


class DrillFailed(Exception):
    """The drill could not be carried out; the text is one line for a person."""


def spawn(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a process that ends with this one and writes into `log`."""
    with log.open("a") as file:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=environment,
            text=True,
            preexec_fn=die_with_parent,
        )


def wait_for(condition: Callable[[], Answer | None], what: str, seconds: float = SECONDS) -> Answer:
    """The answer of `condition` once it is true. Raises DrillFailed after so many seconds."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            raise DrillFailed(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)
    return answer

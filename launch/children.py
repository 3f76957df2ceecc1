"""Child processes that Ctrl-C does not reach and that never outlive the launcher."""

import os
import signal
import subprocess
import sys
from ctypes import CDLL
from typing import IO

from launch.say import CHECKOUT

PR_SET_PDEATHSIG = 1


def start(command: list[str], output: IO[str] | None = None) -> subprocess.Popen:
    """Start `command` in the checkout, in a session of its own; it writes where we do, or there."""
    before_exec = _end_with_parent if sys.platform == "linux" else None
    return subprocess.Popen(
        command,
        cwd=CHECKOUT,
        start_new_session=True,
        preexec_fn=before_exec,
        stdout=output,
        stderr=output,
    )


def run(command: list[str], output: IO[str] | None = None) -> int:
    """Run `command` to its end and return its exit code; an interruption stops it."""
    child = start(command, output)
    try:
        return child.wait()
    finally:
        stop(child)


def stop(child: subprocess.Popen, seconds: float = 15) -> None:
    """Ask the child to finish, then insist; does nothing if it has ended."""
    child.terminate()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def kill_leftovers(child: subprocess.Popen) -> None:
    """End what a child that is gone has started and left behind."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _end_with_parent() -> None:
    """Runs in the child before exec: the kernel stops it when the launcher was killed."""
    CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

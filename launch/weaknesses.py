"""Asks what is known against the pinned requirements, where a network allows it.

Standard library only: pip-audit and what it needs have an environment of their own.
"""

import subprocess
import sys

from launch.say import CHECKOUT, say

VENV = CHECKOUT / ".venv-audit"
AUDIT = VENV / "bin" / "pip-audit"
# It includes the others.
PINS = "requirements-dev.txt"
SECONDS = 300


def main() -> int:
    """0 if nothing is known against them or nobody could be asked, 1 if something is."""
    if not (AUDIT.exists() or _install()):
        say("No network: nobody was asked about known weaknesses.")
        return 0
    answer = _ask(PINS)
    say(answer)
    return int("Found" in answer and "known vulnerabilit" in answer)


def _install() -> bool:
    say("Installing pip-audit into .venv-audit")
    wanted = str(CHECKOUT / "requirements-audit.txt")
    pip = [str(VENV / "bin" / "pip"), "install", "--quiet", "--retries", "1", "-r", wanted]
    made = [sys.executable, "-m", "venv", str(VENV)]
    return all(subprocess.call(command, stderr=subprocess.DEVNULL) == 0 for command in (made, pip))


def _ask(name: str) -> str:
    """What pip-audit says of the pins in this file."""
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off"]
    command = [str(AUDIT), "-r", str(CHECKOUT / name), *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"{name}: no answer in {SECONDS} seconds."
    output = f"{done.stdout}\n{done.stderr}".strip()
    return f"{name}: {output}"


if __name__ == "__main__":
    sys.exit(main())

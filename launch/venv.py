"""The virtual environment with the pinned requirements, made or brought up to date.

Runs on the system's Python, before anything is installed: standard library only.
"""

import hashlib
import json
import re
import subprocess
import sys
from importlib.util import find_spec

from launch.children import run
from launch.say import CHECKOUT, Failure, fail, say

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
# Which requirement files are installed, by content.
STAMP = VENV / "installed.json"
PIP_LOG = VENV / "pip.log"
UNREACHABLE = r"connection broken|Failed to establish|Name or service not known|timed out"


def ensure(*files: str) -> None:
    """Make `.venv` hold these requirement files; quick when it already does. Raises Failure."""
    needed = {name: _digest(name) for file in files for name in _with_included(file)}
    installed = _installed()
    if needed.items() <= installed.items():
        return
    if not (PYTHON.exists() and subprocess.call([PYTHON, "-c", "import pip"]) == 0):
        _create()
    _install(files)
    STAMP.write_text(json.dumps(installed | needed, indent=1))


def _installed() -> dict[str, str]:
    """The requirement files that are installed, with their digests; none without a Python."""
    return json.loads(STAMP.read_text()) if STAMP.exists() and PYTHON.exists() else {}


def _create() -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Failure(f"Python's venv module is missing: apt-get install python{version}-venv")
    say("Creating the virtual environment .venv")
    if run([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise Failure(f"the virtual environment could not be made in {VENV}")


def _install(files: tuple[str, ...]) -> None:
    say(f"Installing {' and '.join(files)} (a minute the first time)")
    command = [str(PYTHON), "-m", "pip", "install", "--retries", "2"]
    for name in files:
        command += ["--requirement", name]
    with PIP_LOG.open("w") as log:
        code = run(command, output=log)
    if code != 0:
        raise Failure(f"the requirements could not be installed: {_pip_reason()}")


def _pip_reason() -> str:
    text = PIP_LOG.read_text(errors="replace")
    if re.search(UNREACHABLE, text):
        return f"the package index cannot be reached (see {PIP_LOG})"
    errors = re.findall(r"^ERROR: (.+)", text, re.MULTILINE)
    return f"{errors[0] if errors else 'pip failed'} (see {PIP_LOG})"


def _with_included(file: str) -> list[str]:
    """The file, and the requirement files that its `-r` lines name."""
    included = re.findall(r"^-r (\S+)", (CHECKOUT / file).read_text(), re.MULTILINE)
    return [file, *(name for inner in included for name in _with_included(inner))]


def _digest(file: str) -> str:
    return hashlib.sha256((CHECKOUT / file).read_bytes()).hexdigest()


def main() -> int:
    """`python -m launch.venv FILE...`: exit 0 once the requirements are installed."""
    try:
        ensure(*sys.argv[1:])
    except (Failure, OSError) as reason:
        return fail(reason)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

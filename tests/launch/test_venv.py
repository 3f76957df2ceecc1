"""The virtual environment of a checkout: when it is left alone, and what is said when it fails."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NO_ENSUREPIP = "import sys; sys.modules['ensurepip'] = None"


@pytest.fixture
def checkout(tmp_path):
    """A checkout with the launcher and a requirement that no index has."""
    shutil.copytree(CHECKOUT / "launch", tmp_path / "launch")
    (tmp_path / "requirements.txt").write_text("no-such-package-of-ours==1.0\n")
    return tmp_path


class Installation(NamedTuple):
    code: int
    lines: list[str]


def install(checkout, **environment):
    """Run the installation; returns its exit code and the lines that it wrote."""
    without_index = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    finished = subprocess.run(
        [sys.executable, "-m", "launch.venv", "requirements.txt"],
        cwd=checkout,
        env=os.environ | without_index | environment,
        capture_output=True,
        text=True,
    )
    return Installation(finished.returncode, (finished.stdout + finished.stderr).splitlines())


def test_an_unreachable_index_is_one_line(checkout):
    installation = install(checkout)
    log = checkout / ".venv" / "pip.log"
    reason = f"the package index cannot be reached (see {log})"
    assert installation.code == 1
    assert installation.lines[-1] == f"Error: the requirements could not be installed: {reason}"
    assert not (checkout / ".venv" / "installed.json").exists()


def test_a_python_without_venv_is_one_line_and_makes_nothing(checkout):
    (checkout / "sitecustomize.py").write_text(NO_ENSUREPIP)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    missing = f"Error: Python's venv module is missing: apt-get install python{version}-venv"
    installation = install(checkout, PYTHONPATH=str(checkout))
    assert installation.code == 1
    assert installation.lines == [missing]
    assert not (checkout / ".venv").exists()


def test_unchanged_requirements_are_not_installed_again(checkout):
    (checkout / "requirements.txt").write_text("# nothing\n")
    created = "Creating the virtual environment .venv"
    installed = "Installing requirements.txt (a minute the first time)"
    assert install(checkout).lines == [created, installed]
    again = install(checkout)
    assert again.code == 0
    assert again.lines == []
    (checkout / "requirements.txt").write_text("# nothing, in other words\n")
    changed = install(checkout)
    assert changed.code == 0
    assert changed.lines == [installed]

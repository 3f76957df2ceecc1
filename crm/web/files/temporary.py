"""Folders on this machine for a moment. Their names say nothing of what lies in them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "crm-of-"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards; it bears the number of the process it belongs to."""
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def clear_folders_of_the_dead() -> int:
    """Remove what processes have left that were killed; how many folders."""
    folders = Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*")
    left = [folder for folder in folders if _is_left(folder)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _is_left(folder: Path) -> bool:
    number = folder.name.removeprefix(PREFIX).partition("-")[0]
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False

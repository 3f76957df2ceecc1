"""XLS, the workbooks of Excel 97 to 2003: a child process makes XLSX of them, which is then read.

The format is a file system of its own: a few bytes can make its reader take any amount of memory
or time. The child may not (`xls_child.py`), knows no secrets and dies with this process.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from crm.imports import xls_child
from crm.imports.text import UnreadableFile

BEGINNING = b"\xd0\xcf\x11\xe0"
# What the child may take: of the processor, and by the clock.
MEMORY_BYTES, SECONDS = 300_000_000, 30
TOO_BIG = _("an old workbook that takes too much memory or time to read: save it as .xlsx")
DAMAGED = _("a damaged old workbook: open it in a spreadsheet program and save it as .xlsx")
UNREADABLE = _("an old or protected workbook (%(reason)s): save it as .xlsx without a password")


def is_xls(path: Path) -> bool:
    """Whether the file begins as an XLS does."""
    with path.open("rb") as file:
        return file.read(len(BEGINNING)) == BEGINNING


def xlsx_of(path: Path) -> Path:
    """The same workbook as a temporary XLSX, which the caller removes. Raises UnreadableFile."""
    handle, name = tempfile.mkstemp(prefix="xls-", suffix=".xlsx")
    os.close(handle)
    made = Path(name)
    try:
        _convert(path, made)
    except BaseException:
        made.unlink()
        raise
    return made


def _convert(path: Path, made: Path) -> None:
    child = _run(path, made)
    if child.returncode == xls_child.NO_WORKBOOK:
        reason = " ".join(child.stderr.decode("utf-8", "replace").split())
        raise UnreadableFile(UNREADABLE % {"reason": reason})
    if child.returncode == 1:
        raise UnreadableFile(str(DAMAGED))
    if child.returncode:
        raise UnreadableFile(str(TOO_BIG))


def _run(path: Path, made: Path) -> subprocess.CompletedProcess[bytes]:
    limits = [str(MEMORY_BYTES), str(SECONDS), str(os.getpid())]
    try:
        return subprocess.run(
            [sys.executable, "-I", xls_child.__file__, *limits, str(path), str(made)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(str(TOO_BIG)) from error

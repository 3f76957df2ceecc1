"""Whether the database's disk has room for a file that is to be imported (OP-14).

A database without room stops writing for everybody, so imports stop long before that.
"""

from pathlib import Path

from bson import ObjectId
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.mongo.server import facts
from crm.uploads.models import Upload
from crm.uploads.purposes import MB

# Rows with their indexes and journal take about as much again and again as the file.
TIMES_THE_FILE, LEAST_FREE = 3, 0.15
NO_ROOM_ON_DISK = _(
    "The database's disk has only %(free)s MB of %(total)s MB left, and an import needs three "
    "times its file, with 15 %% of the disk free. Ask who runs the server."
)


class NoDiskSpace(Exception):
    """Nothing may be imported now; the text says why, in one line for people."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse_without_space(size: int) -> None:
    """Raise NoDiskSpace unless a file of so many bytes may be imported.

    A server that does not say how full its disk is refuses nothing.
    """
    free, total = _space()
    if total and free < max(TIMES_THE_FILE * size, LEAST_FREE * total):
        numbers = {"free": f"{free // MB:,}", "total": f"{total // MB:,}"}
        raise NoDiskSpace(NO_ROOM_ON_DISK % numbers)


def refuse_file_without_space(path: Path) -> None:
    """The same of a file of this machine; one that is not there is somebody else's matter."""
    if path.is_file():
        refuse_without_space(path.stat().st_size)


def refuse_upload_without_space(pk: ObjectId | None) -> None:
    """The same of a stored file; one that is gone is somebody else's matter."""
    size = Upload.objects.filter(pk=pk).values_list("size", flat=True).first()
    if size is not None:
        refuse_without_space(size)


def _space() -> tuple[int, int]:
    try:
        return facts.disk_space()
    except KeyError:
        return 0, 0

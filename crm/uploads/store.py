"""The bytes of files, in GridFS. One piece of a file is in memory at a time."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bson import Binary, ObjectId
from django.db.models import Sum
from django.utils import timezone
from gridfs import GridFSBucket, NoFile
from gridfs.errors import CorruptGridFile
from pymongo.collection import Collection

from crm.mongo.rows import mongo_connection
from crm.staff.models import User
from crm.uploads.models import KEPT, State, Upload
from crm.uploads.purposes import Purpose
from crm.web.files.temporary import temporary_folder
from crm.web.texts.visible import visible_text

BUCKET = "uploads"
CHUNK_BYTES = 1 << 20
LONGEST_NAME = 200
# Files are called after people; who reads one knows its kind by its bytes.
COPY_NAME = "upload"


class UploadGone(Exception):
    """The bytes are not there any more, or not as they were stored."""


class UploadWriter:
    """Stores the bytes of a file as they come, in the format of GridFS.

    pymongo's own writer collects 48 MB before it sends anything.
    """

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.size, self.digest = 0, hashlib.sha256()
        self._part, self._number = bytearray(), 0

    def write(self, data: bytes) -> None:
        """Store some more."""
        self.digest.update(data)
        self.size += len(data)
        self._part += data
        while len(self._part) >= CHUNK_BYTES:
            self._send(CHUNK_BYTES)

    def finish(self) -> Upload:
        """All of it has come: from now on it can be read. Raises UploadGone if it was removed."""
        if self._part:
            self._send(len(self._part))
        files().insert_one(self._file())
        facts = {"size": self.size, "sha256": self.digest.hexdigest(), "state": State.STORED}
        rows = Upload.objects.filter(pk=self.upload.pk, state=State.ARRIVING)
        if not rows.update(**facts):
            remove(self.upload.pk)
            raise UploadGone
        return Upload.objects.get(pk=self.upload.pk)

    def _send(self, size: int) -> None:
        chunk = Binary(bytes(self._part[:size]))
        chunks().insert_one({"files_id": self.upload.pk, "n": self._number, "data": chunk})
        del self._part[:size]
        self._number += 1

    def _file(self) -> dict[str, object]:
        return {
            "_id": self.upload.pk,
            "length": self.size,
            "chunkSize": CHUNK_BYTES,
            "uploadDate": datetime.now(UTC),
        }


def begin(owner: User, purpose: Purpose, name: str, kind: str, size: int) -> UploadWriter:
    """The row of a file that begins to come, `size` bytes at most, and what stores it."""
    now = timezone.now()
    upload = Upload.objects.create(
        owner=owner,
        purpose=purpose.name,
        name=visible_text(name)[:LONGEST_NAME],
        kind=kind,
        size=size,
        state=State.ARRIVING,
        created_at=now,
        expires_at=now + KEPT,
    )
    return UploadWriter(upload)


def store_file(path: Path, owner: User, purpose: Purpose, name: str, kind: str) -> Upload:
    """Store a file of this machine, one that was made of an upload."""
    writer = begin(owner, purpose, name, kind, path.stat().st_size)
    try:
        with path.open("rb") as file:
            while data := file.read(CHUNK_BYTES):
                writer.write(data)
        return writer.finish()
    except BaseException:
        remove(writer.upload.pk)
        raise


def stored_bytes(owner: User) -> int:
    """How much of one person's is stored or on its way."""
    rows = Upload.objects.filter(owner=owner, expires_at__gt=timezone.now())
    return rows.aggregate(bytes=Sum("size"))["bytes"] or 0


def parts(upload: Upload) -> Iterator[bytes]:
    """The bytes of a stored file, a piece at a time. Raises UploadGone, also in the middle."""
    digest = hashlib.sha256()
    try:
        with _bucket().open_download_stream(upload.pk) as stream:
            while data := stream.readchunk():
                digest.update(data)
                yield data
    except (NoFile, CorruptGridFile) as error:
        raise UploadGone from error
    if digest.hexdigest() != upload.sha256:
        raise UploadGone


@contextmanager
def temporary_copy(upload: Upload) -> Iterator[Path]:
    """A copy on this machine, in a folder that is gone afterwards. Raises UploadGone."""
    with temporary_folder() as folder:
        path = folder / COPY_NAME
        with path.open("wb") as file:
            for data in parts(upload):
                file.write(data)
        yield path


def remove(pk: ObjectId) -> None:
    """Remove a file with its row, last of all the row: what was killed is done by the next run."""
    Upload.objects.filter(pk=pk).update(state=State.REMOVING)
    remove_bytes(pk)
    Upload.objects.filter(pk=pk).delete()


def remove_bytes(pk: ObjectId) -> None:
    """Remove the stored bytes alone."""
    files().delete_one({"_id": pk})
    chunks().delete_many({"files_id": pk})


def files() -> Collection:
    """GridFS's own list of files."""
    return mongo_connection().get_collection(f"{BUCKET}.files")


def chunks() -> Collection:
    """The pieces of all files."""
    return mongo_connection().get_collection(f"{BUCKET}.chunks")


def _bucket() -> GridFSBucket:
    return GridFSBucket(mongo_connection().database, BUCKET)

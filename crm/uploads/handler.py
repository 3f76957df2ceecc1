"""What becomes of the file in a form while it arrives."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.staff.models import User
from crm.uploads import kinds, store
from crm.uploads.models import Upload
from crm.uploads.purposes import MB, Purpose

NO_SUCH_KIND = _("Choose a file of one of these kinds: %(kinds)s.")
OTHER_INSIDE = _("The file is not what its name says: %(kind)s.")
TOO_LARGE = _("The file is larger than %(most)s MB.")
ONE_FILE = _("Send one file at a time.")
EMPTY = _("The file is empty.")


class UploadRefused(Exception):
    """The file is not taken; why, and the status of the answer."""

    def __init__(self, reason: str | Promise, status: int = 422) -> None:
        super().__init__(reason)
        self.reason, self.status = reason, status


class StoringHandler(FileUploadHandler):
    """Stores the one file of a form. Raises UploadRefused; `discard` leaves nothing behind."""

    chunk_size = 1 << 18

    def __init__(self, owner: User, purpose: Purpose, announced: int) -> None:
        super().__init__()
        self.owner, self.purpose, self.announced = owner, purpose, announced
        self.writer: store.UploadWriter | None = None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        if self.writer is not None:
            raise UploadRefused(ONE_FILE)
        kind = kinds.kind_by_name(file_name)
        if kind not in self.purpose.kinds:
            raise UploadRefused(NO_SUCH_KIND % {"kinds": kind_list(self.purpose)})
        self.writer = store.begin(self.owner, self.purpose, file_name, kind, self.announced)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        writer = self._begun()
        kind = writer.upload.kind
        if start == 0 and not kinds.fits(kind, raw_data):
            raise UploadRefused(OTHER_INSIDE % {"kind": kind.upper()})
        if start + len(raw_data) > self.purpose.largest:
            raise too_large(self.purpose)
        writer.write(raw_data)

    def file_complete(self, file_size: int) -> None:
        """Nothing: only `finish` knows that the form has arrived to its end."""

    def finish(self) -> Upload | None:
        """The stored file, once the form is read to its end; None if there was none in it."""
        if self.writer is None:
            return None
        if not self.writer.size:
            raise UploadRefused(EMPTY)
        return self.writer.finish()

    def discard(self) -> None:
        """Remove what was stored."""
        if self.writer is not None:
            store.remove(self.writer.upload.pk)

    def _begun(self) -> store.UploadWriter:
        if self.writer is None:
            raise UploadRefused(EMPTY)
        return self.writer


def too_large(purpose: Purpose) -> UploadRefused:
    """The refusal of a file beyond the limit."""
    return UploadRefused(TOO_LARGE % {"most": purpose.largest // MB}, status=413)


def kind_list(purpose: Purpose) -> str:
    """The kinds that are taken, for people."""
    return ", ".join(sorted(kind.upper() for kind in purpose.kinds))

"""No page takes a file: one that is sent all the same never reaches memory or disk."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Holds a form with files to the limit of any other form, and drops the files.

    Django's own handlers would write files of any size to disk, before anybody has signed in.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Raise RequestDataTooBig, answered with 400, before a byte is read."""
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("a form with files exceeds DATA_UPLOAD_MAX_MEMORY_SIZE")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None

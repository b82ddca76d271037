"""Files that people send: never on a disk in clear, and no more of one than we read."""

from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from alongside.kit.tables import LIMITS
from alongside.vault.spool import Spool


class Sealed(FileUploadHandler):
    """Takes a file that is too large for memory. Of one that is too large for us the rest is let go of, and counted."""

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self.spool = Spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= LIMITS.size:  # a little more than we read, so that nobody takes the part for the whole
            self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self.spool.seek(0)
        return UploadedFile(cast("IO[bytes]", self.spool), self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        if hasattr(self, "spool"):
            self.spool.close()

"""What people send, on its way: in memory while it is small, and never on a disk in clear."""

import errno
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

IN_MEMORY = 2 * 1024 * 1024
"""Above so many bytes it goes to a file without a name, under a key that only this object has."""

BLOCK = 16


class Spool(io.RawIOBase):
    """A temporary file: written once from its start to its end, then read anywhere. AES-256 in counter mode."""

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed in close)
        self._key = os.urandom(32)
        self._size = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._file.seek(offset, whence)
        return self._file.tell()

    def write(self, some: "ReadableBuffer") -> int:
        """Add some at the end. Raises ValueError elsewhere: the same key stream must not be used twice."""
        at = self._file.tell()
        if at != self._size:
            raise ValueError("A spool is written from its start to its end.")
        plain = bytes(some)
        self._file.write(self._turned(at, plain))
        self._size += len(plain)
        return len(plain)

    def readinto(self, room: "WriteableBuffer") -> int:
        """Read what fits."""
        view = memoryview(room).cast("B")
        at = self._file.tell()
        some = self._turned(at, self._file.read(len(view)))
        view[: len(some)] = some
        return len(some)

    def close(self) -> None:
        """Nothing of it stays."""
        self._file.close()
        super().close()

    def _turned(self, at: int, some: bytes) -> bytes:
        """Encrypt or decrypt, which is the same, what lies at this place."""
        block, before = divmod(at, BLOCK)
        turn = Cipher(algorithms.AES(self._key), modes.CTR(block.to_bytes(BLOCK, "big"))).encryptor()
        turn.update(bytes(before))
        return turn.update(some)


class InParts(io.RawIOBase):
    """Bytes that lie in parts of one size, but for the last: read anywhere, one part at a time in memory."""

    def __init__(self, size: int, part_size: int, part: Callable[[int], bytes]) -> None:
        super().__init__()
        self._size, self._part_size, self._part = size, part_size, part
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError(errno.EINVAL, "There is nothing before the start.")
        self._at = start + offset
        return self._at

    def readinto(self, room: "WriteableBuffer") -> int:
        """Read what fits and lies in one part."""
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, self._part_size)
        if self._held[0] != number:
            self._held = (number, self._part(number))
        view = memoryview(room).cast("B")
        some = self._held[1][start : start + len(view)]
        view[: len(some)] = some
        self._at += len(some)
        return len(some)


def in_parts(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in parts of one size; the last may be shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)

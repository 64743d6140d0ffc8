"""Bytes that come in pieces from a file, an archive or a decompressor, as a stream that never raises."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_SIZE = 64 * 1024
"""Bytes that are looked at to find out what a stream holds."""
PIECE_SIZE = 256 * 1024
LARGEST_RECORD = 64 * 1024 * 1024
"""A record of more bytes is not loaded; its reason is `too_long`."""


class StreamFault(Exception):  # noqa: N818 (an end of the stream, told as a record)
    """Bytes end before their time or are damaged: a `reason` to count by and a `detail` for a reader."""

    def __init__(self, reason: str, detail: str):
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Readable(Protocol):
    """Anything whose bytes can be read one after the other."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...


def pieces_of(file: Readable, size: int = PIECE_SIZE) -> Iterator[bytes]:
    """Yield the bytes of an open file in pieces; raise StreamFault where the device or network fails."""
    while True:
        try:
            piece = file.read(size)
        except OSError as error:
            raise StreamFault("unreadable", str(error)) from error
        if not piece:
            return
        yield piece


def pieces_of_file(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces."""
    with path.open("rb", buffering=0) as file:
        yield from pieces_of(file)


def look_ahead(pieces: Iterator[bytes], size: int = HEAD_SIZE) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, and the same pieces once more from the beginning, with the fault that may end them."""
    taken: list[bytes] = []
    fault: StreamFault | None = None
    room = size
    while room > 0:
        try:
            piece = next(pieces)
        except StopIteration:
            break
        except StreamFault as error:
            fault = error
            break
        taken.append(piece)
        room -= len(piece)

    def replayed() -> Iterator[bytes]:
        yield from taken
        if fault is not None:
            raise fault
        yield from pieces

    return b"".join(taken)[:size], replayed()


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a raw stream, which ends where a piece cannot be had."""

    def __init__(self, pieces: Iterator[bytes]):
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.fault: StreamFault | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        while not self._rest:
            try:
                self._rest = memoryview(next(self._pieces))
            except StopIteration:
                return 0
            except StreamFault as fault:
                self.fault = fault
                return 0
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


class ByteStream(io.BufferedReader):
    """A stream whose first bytes (`head`) are known, and which keeps the `fault` that ended it, if one did.

    `path` is the file whose very bytes these are, if they are one's.
    """

    def __init__(self, pieces: Iterator[bytes], path: Path | None = None):
        self.head, pieces = look_ahead(pieces)
        self.path = path
        self._source = _Pieces(pieces)
        super().__init__(self._source, PIECE_SIZE)

    @property
    def fault(self) -> StreamFault | None:
        """What ended the stream early, once it has been read as far as it goes."""
        return self._source.fault

    def skip_line(self) -> int:
        """Read on behind the next line break without keeping anything; return the number of bytes."""
        size = 0
        while piece := self.readline(PIECE_SIZE):
            size += len(piece)
            if piece.endswith(b"\n"):
                break
        return size

    def skip_rest(self) -> int:
        """Read to the end without keeping anything; return the number of bytes."""
        size = 0
        while piece := self.read(PIECE_SIZE):
            size += len(piece)
        return size


def copy_to(file: IO[bytes], stream: ByteStream) -> None:
    """Write what is left of a stream to a file, and go back to the file's beginning."""
    while piece := stream.read(PIECE_SIZE):
        file.write(piece)
    file.seek(0)

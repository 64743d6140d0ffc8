"""gzip, zstandard, bzip2 and xz, of one member or many, read piece by piece, as far as they go."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import zstandard

from tasks.ingest.byte_stream import StreamFault

LARGEST_PIECE = 1024 * 1024
"""Bytes that are unfolded at a time where that can be asked for."""
LONGEST_ZSTD_WINDOW = 2**31
"""Dumps of whole platforms are often packed with `zstd --long=31`."""


class Decompressor(Protocol):
    """One member of a compressed stream, as the standard library and zstandard read it."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was given beyond its end."""
        ...

    def decompress(self, data: bytes, /) -> bytes:
        """Return what these bytes unfold to."""
        ...


OF_ZLIB = type(zlib.decompressobj())
"""Its state can be kept, as it must be: it gives nothing of a piece that has damage anywhere."""
BOUNDED = (bz2.BZ2Decompressor, lzma.LZMADecompressor)
"""These can be asked for few bytes at a time."""


@dataclass(frozen=True)
class Codec:
    """A kind of compression: its name, the bytes every member begins with, the endings of file names, its reader.

    `input_size` compressed bytes are taken at a time, so that what they unfold to does not grow large: at most 1,032
    bytes a byte in gzip, and 128 KB every four bytes in zstandard.
    """

    name: str
    magic: bytes
    endings: tuple[str, ...]
    decompressor: Callable[[], Decompressor]
    input_size: int = 16 * 1024


CODECS = (
    Codec("gzip", b"\x1f\x8b\x08", (".gz", ".gzip"), lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    Codec(
        "zstd",
        b"\x28\xb5\x2f\xfd",
        (".zst", ".zstd"),
        lambda: zstandard.ZstdDecompressor(max_window_size=LONGEST_ZSTD_WINDOW).decompressobj(),
        input_size=1024,
    ),
    Codec("bzip2", b"BZh", (".bz2",), bz2.BZ2Decompressor),
    Codec("xz", b"\xfd7zXZ\x00", (".xz",), lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ)),
)
ERRORS = (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError, zstandard.ZstdError)


def codec_of(head: bytes) -> Codec | None:
    """Return the compression that these first bytes show; None if none."""
    for codec in CODECS:
        if head.startswith(codec.magic) and (codec.name != "bzip2" or head[3:4].isdigit()):
            return codec
    return None


def without_ending(name: str, codec: Codec) -> str:
    """Return a file's name as it was before it was compressed."""
    for ending in codec.endings:
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name


def decompress(pieces: Iterator[bytes], codec: Codec) -> Iterator[bytes]:
    """Yield the unfolded bytes of all members; raise StreamFault `truncated` or `corrupt` after what could be read."""
    member = codec.decompressor()
    for data in _small(pieces, codec.input_size):
        while data:
            if member.eof:
                data = data.lstrip(b"\0")  # members may be padded with zeros
                if not data:
                    break
                member = codec.decompressor()
            before = member.copy() if isinstance(member, OF_ZLIB) else None
            try:
                yield from _unfolded(member, data)
            except ERRORS as error:
                yield from _as_far_as_it_goes(before, data)
                raise StreamFault("corrupt", f"{codec.name}: {error}") from error
            data = member.unused_data if member.eof else b""
    if not member.eof:
        raise StreamFault("truncated", f"The {codec.name} stream ends before its time.")


def _unfolded(member: Decompressor, data: bytes) -> Iterator[bytes]:
    """Yield what these bytes unfold to, if it is anything."""
    if not isinstance(member, BOUNDED):
        if piece := member.decompress(data):
            yield piece
        return
    while True:
        if piece := member.decompress(data, LARGEST_PIECE):
            yield piece
        if member.eof or member.needs_input:
            return
        data = b""


def _as_far_as_it_goes(member: Decompressor | None, data: bytes) -> Iterator[bytes]:
    """Yield what the bytes before the damage unfold to."""
    if member is None:
        return
    for place in range(len(data)):
        try:
            unfolded = member.decompress(data[place : place + 1])
        except ERRORS:
            return
        if unfolded:
            yield unfolded


def _small(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), size):
            yield piece[start : start + size]

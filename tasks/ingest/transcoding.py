"""A stream in UTF-16, UTF-32 or broken UTF-8 as good UTF-8, for readers that work on bytes."""

import codecs
from collections.abc import Iterator

from tasks.ingest.encoding import MIXED, stream_encoding


def to_utf8(pieces: Iterator[bytes], head: bytes) -> Iterator[bytes]:
    """Return the same pieces without a byte-order mark, in UTF-8 where their first bytes show UTF-16 or UTF-32."""
    encoding, mark = stream_encoding(head)
    unmarked = _without_first(pieces, mark) if mark else pieces
    return unmarked if encoding == "utf-8" else _recoded(unmarked, encoding)


def _without_first(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[size:]
        size -= min(size, len(piece))


def _recoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in pieces:
        if text := decoder.decode(piece):
            yield text.encode("utf-8", "replace")
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8", "replace")


def mended_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same UTF-8 with bytes that are none read as cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")(MIXED)
    for piece in pieces:
        yield piece if piece.isascii() and not decoder.getstate()[0] else decoder.decode(piece).encode("utf-8")
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8")

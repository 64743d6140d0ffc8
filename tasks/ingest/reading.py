"""Any dump to raw records: what it holds is found from its content, and everything in it is accounted for."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tasks.errors import stop_behind
from tasks.ingest import (
    archives,
    delimited,
    feeds,
    html_page,
    json_document,
    json_lines,
    newsml,
    nitf,
    parquet,
    plain_text,
    warc,
)
from tasks.ingest.byte_stream import ByteStream, look_ahead, pieces_of_file
from tasks.ingest.compression import codec_of, decompress, without_ending
from tasks.ingest.encoding import paired, valid
from tasks.ingest.fields import DEFAULT_FIELDS, FieldMap
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.sniffing import Sniffed, sniff
from tasks.ingest.transcoding import to_utf8

Reader = Callable[[ByteStream, FieldMap], Iterator[RawRecord]]

READERS: dict[str, Reader] = {
    "text": plain_text.read,
    "html": html_page.read,
    "jsonl": json_lines.read,
    "json": json_document.read,
    "csv": delimited.read,
    "tsv": delimited.read,
    "parquet": parquet.read,
    "warc": warc.read,
    "newsml": newsml.read,
    "nitf": nitf.read,
    "rss": feeds.read_rss,
    "atom": feeds.read_atom,
}
READ_AS_UTF8 = frozenset({"jsonl", "json"})
"""Formats whose readers work on bytes in UTF-8."""
AT_THE_END = "end"
"""Locator of the record that tells what ended a stream before its time."""
ARCHIVES = {"zip": archives.read_zip, "tar": archives.read_tar}
PACKED_AT_MOST = 3
"""So deep may archives lie in archives."""
WRAPPED_AT_MOST = 4
"""So many times may a stream be compressed over again."""
NOT_OF_A_FILE = (MemoryError, OSError)
"""Faults of the machine, such as a full disk, which end the run: the file may be read well the next time."""


def read_source(path: Path, fields: FieldMap = DEFAULT_FIELDS, *, name: str | None = None) -> Iterator[RawRecord]:
    """Yield the raw records of a dump, in order, in constant memory.

    What cannot be read is a record with a reason; nothing that a file holds raises. `name` stands for the file's name
    where content leaves the format open. A file that cannot be opened is one record, `unreadable`. What a reader does
    not foresee ends its file or member with a record, `internal_error`.
    """
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        yield rejected("", "unknown", b"", "unreadable", str(error))
        return
    yield from _read(pieces_of_file(path), name or path.name, "", fields, path)


def _read(
    pieces: Iterator[bytes], name: str, place: str, fields: FieldMap, path: Path | None = None, depth: int = 0
) -> Iterator[RawRecord]:
    """Yield the raw records of a stream of bytes that lies at `place`, the locator of an archive's member."""
    kind, number = "unknown", 0
    try:
        stream, sniffed = _opened(pieces, name, fields, path)
        kind = sniffed.format
        for record in _records(stream, sniffed, place, fields, depth):
            number += 1
            yield record
    except NOT_OF_A_FILE:
        raise
    except Exception as error:
        if stop_behind(error) is not None:
            raise
        detail = paired(valid(f"{type(error).__name__}: {error}"[:1000]))
        after = f"after record {number}"
        yield rejected(_within(place, after) if place else after, kind, b"", "internal_error", detail)


def _opened(pieces: Iterator[bytes], name: str, fields: FieldMap, path: Path | None) -> tuple[ByteStream, Sniffed]:
    """Return a stream without its compression, and what it holds."""
    head, pieces = look_ahead(pieces)
    for _ in range(WRAPPED_AT_MOST):
        codec = codec_of(head)
        if codec is None:
            break
        name, path = without_ending(name, codec), None
        head, pieces = look_ahead(decompress(pieces, codec))
    sniffed = sniff(head, name, fields)
    if sniffed.format in READ_AS_UTF8:
        pieces = to_utf8(pieces, head)
    return ByteStream(pieces, path), sniffed


def _records(stream: ByteStream, sniffed: Sniffed, place: str, fields: FieldMap, depth: int) -> Iterator[RawRecord]:
    if sniffed.format in ARCHIVES:
        yield from _unpacked(stream, sniffed.format, place, fields, depth)
        return
    reader = READERS.get(sniffed.format)
    records = reader(stream, fields) if reader else _not_read(stream, sniffed)
    number = 0
    for record in chain(records, _ended_early(stream, sniffed.format if reader else "unknown")):
        number += 1
        yield replace(record, locator=_within(place, record.locator)) if place else record
    if not number:
        yield rejected(place, sniffed.format, stream.head, "empty", "It holds no records.")


def _within(place: str, locator: str) -> str:
    return f"{place}, {locator}" if locator else place


def _unpacked(stream: ByteStream, kind: str, place: str, fields: FieldMap, depth: int) -> Iterator[RawRecord]:
    if depth == PACKED_AT_MOST:
        yield rejected(place, kind, stream.head, "too_deep", "Archives in archives in archives.")
        return

    def read_member(pieces: Iterator[bytes], name: str, place: str) -> Iterator[RawRecord]:
        return _read(pieces, name, place, fields, depth=depth + 1)

    yield from ARCHIVES[kind](stream, place, read_member)


def _not_read(stream: ByteStream, sniffed: Sniffed) -> Iterator[RawRecord]:
    """Yield the rejection of a stream that is empty or of no known format; none where a fault left it empty."""
    size = stream.skip_rest()
    if size or stream.fault is None:
        reason = "empty" if sniffed.format == "empty" else "unknown_format"
        yield rejected("", "unknown", stream.head, reason, sniffed.detail, size)


def _ended_early(stream: ByteStream, kind: str) -> Iterator[RawRecord]:
    """Yield the record that tells the fault which ended a stream, if one did."""
    if fault := stream.fault:
        yield rejected(AT_THE_END, kind, b"", fault.reason, fault.detail)

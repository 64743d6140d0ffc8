"""Plain text: one article a file, as it came but for a byte-order mark and zero characters."""

from collections.abc import Iterator

from tasks.content_hash import content_hash
from tasks.ingest.byte_stream import LARGEST_RECORD, ByteStream
from tasks.ingest.encoding import decode, valid
from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord, rejected

FORMAT = "text"


def whole_of(stream: ByteStream, kind: str) -> bytes | RawRecord:
    """Return all bytes of a stream that holds one record, or the rejection of one that is too long."""
    data = stream.read(LARGEST_RECORD + 1)
    if len(data) <= LARGEST_RECORD:
        return data
    size = len(data) + stream.skip_rest()
    return rejected("", kind, data, "too_long", f"The file has {size:,} bytes.", size)


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:  # noqa: ARG001 (readers look alike)
    """Yield the one record of a text file."""
    data = whole_of(stream, FORMAT)
    if isinstance(data, RawRecord):
        yield data
        return
    yield RawRecord("", FORMAT, len(data), content_hash(data), text=valid(decode(data)))

"""HTML: one page a file."""

from collections.abc import Iterator

from tasks.content_hash import content_hash
from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.encoding import declared_in, decode, valid
from tasks.ingest.fields import FieldMap
from tasks.ingest.plain_text import whole_of
from tasks.ingest.record import RawRecord

FORMAT = "html"


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:  # noqa: ARG001 (readers look alike)
    """Yield the one record of a page; its charset is what the page declares where it is not UTF-8."""
    data = whole_of(stream, FORMAT)
    if isinstance(data, RawRecord):
        yield data
        return
    yield RawRecord("", FORMAT, len(data), content_hash(data), html=valid(decode(data, declared_in(data))))

"""Elements of an XML document to records, and what is broken in the document to one more."""

from collections.abc import Callable, Iterator

from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.xml_stream import Element, XmlItems, bytes_of

MakeRecord = Callable[[Element, str, bytes], RawRecord]


def records_of(stream: ByteStream, names: tuple[str, ...], kind: str, make: MakeRecord) -> Iterator[RawRecord]:
    """Yield the record that `make` makes of each element so named: (element, locator, its bytes) -> record.

    The locator of a document's root element is ''. A document that is broken or ends too soon has one record more,
    `bad_xml` or `truncated`.
    """
    items = XmlItems(stream, names)
    number = 0
    for element in items:
        number += 1
        locator = "" if element.getparent() is None else f"item {number}"
        yield make(element, locator, bytes_of(element))
    place = f"after item {number}"
    if stream.fault is not None:
        return
    if items.truncated:
        yield rejected(place, kind, b"", "truncated", items.error)
    elif items.error is not None:
        yield rejected(place, kind, b"", "bad_xml", items.error)

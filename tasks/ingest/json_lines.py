"""JSON Lines: one object a line, each read by itself."""

import re
from collections.abc import Iterator

from tasks.ingest.byte_stream import LARGEST_RECORD, ByteStream
from tasks.ingest.fields import FieldMap
from tasks.ingest.json_document import articles_in
from tasks.ingest.json_object import BadJsonError, load, record_of
from tasks.ingest.record import RawRecord, rejected

FORMAT = "jsonl"
BLANK = re.compile(rb"[\s,\x00\x1e\[\]]*")
"""What a line may hold and say nothing: record separators, and the brackets around an array written line by line."""


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:
    """Yield a record a line; several where a line holds a list of articles, such as the answer of a service.

    Of an object with an empty text and other articles inside it both are told.
    """
    number = 0
    while line := stream.readline(LARGEST_RECORD + 1):
        number += 1
        locator = f"line {number}"
        if len(line) > LARGEST_RECORD and not line.endswith(b"\n"):
            size = len(line) + stream.skip_line()
            yield rejected(locator, FORMAT, line, "too_long", f"The line has {size:,} bytes.", size)
        elif not BLANK.fullmatch(line):
            yield from _records_of_line(line, locator, stream, fields)


def _records_of_line(line: bytes, locator: str, stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:
    payload = _out_of_array(line.removeprefix(b"\xef\xbb\xbf").strip(b"\x00\x1e \t\r\n,"))
    try:
        row = load(payload)
    except BadJsonError as error:
        if line.endswith(b"\n") or stream.fault is None:  # else the cut itself is what is told
            yield rejected(locator, FORMAT, payload, "bad_json", str(error))
        return
    if not isinstance(row, dict):
        inner = tuple(articles_in(payload, locator + ", ", FORMAT, fields)) if isinstance(row, list) else ()
        yield from inner or (rejected(locator, FORMAT, payload, "not_an_object", f"It is a {type(row).__name__}."),)
        return
    record = record_of(row, locator, FORMAT, payload, fields)
    if record.reason == "no_text" and any(isinstance(value, list | dict) for value in row.values()):
        inner = tuple(articles_in(payload, locator + ", ", FORMAT, fields))
        if not inner or _has_empty_text(row, fields):
            yield record
        yield from inner
    else:
        yield record


def _out_of_array(payload: bytes) -> bytes:
    """Return a line without the bracket that opens or closes an array written line by line."""
    if payload.startswith(b"[") and payload.endswith(b"}"):
        return payload[1:].lstrip()
    if payload.startswith(b"{") and payload.endswith(b"]"):
        return payload[:-1].rstrip()
    return payload


def _has_empty_text(row: dict[str, object], fields: FieldMap) -> bool:
    """Whether an object that has no text has a field for it, rather than an envelope's field for something else."""
    plan = fields.plan(row)
    places = plan.get("text", ()) + plan.get("html", ())
    return any(not path and (row[key] is None or isinstance(row[key], str)) for key, path in places)

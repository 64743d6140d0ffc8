"""WARC: the web pages that a crawler brought home.

Requests, metadata and the crawler's own remarks are structure and yield nothing; every response, resource, revisit and
conversion is a record, most of them with a reason why it is no article.
"""

import zlib
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from tasks.content_hash import content_hash
from tasks.ingest.byte_stream import LARGEST_RECORD, PIECE_SIZE, ByteStream, StreamFault
from tasks.ingest.compression import codec_of, decompress
from tasks.ingest.encoding import declared_in, decode, valid
from tasks.ingest.fields import PAGE, FieldMap
from tasks.ingest.http_response import BadHttpError, HttpResponse, parse
from tasks.ingest.record import RawRecord, rejected

FORMAT = "warc"
STRUCTURE = (WarcRecordType.warcinfo, WarcRecordType.request, WarcRecordType.metadata)
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
OK = 200


class _Forward:
    """A stream as fastwarc wants it: it asks where the stream stands."""

    def __init__(self, stream: ByteStream):
        self._stream = stream
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(PIECE_SIZE if size < 0 else size)
        self._at += len(piece)
        return piece

    def tell(self) -> int:
        return self._at

    def seek(self, position: int, whence: int = 0, /) -> int:
        raise OSError(f"A stream can't go to {position} ({whence}).")

    def close(self) -> None:
        """Leave the stream to who opened it."""


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:  # noqa: ARG001 (readers look alike)
    """Yield a record a captured page; offsets count bytes of the uncompressed archive.

    fastwarc only cuts the archive into records: its own decoding of HTTP bodies loses what follows a compressed one.
    """
    offset = 0
    records = ArchiveIterator(_Forward(stream), parse_http=False, auto_decode="none", stream_detect=False)
    while True:
        try:
            record = next(records, None)
            if record is None:
                return
            offset = record.stream_pos
            yield from _records(record, f"offset {offset}", stream)
        except OSError as error:
            yield rejected(f"after offset {offset}", FORMAT, b"", "corrupt", str(error), stream.skip_rest())
            return


def _records(record: WarcRecord, locator: str, stream: ByteStream) -> Iterator[RawRecord]:
    if record.record_type in STRUCTURE:
        return
    block = record.reader.read(min(record.content_length, LARGEST_RECORD))
    if record.content_length > LARGEST_RECORD:
        detail = f"The record has {record.content_length:,} bytes."
        yield rejected(locator, FORMAT, block, "too_long", detail, record.content_length)
    elif len(block) < record.content_length:
        if stream.fault is None:
            yield rejected(
                locator, FORMAT, block, "truncated", f"{len(block)} of {record.content_length} bytes are there."
            )
    else:
        yield _record(record, block, locator)


def _record(record: WarcRecord, block: bytes, locator: str) -> RawRecord:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or None
    media_type = (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if record.record_type == WarcRecordType.response and media_type == "application/http":
        return _of_response(block, locator, url)
    if record.record_type in (WarcRecordType.resource, WarcRecordType.response) and media_type in PAGE_TYPES:
        return _page(block, None, locator, url, block)
    if record.record_type == WarcRecordType.conversion and media_type == "text/plain":
        return RawRecord(locator, FORMAT, len(block), content_hash(block), text=valid(decode(block)), url=url)
    kind = str(record.record_type)
    reason = kind if kind in ("revisit", "continuation") else "not_html"
    return rejected(locator, FORMAT, block, reason, f"A {kind} of {media_type or 'no type'}: {url}")


def _of_response(block: bytes, locator: str, url: str | None) -> RawRecord:
    try:
        response = parse(block)
    except BadHttpError as error:
        return rejected(locator, FORMAT, block, "bad_http", f"{error}: {url}")
    if response.status != OK:
        return rejected(locator, FORMAT, block, "http_status", f"{response.status}: {url}")
    try:
        body = _unfolded(response)
    except StreamFault as fault:
        return rejected(locator, FORMAT, block, fault.reason, f"{fault.detail}: {url}")
    if response.media_type not in PAGE_TYPES and (response.media_type or not PAGE.match(body[:1000].decode("latin-1"))):
        return rejected(locator, FORMAT, block, "not_html", f"{response.media_type or 'no type'}: {url}")
    return _page(body, response.charset, locator, url, block)


def _page(body: bytes, charset: str | None, locator: str, url: str | None, block: bytes) -> RawRecord:
    html = valid(decode(body, charset or declared_in(body)))
    if not html.strip():
        return rejected(locator, FORMAT, block, "empty", url)
    return RawRecord(locator, FORMAT, len(block), content_hash(block), html=html, url=url)


def _unfolded(response: HttpResponse) -> bytes:
    """Return the body without its compression, which crawlers undo or leave, whatever the header says.

    Raises StreamFault.
    """
    body = response.body
    if response.encoding in ("gzip", "x-gzip", "zstd") and (codec := codec_of(body)):
        return _bounded(decompress(iter([body]), codec))
    if response.encoding in ("br", "deflate") and not body.lstrip().startswith(b"<"):
        try:
            return _bounded(_of_brotli(body)) if response.encoding == "br" else _inflated(body)
        except (brotli.error, zlib.error) as error:
            raise StreamFault("corrupt", f"{response.encoding}: {error}") from error
    return body


def _inflated(body: bytes) -> bytes:
    """Undo `deflate`, which servers send with zlib's header or without."""
    try:
        return _bounded(_of_deflate(body, zlib.MAX_WBITS))
    except zlib.error:
        return _bounded(_of_deflate(body, -zlib.MAX_WBITS))


def _of_deflate(body: bytes, window: int) -> Iterator[bytes]:
    member = zlib.decompressobj(window)
    while not member.eof:
        piece = member.decompress(body, PIECE_SIZE)
        body = member.unconsumed_tail
        if not piece and not member.eof:
            raise zlib.error("It ends before its time.")
        yield piece


def _of_brotli(body: bytes) -> Iterator[bytes]:
    member = brotli.Decompressor()
    while not member.is_finished():
        piece = member.process(body, output_buffer_limit=PIECE_SIZE)
        body = b""
        if not piece and not member.is_finished():
            raise brotli.error("It ends before its time.")
        yield piece


def _bounded(pieces: Iterator[bytes]) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LARGEST_RECORD:
            raise StreamFault("too_long", f"The page has over {LARGEST_RECORD:,} bytes")
    return bytes(body)

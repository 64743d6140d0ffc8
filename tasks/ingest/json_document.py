"""JSON documents: an array of articles, an object with lists of them inside, one article, or several in a row."""

import io
from collections.abc import Iterator
from dataclasses import replace

from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.fields import FieldMap, shipped_names
from tasks.ingest.json_object import BadJsonError, load, record_of
from tasks.ingest.json_scanner import Scanner, TooLongError
from tasks.ingest.record import RawRecord, rejected

FORMAT = "json"
WHOLE = 1024 * 1024
"""An object of up to so many bytes is looked at as a whole; a larger one piece by piece."""
DEEPEST = 6
"""Articles lie at most so many brackets deep."""
HELD_AT_MOST = 1000
"""An array that begins with more objects than so many that have the fields of an article, but no text, is of articles
all the same."""


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:
    """Yield a record an article, wherever it lies in the document; '' is the place of a document that is one."""
    document = Document(Scanner(stream), "", FORMAT, fields)
    while first := document.scanner.peek():
        if first in (b"]", b"}"):
            document.scanner.step()
            continue
        alone = document.items == 0
        for record in document.records(outermost=True):
            whole = alone and first == b"{" and document.is_article and not document.scanner.peek()
            yield replace(record, locator="") if whole else record
            alone = False
        if document.ended_early:
            if stream.fault is None:
                yield rejected(
                    document.next_locator(), FORMAT, document.rest, "truncated", "The document does not end."
                )
            return


def articles_in(data: bytes, prefix: str, kind: str, fields: FieldMap) -> Iterator[RawRecord]:
    """Yield the articles that lie somewhere inside an object or array."""
    yield from Document(Scanner(io.BytesIO(data)), prefix, kind, fields).records(outermost=False)


class Document:
    """A walk through a document: the place in it, and how many articles have been met."""

    def __init__(self, scanner: Scanner, prefix: str, kind: str, fields: FieldMap):
        self.scanner = scanner
        self.prefix = prefix
        self.kind = kind
        self.fields = fields
        self.items = 0
        self.is_article = False
        self.ended_early = False
        self.rest = b""

    def next_locator(self) -> str:
        """Count one more item and return its locator."""
        self.items += 1
        return self._place(self.items)

    def _place(self, number: int) -> str:
        return f"{self.prefix}item {number}"

    def records(self, *, outermost: bool) -> Iterator[RawRecord]:
        """Yield the records in the value here; where it is the `outermost`, at least one, unless it ends early."""
        first = self.scanner.peek()
        if first == b"[":
            yield from self._in_array(0, every=outermost)
        elif first == b"{":
            yield from self._in_object(0, wanted=outermost)
        elif outermost:
            yield from self._stray()

    def _stray(self) -> Iterator[RawRecord]:
        value, _ = self._value()
        yield rejected(self.next_locator(), self.kind, value, "bad_json", "There is no object here.")

    def _value(self, limit: int | None = None) -> tuple[bytes, bool]:
        value, whole = self.scanner.value() if limit is None else self.scanner.value(limit)
        if not whole:
            self.ended_early, self.rest = True, value
        return value, whole

    def _openings(self) -> Iterator[bytes]:
        """Yield the first byte of each thing inside the array or object here; whoever takes it reads the thing."""
        self.scanner.step()
        while not self.ended_early:
            first = self.scanner.peek()
            if first in (b"]", b"}"):
                self.scanner.step()
                return
            if not first:
                self.ended_early = True
                return
            yield first

    def _in_array(self, depth: int, *, every: bool) -> Iterator[RawRecord]:
        """Yield the articles of an array; once one was met, or where `every` is true, all that it holds is told.

        What has the fields of an article but no text is held back till then, with its number.
        """
        start = self.items
        held: list[RawRecord] = []
        for first in self._openings():
            for record in self._in_item(first, depth, every=every):
                held.append(record)
                if every or record.reason != "no_text" or len(held) > HELD_AT_MOST:
                    every = True
                    yield from held
                    held.clear()
        if held:
            self.items = start

    def _in_item(self, first: bytes, depth: int, *, every: bool) -> Iterator[RawRecord]:
        if first == b"{":
            yield from self._in_object(depth + 1, wanted=every, listed=True)
        elif first == b"[" and depth < DEEPEST:
            yield from self._in_array(depth + 1, every=False)
        else:
            yield from self._other(every=every)

    def _other(self, *, every: bool) -> Iterator[RawRecord]:
        value, whole = self._value_or_end()
        if every and whole:
            yield rejected(self.next_locator(), self.kind, value, "not_an_object", "It is no object.")

    def _value_or_end(self) -> tuple[bytes, bool]:
        try:
            return self._value()
        except TooLongError:
            self.ended_early, self.rest = True, self.scanner.held()
            return self.rest, False

    def _in_object(self, depth: int, *, wanted: bool, listed: bool = False) -> Iterator[RawRecord]:
        """Yield the object as an article, else the articles inside it, else (where one is `wanted`) why it is none.

        Of a `listed` one it is also told that it has no text where it has the fields of an article.
        """
        try:
            payload, whole = self._value(WHOLE)
        except TooLongError:
            yield from self._in_large_object(depth, wanted=wanted)
            return
        if not whole:
            return
        try:
            row = load(payload)
        except BadJsonError as error:
            if wanted:
                yield rejected(self.next_locator(), self.kind, payload, "bad_json", str(error))
            return
        yield from self._of_object(row, payload, depth, wanted=wanted, listed=listed)

    def _of_object(
        self, row: object, payload: bytes, depth: int, *, wanted: bool, listed: bool = False
    ) -> Iterator[RawRecord]:
        if not isinstance(row, dict):
            return
        record = record_of(row, self._place(self.items + 1), self.kind, payload, self.fields)
        if record.reason is None or (wanted and self.fields.holds_article(row)):
            self.is_article = True
            self.items += 1
            yield record
            return
        before = self.items
        if depth < DEEPEST:
            inner = Document(Scanner(io.BytesIO(payload)), self.prefix, self.kind, self.fields)
            inner.items = self.items
            for inside in inner._members(depth):
                self.items = inner.items
                yield inside
        if self.items == before and (wanted or (listed and self.fields.holds_article(row))):
            self.is_article |= wanted
            self.items += 1
            yield record

    def _in_large_object(self, depth: int, *, wanted: bool) -> Iterator[RawRecord]:
        """Yield the articles in an object too large to look at as a whole, or itself if its text is in sight."""
        if self.fields.holds_article(_outer_keys(self.scanner.held()[:WHOLE])):
            try:
                payload, whole = self._value()
            except TooLongError:
                held = self.scanner.held()
                size = self.scanner.skip_to_end()
                yield rejected(self.next_locator(), self.kind, held, "too_long", f"It has over {size:,} bytes.", size)
                return
            if whole:
                yield from self._loaded(payload, wanted=wanted)
            return
        before = self.items
        yield from self._members(depth)
        if wanted and self.items == before and not self.ended_early:
            yield rejected(self.next_locator(), self.kind, b"", "no_text", "A large object without articles.")

    def _loaded(self, payload: bytes, *, wanted: bool) -> Iterator[RawRecord]:
        try:
            row = load(payload)
        except BadJsonError as error:
            yield rejected(self.next_locator(), self.kind, payload, "bad_json", str(error))
            return
        yield from self._of_object(row, payload, DEEPEST, wanted=wanted)

    def _members(self, depth: int) -> Iterator[RawRecord]:
        """Yield the articles among the values of the object here."""
        for _ in self._openings():
            key, _ = self._value_or_end()
            first = self.scanner.peek()
            skipped = key.strip(b'"').decode("utf-8", "replace").lower() in shipped_names().not_articles
            if first == b"[" and depth < DEEPEST and not skipped:
                yield from self._in_array(depth + 1, every=False)
            elif first == b"{" and depth < DEEPEST and not skipped:
                yield from self._in_object(depth + 1, wanted=False)
            elif first not in (b"]", b"}"):
                self._value_or_end()


def _outer_keys(start: bytes) -> list[str]:
    """List the keys of an object whose values are strings, as far as the bytes at its start show them."""
    scanner = Scanner(io.BytesIO(start))
    scanner.step()
    keys: list[str] = []
    whole = True
    while whole and scanner.peek() not in (b"", b"}", b"]"):
        key, whole = scanner.value()
        if scanner.peek() == b'"':
            keys.append(key.strip(b'"').decode("utf-8", "replace"))
        if scanner.peek() not in (b"", b"}", b"]"):
            _, whole = scanner.value()
    return keys

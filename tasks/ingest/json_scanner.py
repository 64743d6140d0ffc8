"""JSON cut into its values without reading the whole: each value keeps its bytes, and a broken one harms no other."""

import re

from tasks.ingest.byte_stream import LARGEST_RECORD, PIECE_SIZE, Readable

BETWEEN = re.compile(rb"[\s,:]*")
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+([\[\]{}"])', re.DOTALL)
"""The next bracket outside of strings, or the quotation mark of a string that does not end within the buffer."""
SCALAR = re.compile(rb'[^\s,:\[\]{}"]+')


class TooLongError(Exception):
    """A value has more bytes than may be held."""


class Scanner:
    """A place in a JSON text, and the buffered bytes that follow it."""

    def __init__(self, source: Readable):
        self._source = source
        self._buffer = b""
        self._at = 0
        self._ended = False

    def peek(self) -> bytes:
        """Go to the next value or bracket; return its first byte, or none at the end."""
        while True:
            match = BETWEEN.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def step(self) -> None:
        """Go past the next byte that says something: a bracket."""
        self.peek()
        self._at += 1

    def value(self, limit: int = LARGEST_RECORD) -> tuple[bytes, bool]:
        """Return the bytes of the value here and go past it; False with it when the text ends inside it.

        Raises TooLongError, and stays, when it has more than `limit` bytes.
        """
        first = self.peek()
        if first == b'"':
            return self._matching(STRING, limit)
        if first in (b"[", b"{"):
            return self._bracketed(limit)
        if first in (b"]", b"}"):
            self.step()
            return first, True
        return self._scalar(limit)

    def held(self) -> bytes:
        """Return the first bytes that may be held of a value that is too long."""
        return self._buffer[self._at : self._at + LARGEST_RECORD]

    def skip_to_end(self) -> int:
        """Go to the end of the text; return the number of bytes from here to there."""
        size = 0
        while True:
            size += len(self._buffer) - self._at
            self._at = len(self._buffer)
            if not self._more():
                return size

    def _more(self) -> bool:
        """Let go of what lies behind and fetch more: as much again, so that no long value is scanned often."""
        if self._ended:
            return False
        kept = self._buffer[self._at :]
        piece = self._source.read(max(PIECE_SIZE, len(kept)))
        self._ended = not piece
        self._buffer, self._at = kept + piece, 0
        return bool(piece)

    def _rest(self, limit: int) -> bytes | None:
        """Fetch more for the value here; return what there is of it when the text ends, else None."""
        if len(self._buffer) - self._at > limit:
            raise TooLongError
        if self._more():
            return None
        rest = self._buffer[self._at :]
        self._at = len(self._buffer)
        return rest

    def _matching(self, pattern: re.Pattern[bytes], limit: int) -> tuple[bytes, bool]:
        while True:
            if match := pattern.match(self._buffer, self._at):
                self._at = match.end()
                return match.group(), True
            rest = self._rest(limit)
            if rest is not None:
                return rest, False

    def _scalar(self, limit: int) -> tuple[bytes, bool]:
        while True:
            match = SCALAR.match(self._buffer, self._at)
            end = match.end() if match else self._at + 1
            if end < len(self._buffer) or self._ended:
                value = self._buffer[self._at : end]
                self._at = end
                return value, True
            if len(self._buffer) - self._at > limit:
                raise TooLongError
            self._more()

    def _bracketed(self, limit: int) -> tuple[bytes, bool]:
        depth, scanned = 0, 0
        while True:
            for token in BRACKET.finditer(self._buffer, self._at + scanned):
                mark = token[1]
                if mark in (b"{", b"["):
                    depth += 1
                elif mark in (b"}", b"]"):
                    depth -= 1
                elif mark == b'"':  # a string that goes on beyond the buffer
                    scanned = token.start(1) - self._at
                    break
                if depth == 0:
                    value = self._buffer[self._at : token.end()]
                    self._at = token.end()
                    return value, True
            else:
                scanned = len(self._buffer) - self._at
            rest = self._rest(limit)
            if rest is not None:
                return rest, False

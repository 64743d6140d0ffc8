"""An HTTP response as a crawler stored it: head and body in one block of bytes."""

import io
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse


class BadHttpError(ValueError):
    """A block is no HTTP response."""


@dataclass(frozen=True)
class HttpResponse:
    """What matters of a response; `body` is no longer chunked, but may be compressed as `encoding` says."""

    status: int
    media_type: str
    charset: str | None
    encoding: str
    body: bytes


class _Stored:
    """A block of bytes where the standard library expects a socket."""

    def __init__(self, block: bytes):
        self.file = io.BytesIO(block)

    def makefile(self, *_: object) -> io.BytesIO:
        return self.file


def parse(block: bytes) -> HttpResponse:
    """Read a stored response; a body that calls itself chunked and is not is taken as it is.

    Raises BadHttpError.
    """
    stored = _Stored(block)
    response = HTTPResponse(stored)  # type: ignore[arg-type]  # makefile() is all it asks of a socket
    try:
        response.begin()
    except (HTTPException, ValueError) as error:
        raise BadHttpError(f"{type(error).__name__} {error}"[:200]) from error
    head_size = stored.file.tell()
    body = block[head_size:]
    if response.chunked:
        try:
            body = response.read()
        except (HTTPException, ValueError, OverflowError):
            body = block[head_size:]
    return HttpResponse(
        status=response.status,
        media_type=response.headers.get_content_type() if "Content-Type" in response.headers else "",
        charset=_charset(response.headers),
        encoding=(response.getheader("Content-Encoding") or "").strip().lower(),
        body=body,
    )


def _charset(headers: Message) -> str | None:
    """Return the charset that a response states; None too where it is not well written, as by parts of a parameter."""
    try:
        return headers.get_content_charset()
    except (TypeError, ValueError):
        return None

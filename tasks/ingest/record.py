"""What a reader makes of a dump: one raw record after the other."""

from dataclasses import dataclass

from tasks.content_hash import content_hash


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record of a dump as the source gave it: text or html, and the fields beside it, under standard names.

    A record that could not be read has a `reason` (a word to count by) and a `detail` (for a reader), and neither
    text nor html. `payload_hash` is of the record's bytes as they came; `size` is their number.
    """

    locator: str
    format: str
    size: int
    payload_hash: str
    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    language: str | None = None
    description: str | None = None
    reason: str | None = None
    detail: str | None = None


def rejected(
    locator: str, kind: str, payload: bytes, reason: str, detail: str | None = None, size: int | None = None
) -> RawRecord:
    """Make the record of what could not be read; `payload` is its bytes, or its first ones of `size` bytes in all."""
    return RawRecord(
        locator=locator,
        format=kind,
        size=len(payload) if size is None else size,
        payload_hash=content_hash(payload) if size is None else content_hash(payload, str(size)),
        reason=reason,
        detail=detail,
    )

"""A quotation, with who said it and how that is known."""

from typing import NamedTuple


class Quote(NamedTuple):
    """A quotation in a section of an article. The fields are the columns of `quotes`; offsets count characters.

    A quotation interrupted by the reporter ('"If the rain holds," X said, "we plant."') is one quotation of two
    spans. Spans exclude the quotation marks; `text` is the spans joined by one space.
    """

    section_no: int
    spans: tuple[tuple[int, int], ...]
    text: str
    kind: str
    rule: str
    confidence: float
    attribution: str = "none"
    cue: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None
    speaker: str | None = None
    speaker_section_no: int | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker_entity_id: str | None = None
    speaker_name: str | None = None
    speaker_label: str | None = None
    speaker_role: str | None = None
    flags: tuple[str, ...] = ()
